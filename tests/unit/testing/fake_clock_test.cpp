#include "vplatform/testing/fake_clock.hpp"

#include "support/catch.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a fake clock stands until it is moved") {
  FakeClock clock;
  CHECK(to_rfc3339(clock.now()) == "2026-01-01T00:00:00Z");
  clock.advance(90s);
  CHECK(to_rfc3339(clock.now()) == "2026-01-01T00:01:30Z");
  clock.set(TimePoint{});
  CHECK(clock.now() == TimePoint{});
}

TEST_CASE("copies of a fake clock are the same clock") {
  FakeClock clock;
  const FakeClock copy = clock;
  clock.advance(1h);
  CHECK(copy.now() == clock.now());
}

TEST_CASE("waiting moves both clocks and is written down") {
  FakeClock clock;
  const auto env = clock.env();
  const auto start = env.steady_now();
  CHECK(env.wait(200ms, {}));
  CHECK(env.wait(1s, {}));
  CHECK(clock.waits() == std::vector<std::chrono::milliseconds>{200ms, 1s});
  CHECK(env.steady_now() - start == 1200ms);
  CHECK(env.now() == clock.now());
  CHECK(to_rfc3339(clock.now()) == "2026-01-01T00:00:01.200Z");
}

TEST_CASE("a wait that is stopped moves nothing") {
  FakeClock clock;
  std::stop_source source;
  source.request_stop();
  CHECK_FALSE(clock.env().wait(1s, source.get_token()));
  CHECK(clock.waits().empty());
  CHECK(to_rfc3339(clock.now()) == "2026-01-01T00:00:00Z");
}

TEST_CASE("the steady clock never goes back") {
  FakeClock clock;
  const auto env = clock.env();
  clock.advance(1h);
  const auto before = env.steady_now();
  clock.set(clock.now() - 1h);
  CHECK(env.steady_now() == before);
  clock.set(clock.now() + 1min);
  CHECK(env.steady_now() == before + 1min);
}

TEST_CASE("luck is even and ids are numbered") {
  const FakeClock clock;
  const auto env = clock.env();
  CHECK(env.luck() == 0.5);
  CHECK(env.new_id() == "00000000-0000-4000-8000-000000000001");
  CHECK(clock.env().new_id() == "00000000-0000-4000-8000-000000000002");
}

}  // namespace
}  // namespace vplatform::testing
