#include "runtime/rate_window.hpp"

#include <algorithm>
#include <vector>

#include "support/catch.hpp"

namespace vplatform::detail {
namespace {

using namespace std::chrono_literals;
using Time = RateWindow::Time;

constexpr Time start{1'000s};
constexpr auto forever = 24h;

TEST_CASE("a window lets its amount through at once, and the next when the first is `per` ago") {
  RateWindow window(3, 5s);
  for (int i = 0; i < 3; ++i) CHECK(window.take(start + i * 1s, 1, forever).delay == 0s);
  CHECK(window.take(start + 2s, 1, forever).delay == 3s);  // 5 s after the first
  CHECK(window.take(start + 2s, 1, forever).delay == 4s);
  CHECK(window.take(start + 20s, 1, forever).delay == 0s);
}

TEST_CASE("never more than the amount fall within any window, however they are asked for") {
  const int amount = GENERATE(1, 2, 7, 100);
  RateWindow window(amount, 5s);
  std::vector<Time> sent;
  Time now = start;
  for (int i = 0; i < 1'000; ++i) {
    now += std::chrono::milliseconds{(i * 37) % 61};
    const auto turn = window.take(now, 1, forever);
    REQUIRE(turn.taken);
    sent.push_back(now + turn.delay);
  }
  CHECK(std::is_sorted(sent.begin(), sent.end()));
  const auto apart = static_cast<std::size_t>(amount);
  for (std::size_t i = apart; i < sent.size(); ++i) REQUIRE(sent[i] - sent[i - apart] >= 5s);
}

TEST_CASE("a request that costs more takes as many places, and never more than there are") {
  RateWindow window(10, 60s);
  CHECK(window.take(start, 4, forever).delay == 0s);
  CHECK(window.take(start + 1s, 4, forever).delay == 0s);
  CHECK(window.take(start + 2s, 4, forever).delay == 58s);
  RateWindow small(3, 60s);
  CHECK(small.take(start, 10, forever).delay == 0s);
  CHECK(small.take(start, 10, forever).delay == 60s);
}

TEST_CASE("a turn that would come too late is not taken") {
  RateWindow window(1, 5s);
  CHECK(window.take(start, 1, forever).taken);
  const auto late = window.take(start, 1, 4s);
  CHECK(!late.taken);
  CHECK(late.delay == 5s);
  CHECK(window.take(start, 1, 5s).delay == 5s);
}

TEST_CASE("nothing goes out before the platform said so, and a shorter word does not undo a longer one") {
  RateWindow window(10, 5s);
  window.hold(start + 7s);
  window.hold(start + 3s);
  CHECK(window.take(start, 1, forever).delay == 7s);
  CHECK(window.take(start + 8s, 1, forever).delay == 0s);
}

TEST_CASE("a window of another size still counts what was sent") {
  RateWindow window(2, 5s);
  (void)window.take(start, 1, forever);
  (void)window.take(start + 1s, 1, forever);
  SECTION("smaller") {
    window.resize(1, 5s);
    CHECK(window.take(start + 2s, 1, forever).delay == 4s);
  }
  SECTION("larger") {
    window.resize(4, 10s);
    CHECK(window.take(start + 2s, 1, forever).delay == 0s);
    CHECK(window.take(start + 2s, 1, forever).delay == 0s);
    CHECK(window.take(start + 2s, 1, forever).delay == 8s);
  }
  SECTION("and holds what was held") {
    window.hold(start + 30s);
    window.resize(100, 5s);
    CHECK(window.take(start + 2s, 1, forever).delay == 28s);
  }
}

}  // namespace
}  // namespace vplatform::detail
