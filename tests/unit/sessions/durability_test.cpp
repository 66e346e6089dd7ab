// That nothing is said to be stored before it is on the disk. SQLite's flushes come past this file: the
// program's own `fdatasync` stands before the C library's.

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "inbox/world.hpp"

using namespace sessions_test;
using vplatform::testing::TestDatabase;

namespace {

/// What happens when SQLite's log is about to be flushed: whether that succeeds.
std::function<bool()> on_flush = [] { return true; };

bool is_log(int file) {
  std::error_code none;
  const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), none);
  return path.string().ends_with("-wal");
}

/// Until the end of a test.
class OnFlush {
 public:
  explicit OnFlush(std::function<bool()> then) { on_flush = std::move(then); }
  ~OnFlush() {
    on_flush = [] { return true; };
  }
  OnFlush(const OnFlush&) = delete;
  OnFlush& operator=(const OnFlush&) = delete;
};

Result<void> add(const Database& database, const std::string& caller) {
  return database.write([&](Transaction& transaction) -> Result<void> {
    (void)transaction.execute("INSERT INTO wrong_codes (caller, since, attempts) VALUES (?, 1, 0)", {caller});
    return {};
  });
}

std::int64_t count(const Database& database) {
  return database
      .read([](Transaction& transaction) -> Result<std::int64_t> {
        return transaction.find("SELECT count(*) FROM wrong_codes")->integer(0);
      })
      .value();
}

}  // namespace

extern "C" int fdatasync(int file) {
  if (is_log(file) && !on_flush()) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}

TEST_CASE("what was committed has been flushed when the transaction returns") {
  const TestDatabase test(Dialect::sqlite);
  const auto store = test.open();
  const auto other = test.open();
  REQUIRE(add(store->state().database, "first"));  // what the connection itself flushes is over
  int flushes = 0;
  const OnFlush watch([&] { return ++flushes > 0; });
  for (int i = 1; i < 4; ++i) {
    REQUIRE(add(store->state().database, std::to_string(i)));
    CHECK(flushes == i);
  }
  CHECK(count(other->state().database) == 4);
}

TEST_CASE("who changes nothing does not wait for the disk") {
  const TestDatabase test(Dialect::sqlite);
  const auto store = test.open();
  REQUIRE(add(store->state().database, "first"));
  int flushes = 0;
  const OnFlush watch([&] { return ++flushes > 0; });
  const auto idle = store->state().database.write([](Transaction& transaction) -> Result<void> {
    (void)transaction.execute("DELETE FROM wrong_codes WHERE caller = 'nobody'");
    return {};
  });
  CHECK(idle);
  CHECK(count(store->state().database) == 1);
  CHECK(flushes == 0);
}

TEST_CASE("what could not be flushed is not said to be stored") {
  const TestDatabase test(Dialect::sqlite);
  const auto store = test.open();
  const Database& database = store->state().database;
  {
    const OnFlush broken([] { return false; });
    const auto lost = add(database, "first");
    REQUIRE_FALSE(lost);
    CHECK(lost.error().code == ErrorCode::unavailable);
    CHECK(lost.error().effect == Effect::unknown);
    CHECK(lost.error().message == "the SQLite store cannot be read or written");
  }
  CHECK(add(database, "second"));
}

TEST_CASE("a webhook that could not be flushed is asked for again, and is one event") {
  const World world(Dialect::sqlite);
  const std::string body = body_of({.id = "e1", .type = "meeting.started", .at = world.now()});
  {
    const OnFlush broken([] { return false; });
    CHECK(world.deliver(body) == 503);
  }
  CHECK(world.deliver(body) == 200);
  CHECK(world.count("SELECT count(*) FROM inbox_events") == 1);
}
