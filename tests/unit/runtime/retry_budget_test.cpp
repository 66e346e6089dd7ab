#include "runtime/retry_budget.hpp"

#include "support/catch.hpp"

namespace vplatform::detail {
namespace {

using namespace std::chrono_literals;

constexpr RetryBudget::Time start{1'000s};

int spend_all(RetryBudget& budget, RetryBudget::Time now) {
  int spent = 0;
  while (spent < 1'000 && budget.spend(now)) ++spent;
  return spent;
}

TEST_CASE("the reserve may be spent at once, and then nothing") {
  RetryBudget budget({.reserve = 5, .refill = 10s, .percent = 20});
  CHECK(spend_all(budget, start) == 5);
  CHECK(!budget.spend(start));
}

TEST_CASE("every first attempt earns its share of a repetition") {
  RetryBudget budget({.reserve = 5, .refill = 10s, .percent = 20});
  (void)spend_all(budget, start);
  for (int i = 0; i < 4; ++i) budget.earn();
  CHECK(!budget.spend(start));
  budget.earn();
  CHECK(budget.spend(start));
  CHECK(!budget.spend(start));
  for (int i = 0; i < 1'000; ++i) budget.earn();
  CHECK(spend_all(budget, start) == 5);  // what is not spent is not hoarded
}

TEST_CASE("the reserve comes back with time, whatever the steps in which it is looked at") {
  RetryBudget budget({.reserve = 5, .refill = 10s, .percent = 0});
  (void)spend_all(budget, start);
  SECTION("at once") {
    CHECK(!budget.spend(start + 1'999ms));
    CHECK(budget.spend(start + 2s));
    CHECK(spend_all(budget, start + 1h) == 5);
  }
  SECTION("in many small steps") {
    int spent = 0;
    for (auto passed = 0ms; passed < 10s; passed += 1ms) spent += budget.spend(start + passed) ? 1 : 0;
    CHECK(spent == 4);
    CHECK(budget.spend(start + 10s));
  }
}

TEST_CASE("a clock that goes back gives nothing away") {
  RetryBudget budget({.reserve = 2, .refill = 10s, .percent = 0});
  (void)spend_all(budget, start);
  CHECK(!budget.spend(start - 1h));
  CHECK(!budget.spend(start - 1h + 4s));
  CHECK(budget.spend(start - 1h + 5s));
}

TEST_CASE("a reserve of 0 holds nothing back") {
  RetryBudget budget({.reserve = 0});
  CHECK(spend_all(budget, start) == 1'000);
}

TEST_CASE("other rules keep what is left, as far as it fits") {
  RetryBudget budget({.reserve = 10, .refill = 10s, .percent = 0});
  for (int i = 0; i < 7; ++i) (void)budget.spend(start);
  budget.change({.reserve = 2, .refill = 10s, .percent = 0});
  CHECK(spend_all(budget, start) == 2);
  budget.change({.reserve = 100, .refill = 10s, .percent = 0});
  CHECK(spend_all(budget, start) == 0);
  budget.change({.reserve = 0});
  budget.change({.reserve = 3, .refill = 10s, .percent = 0});
  CHECK(spend_all(budget, start) == 3);
}

}  // namespace
}  // namespace vplatform::detail
