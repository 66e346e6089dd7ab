#include "runtime/breaker.hpp"

#include "support/catch.hpp"

namespace vplatform::detail {
namespace {

using namespace std::chrono_literals;

constexpr Breaker::Time start{1'000s};
constexpr BreakerPolicy three{.failures = 3, .open_for = 5s, .longest = 12s};

void fail_once(Breaker& breaker, Breaker::Time now) {
  breaker.report(breaker.enter(now), Outcome::failed, now);
}

Breaker opened() {
  Breaker breaker(three);
  for (int i = 0; i < 3; ++i) fail_once(breaker, start);
  return breaker;
}

TEST_CASE("failures in a row open a breaker; one answer in between does not let them add up") {
  Breaker breaker(three);
  fail_once(breaker, start);
  fail_once(breaker, start);
  breaker.report(breaker.enter(start), Outcome::answered, start);
  fail_once(breaker, start);
  fail_once(breaker, start);
  CHECK(breaker.state() == BreakerState::closed);
  CHECK(!breaker.refuses(start));
  fail_once(breaker, start);
  CHECK(breaker.state() == BreakerState::open);
  CHECK(breaker.failures() == 3);
}

TEST_CASE("what tells nothing neither opens nor mends") {
  Breaker breaker(three);
  fail_once(breaker, start);
  fail_once(breaker, start);
  for (int i = 0; i < 10; ++i) breaker.report(breaker.enter(start), Outcome::nothing, start);
  CHECK(breaker.state() == BreakerState::closed);
  fail_once(breaker, start);
  CHECK(breaker.state() == BreakerState::open);
}

TEST_CASE("an open breaker refuses everything until its time is up, then lets one through") {
  Breaker breaker = opened();
  CHECK(breaker.refuses(start) == 5s);
  CHECK(breaker.refuses(start + 4s) == 1s);
  CHECK(!breaker.refuses(start + 5s));
  (void)breaker.enter(start + 5s);
  CHECK(breaker.state() == BreakerState::half_open);
  CHECK(breaker.refuses(start + 5s));
}

TEST_CASE("the one that is let through decides") {
  Breaker breaker = opened();
  const auto probe = breaker.enter(start + 5s);
  SECTION("an answer closes") {
    breaker.report(probe, Outcome::answered, start + 6s);
    CHECK(breaker.state() == BreakerState::closed);
    CHECK(breaker.failures() == 0);
  }
  SECTION("a failure opens for twice as long, up to the longest") {
    breaker.report(probe, Outcome::failed, start + 6s);
    CHECK(breaker.refuses(start + 6s) == 10s);
    fail_once(breaker, start + 16s);
    CHECK(breaker.refuses(start + 16s) == 12s);
    breaker.report(breaker.enter(start + 28s), Outcome::answered, start + 28s);
    for (int i = 0; i < 3; ++i) fail_once(breaker, start + 29s);
    CHECK(breaker.refuses(start + 29s) == 5s);  // it begins anew
  }
  SECTION("what tells nothing leaves it to the next") {
    breaker.report(probe, Outcome::nothing, start + 6s);
    CHECK(breaker.state() == BreakerState::open);
    CHECK(!breaker.refuses(start + 6s));
  }
  SECTION("one that is never heard of again does not keep it shut for ever") {
    CHECK(breaker.refuses(start + 64s));
    CHECK(!breaker.refuses(start + 65s));
  }
}

TEST_CASE("what was sent before the breaker moved does not move it") {
  Breaker breaker(three);
  const auto early = breaker.enter(start);
  const auto late = breaker.enter(start);
  for (int i = 0; i < 3; ++i) fail_once(breaker, start);
  breaker.report(early, Outcome::answered, start + 1s);
  CHECK(breaker.state() == BreakerState::open);
  const auto probe = breaker.enter(start + 5s);
  breaker.report(late, Outcome::failed, start + 6s);
  CHECK(breaker.state() == BreakerState::half_open);
  breaker.report(probe, Outcome::answered, start + 7s);
  CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("0 failures switch a breaker off, an open one as well") {
  Breaker breaker = opened();
  breaker.change({.failures = 0});
  CHECK(!breaker.refuses(start));
  for (int i = 0; i < 100; ++i) fail_once(breaker, start);
  CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("a state of a breaker has a name") {
  CHECK(to_string(BreakerState::closed) == "closed");
  CHECK(to_string(BreakerState::open) == "open");
  CHECK(to_string(BreakerState::half_open) == "half_open");
}

}  // namespace
}  // namespace vplatform::detail
