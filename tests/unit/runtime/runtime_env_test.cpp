#include "vplatform/runtime_env.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <set>
#include <thread>

#include "support/catch.hpp"

namespace vplatform {
namespace {

TEST_CASE("what is left empty is the real thing, and the rest stays") {
  RuntimeEnv own;
  own.luck = [] { return 0.25; };
  const auto env = own.filled();
  CHECK(env.luck() == 0.25);
  CHECK(env.now() > TimePoint{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}});
  const auto steady = env.steady_now();
  CHECK(steady <= std::chrono::steady_clock::now());
}

TEST_CASE("ids are random UUIDs of version 4") {
  const auto env = RuntimeEnv{}.filled();
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) {
    const auto id = env.new_id();
    REQUIRE(id.size() == 36);
    CHECK(id[8] == '-');
    CHECK(id[13] == '-');
    CHECK(id[18] == '-');
    CHECK(id[23] == '-');
    CHECK(id[14] == '4');
    CHECK(std::string("89ab").find(id[19]) != std::string::npos);
    CHECK(id.find_first_not_of("0123456789abcdef-") == std::string::npos);
    ids.insert(id);
  }
  CHECK(ids.size() == 100);
}

TEST_CASE("a forked child makes up other ids than its parent") {
  const auto env = RuntimeEnv{}.filled();
  REQUIRE(env.new_id().size() == 36);  // some may be in store now
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto id = env.new_id();
    ::_exit(::write(pipe[1], id.data(), id.size()) == 36 ? 0 : 1);
  }
  REQUIRE(child > 0);
  std::string theirs(36, ' ');
  CHECK(::read(pipe[0], theirs.data(), theirs.size()) == 36);
  int status = -1;
  CHECK(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(theirs != env.new_id());
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_CASE("luck is in [0, 1) and spreads") {
  const auto env = RuntimeEnv{}.filled();
  double least = 1.0;
  double most = 0.0;
  for (int i = 0; i < 1000; ++i) {
    const double luck = env.luck();
    least = std::min(least, luck);
    most = std::max(most, luck);
  }
  CHECK(least >= 0.0);
  CHECK(most < 1.0);
  CHECK(most - least > 0.5);
}

TEST_CASE("a wait ends with its time") {
  const auto env = RuntimeEnv{}.filled();
  CHECK(env.wait(std::chrono::milliseconds{1}, {}));
}

TEST_CASE("a stop ends a wait at once") {
  const auto env = RuntimeEnv{}.filled();
  std::stop_source stop;
  const auto began = std::chrono::steady_clock::now();
  std::thread stopper([&] { stop.request_stop(); });
  const bool waited = env.wait(std::chrono::hours{24 * 365 * 100}, stop.get_token());
  stopper.join();
  CHECK(!waited);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{5});
}

}  // namespace
}  // namespace vplatform
