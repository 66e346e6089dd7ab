#pragma once

#include <chrono>

#include "vplatform/traffic.hpp"

namespace vplatform::detail {

/// Counts what may still be repeated. Pure: time is an argument. Confined to one thread.
class RetryBudget {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RetryBudget(const RetryBudgetPolicy& policy) noexcept;

  /// A request has gone out for the first time.
  void earn() noexcept;
  /// Whether one may be repeated; it counts as done.
  [[nodiscard]] bool spend(Time now) noexcept;
  /// Other rules from now on; what is left stays, as far as it fits.
  void change(const RetryBudgetPolicy& policy) noexcept;

 private:
  using Duration = Time::duration;

  [[nodiscard]] Duration full() const noexcept { return policy_.refill; }
  /// What one repetition costs.
  [[nodiscard]] Duration price() const noexcept;
  void refill(Time now) noexcept;

  RetryBudgetPolicy policy_;
  Duration left_;  // as time, in which it comes back by itself
  Time seen_ = Time::min();
};

}  // namespace vplatform::detail
