// One instance's traffic, asked from many threads.

#include "runtime/traffic.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "support/catch.hpp"

namespace vplatform::detail {
namespace {

using namespace std::chrono_literals;
using enum Traffic::Admission::Verdict;

constexpr Traffic::Time start{1'000s};
constexpr auto forever = 1h;

template <class Work>
void on_eight_threads(Work work) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&work, i] { work(i); });
}

TEST_CASE("eight threads together keep to the rate, and nobody gets a turn twice") {
  Traffic traffic({{"general", 10, 5s}}, {});
  std::vector<std::vector<Traffic::Duration>> turns(8);
  on_eight_threads([&](int thread) {
    for (int i = 0; i < 50; ++i) {
      const auto admission = traffic.admit("general", 1, start, forever);
      turns[static_cast<std::size_t>(thread)].push_back(admission.delay);
    }
  });
  std::vector<Traffic::Duration> all;
  for (const auto& one : turns) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == 400);
  for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == 5s * (i / 10));
}

TEST_CASE("of eight threads one alone is let through to see whether a platform is back") {
  Traffic traffic({}, {.breaker = {.failures = 1, .open_for = 5s}});
  const auto first = traffic.admit("", 1, start, forever);
  CHECK(traffic.report(first.spell, Outcome::failed, start).moved);
  std::atomic<int> in = 0;
  std::atomic<int> moved = 0;
  on_eight_threads([&](int) {
    for (int i = 0; i < 100; ++i) {
      const auto admission = traffic.admit("", 1, start + 5s, forever);
      if (admission.verdict == go) ++in;
      if (admission.moved) ++moved;
    }
  });
  CHECK(in == 1);
  CHECK(moved == 1);
}

TEST_CASE("eight threads spend one budget") {
  Traffic traffic({}, {.retries = {.reserve = 25, .refill = 10s, .percent = 0}});
  std::atomic<int> repeated = 0;
  on_eight_threads([&](int) {
    for (int i = 0; i < 100; ++i) repeated += traffic.may_repeat(start) ? 1 : 0;
  });
  CHECK(repeated == 25);
}

TEST_CASE("the rules may change while they are followed") {
  Traffic traffic({{"general", 10, 5s}}, {});
  on_eight_threads([&](int thread) {
    for (int i = 0; i < 200; ++i) {
      if (thread == 0) {
        traffic.change({{"general", 1 + i % 20, 5s}}, {.breaker = {.failures = i % 3}});
      } else {
        const auto admission = traffic.admit("general", 1, start, forever);
        if (admission.verdict == go) (void)traffic.report(admission.spell, Outcome::failed, start);
      }
    }
  });
  SUCCEED();
}

TEST_CASE("a class that nobody named has no limit, and one of amount 0 neither") {
  Traffic traffic({{"general", 1, 5s}, {"free", 1, 5s}}, {.rates = {{"free", 0, 1s}}});
  for (int i = 0; i < 10; ++i) {
    CHECK(traffic.admit("", 1, start, forever).verdict == go);
    CHECK(traffic.admit("other", 1, start, forever).verdict == go);
    CHECK(traffic.admit("free", 1, start, forever).verdict == go);
  }
  CHECK(traffic.admit("general", 1, start, forever).verdict == go);
  CHECK(traffic.admit("general", 1, start, forever).verdict == wait);
  CHECK(traffic.admit("general", 1, start, 1s).verdict == too_late);
}

TEST_CASE("the word of the policy counts in place of the platform's, and a change keeps what was sent") {
  Traffic traffic({{"general", 100, 5s}}, {.rates = {{"general", 2, 10s}}});
  CHECK(traffic.admit("general", 1, start, forever).verdict == go);
  CHECK(traffic.admit("general", 1, start, forever).verdict == go);
  CHECK(traffic.admit("general", 1, start, 1s).delay == 10s);
  traffic.change({{"general", 100, 5s}}, {.rates = {{"general", 2, 20s}}});
  CHECK(traffic.admit("general", 1, start, 1s).delay == 20s);
}

TEST_CASE("who is refused by the breaker takes nobody's turn") {
  Traffic traffic({{"general", 1, 60s}}, {.breaker = {.failures = 1, .open_for = 5s}});
  const auto first = traffic.admit("", 1, start, forever);
  (void)traffic.report(first.spell, Outcome::failed, start);
  CHECK(traffic.admit("general", 1, start, forever).verdict == left_alone);
  CHECK(traffic.admit("general", 1, start + 5s, forever).verdict == go);
}

}  // namespace
}  // namespace vplatform::detail
