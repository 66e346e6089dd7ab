#include "runtime/retry_budget.hpp"

#include <algorithm>

namespace vplatform::detail {

RetryBudget::RetryBudget(const RetryBudgetPolicy& policy) noexcept : policy_(policy), left_(full()) {}

RetryBudget::Duration RetryBudget::price() const noexcept {
  return full() / std::max(policy_.reserve, 1);
}

void RetryBudget::earn() noexcept {
  left_ = std::min(full(), left_ + price() * policy_.percent / 100);
}

void RetryBudget::refill(Time now) noexcept {
  if (seen_ != Time::min() && now > seen_) left_ = std::min(full(), left_ + std::min(now - seen_, full()));
  seen_ = now;
}

bool RetryBudget::spend(Time now) noexcept {
  if (policy_.reserve == 0) return true;
  refill(now);
  if (left_ < price()) return false;
  left_ -= price();
  return true;
}

void RetryBudget::change(const RetryBudgetPolicy& policy) noexcept {
  const bool was_off = policy_.reserve == 0;
  const auto repetitions = left_ / std::max(price(), Duration{1});
  policy_ = policy;
  left_ = was_off ? full() : price() * std::min<Duration::rep>(repetitions, policy_.reserve);
}

}  // namespace vplatform::detail
