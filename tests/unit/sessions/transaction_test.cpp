#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "sessions/store/failure.hpp"
#include "sessions/store/store_state.hpp"
#include "support/catch.hpp"
#include "support/sessions/databases.hpp"
#include "support/sessions/postgres.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using vplatform::testing::TestDatabase;
using namespace std::chrono_literals;

namespace {

std::int64_t count_codes(const Database& database) {
  return database
      .read([](Transaction& transaction) -> Result<std::int64_t> {
        return transaction.find("SELECT count(*) FROM wrong_codes")->integer(0);
      })
      .value();
}

void add_code(Transaction& transaction, const std::string& caller) {
  (void)transaction.execute("INSERT INTO wrong_codes (caller, since, attempts) VALUES (?, ?, ?)",
                            {caller, 1, 0});
}

/// How often SQLite's log was begun anew, as its header says:
/// https://www.sqlite.org/fileformat2.html#walformat
int times_begun(const std::string& log) {
  std::ifstream file(log, std::ios::binary);
  std::array<char, 4> bytes{};
  file.seekg(12).read(bytes.data(), bytes.size());
  int count = 0;
  for (const char byte : bytes) count = count * 256 + static_cast<unsigned char>(byte);
  return count;
}

}  // namespace

TEST_CASE("a transaction that returns an error, or throws, leaves nothing behind") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const auto store = test.open();
  const Database& database = store->state().database;
  const auto refused = database.write([](Transaction& transaction) -> Result<int> {
    add_code(transaction, "a");
    return fail(ErrorCode::not_found, "no such thing");
  });
  CHECK(refused.error().code == ErrorCode::not_found);
  const auto thrown = database.write([](Transaction& transaction) -> Result<void> {
    add_code(transaction, "a");
    throw std::runtime_error("boo");
  });
  CHECK(thrown.error().code == ErrorCode::internal);
  CHECK(count_codes(database) == 0);
}

TEST_CASE("what a transaction wrote is there when it has returned") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const auto store = test.open();
  const auto done = store->state().database.write([](Transaction& transaction) -> Result<std::string> {
    add_code(transaction, "ada");
    return std::string("said");
  });
  CHECK(done.value() == "said");
  CHECK(count_codes(test.open()->state().database) == 1);
}

TEST_CASE("a name that is taken ends the transaction as such, and the connection goes on") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const auto store = test.open({}, {.connections = 1});
  const Database& database = store->state().database;
  const auto twice = database.write([](Transaction& transaction) -> Result<void> {
    add_code(transaction, "a");
    add_code(transaction, "a");
    return {};
  });
  CHECK(twice.error().code == ErrorCode::already_exists);
  CHECK(twice.error().effect == Effect::none);
  CHECK(count_codes(database) == 0);
}

TEST_CASE("bytes of any kind come back as they went in") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const auto store = test.open();
  std::string body;
  for (int byte = 0; byte < 256; ++byte) body += static_cast<char>(byte);
  body += std::string("\0\0\\x27'?:p0", 11);
  const auto back = store->state().database.write([&](Transaction& transaction) -> Result<std::string> {
    const auto number = transaction.find(
        "INSERT INTO inbox_events (instance, dedupe_key, state, event_id, kind, type, fields, body, "
        "received_at, attempts, due_at, note) VALUES ('i', 'k', 'waiting', '', 'other', '', '{}', ?, 0, "
        "0, 0, '') "
        "RETURNING number",
        {Bytes{body}});
    return transaction.find("SELECT body FROM inbox_events WHERE number = ?", {number->integer(0)})->bytes(0);
  });
  CHECK((back.value() == body));  // not to be printed
}

TEST_CASE("a statement takes null in the place of a value and back") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const auto store = test.open();
  const auto run = [&](std::optional<std::int64_t> at, std::optional<std::string> holder) {
    return store->state().database.write([&](Transaction& transaction) -> Result<bool> {
      const auto row = transaction.find("SELECT CAST(? AS BIGINT), CAST(? AS TEXT)", {at, holder});
      return row->maybe_integer(0) == at && row->maybe_text(1) == holder;
    });
  };
  CHECK(run(7, "x").value());
  CHECK(run(std::nullopt, std::nullopt).value());
  CHECK(run(-1, "").value());
}

TEST_CASE("times keep their microseconds, before 1970 too") {
  const auto at = TimePoint(std::chrono::microseconds(1'767'225'600'123'456));
  CHECK(from_stored(to_stored(at)) == at);
  CHECK(from_stored(to_stored(TimePoint(-1us))) == TimePoint(-1us));
}

TEST_CASE("writers that read and write the same row lose no update") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  // As two processes would have it. SQLite lets them try again and again, in no order, and the disk may be
  // busy.
  const StoreOptions patient{.patience = 60s};
  const auto first = test.open({}, patient);
  const auto second = test.open({}, patient);
  REQUIRE(first->state().database.write([](Transaction& transaction) -> Result<void> {
    add_code(transaction, "a");
    return {};
  }));
  constexpr int threads = 4;
  constexpr int times = 25;
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> writers;
    for (int thread = 0; thread < threads; ++thread) {
      const auto& store = thread % 2 == 0 ? first : second;
      writers.emplace_back([&] {
        for (int time = 0; time < times; ++time) {
          const auto done = store->state().database.write([](Transaction& transaction) -> Result<void> {
            const std::string lock(transaction.for_update());
            const auto row = transaction.find("SELECT attempts FROM wrong_codes WHERE caller = 'a'" + lock);
            (void)transaction.execute("UPDATE wrong_codes SET attempts = ? WHERE caller = 'a'",
                                      {row->integer(0) + 1});
            return {};
          });
          if (!done) ++failed;
        }
      });
    }
  }
  CHECK(failed == 0);
  const auto total = first->state().database.read([](Transaction& transaction) -> Result<std::int64_t> {
    return transaction.find("SELECT attempts FROM wrong_codes WHERE caller = 'a'")->integer(0);
  });
  CHECK(total.value() == threads * times);
}

TEST_CASE("a deadlock is resolved by running one of the two again") {
  const TestDatabase test(Dialect::postgresql);
  const auto store = test.open();
  const Database& database = store->state().database;
  REQUIRE(database.write([](Transaction& transaction) -> Result<void> {
    add_code(transaction, "a");
    add_code(transaction, "b");
    return {};
  }));
  std::atomic<int> arrived{0};
  std::atomic<int> runs{0};
  const auto cross = [&](const std::string& one, const std::string& other) {
    return database.write([&](Transaction& transaction) -> Result<void> {
      ++runs;
      (void)transaction.execute("UPDATE wrong_codes SET attempts = attempts + 1 WHERE caller = ?", {one});
      ++arrived;
      while (arrived < 2) std::this_thread::yield();
      (void)transaction.execute("UPDATE wrong_codes SET attempts = attempts + 1 WHERE caller = ?", {other});
      return {};
    });
  };
  Result<void> there = Failure{};
  {
    const std::jthread thread([&] { there = cross("a", "b"); });
    CHECK(cross("b", "a"));
  }
  CHECK(there);
  // The one that goes on has to be woken first, and until then the other can come into its way again.
  CHECK(runs >= 3);
  const auto attempts = database.read([](Transaction& transaction) -> Result<std::int64_t> {
    return transaction.find("SELECT 10 * min(attempts) + max(attempts) FROM wrong_codes")->integer(0);
  });
  CHECK(attempts.value() == 22);
}

TEST_CASE("a connection that was lost between two transactions is replaced unseen") {
  const TestDatabase test(Dialect::postgresql);
  const auto store = test.open({}, {.connections = 1});
  const Database& database = store->state().database;
  int runs = 0;
  const auto done = database.write([&](Transaction& transaction) -> Result<void> {
    add_code(transaction, "a");
    if (++runs == 1)
      (void)transaction.query("SELECT 1 FROM (SELECT pg_terminate_backend(pg_backend_pid())) AS gone");
    return {};
  });
  CHECK(done);
  CHECK(runs == 2);
  CHECK(count_codes(database) == 1);
}

TEST_CASE("a statement of the wrong shape ends as a defect of ours") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const auto store = test.open();
  const Database& database = store->state().database;
  const auto misspelt = database.read([](Transaction& transaction) -> Result<void> {
    (void)transaction.query("SELECT nothing FROM wrong_codes");
    return {};
  });
  CHECK(misspelt.error().code == ErrorCode::internal);
  const auto missing = database.read([](Transaction& transaction) -> Result<std::int64_t> {
    return transaction.find("SELECT count(*) FROM wrong_codes")->integer(1);
  });
  CHECK(missing.error().code == ErrorCode::internal);
}

// SQLite itself would begin at 64 MB. Whoever copies may have to wait for a processor meanwhile, so nothing
// is said of how much less it is.
TEST_CASE("SQLite's log is copied into its file while it is written, and begun anew") {
  const TestDatabase test(Dialect::sqlite);
  const auto store = test.open();
  const std::string log = test.folder() + "/store.db-wal";
  const int first = times_begun(log);
  int written = 0;
  while (times_begun(log) == first && std::filesystem::file_size(log) < 60'000'000) {
    REQUIRE(store->state().database.write([&](Transaction& transaction) -> Result<void> {
      add_code(transaction, std::to_string(++written));
      return {};
    }));
  }
  CHECK(times_begun(log) > first);
  CHECK(count_codes(store->state().database) == written);
}
