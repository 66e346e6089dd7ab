#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/breaker.hpp"
#include "runtime/rate_window.hpp"
#include "runtime/retry_budget.hpp"
#include "vplatform/traffic.hpp"

namespace vplatform::detail {

/// Holds the requests of one instance in bounds: rates, repetitions, and a breaker. Thread-safe, never waits.
class Traffic {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = Time::duration;

  /// `said` is what the platform says of its rates.
  Traffic(const std::vector<RateClass>& said, const TrafficPolicy& policy);

  /// Takes other rules over and keeps what has been counted.
  void change(const std::vector<RateClass>& said, const TrafficPolicy& policy);

  struct Admission {
    enum class Verdict : std::uint8_t {
      go,          ///< Send it, and report.
      wait,        ///< Its turn comes after `delay`; ask `enter` then.
      too_late,    ///< Its turn would come after `delay`, which is longer than the caller can wait.
      left_alone,  ///< The breaker refuses everything for `delay`.
    };
    Verdict verdict = Verdict::go;
    Duration delay{};
    Breaker::Spell spell = 0;  ///< To be handed to `report`.
    bool moved = false;        ///< The breaker is half-open now, and was not before.
  };
  /// Takes a turn for a request of that class, which is now where the class has no limit.
  [[nodiscard]] Admission admit(std::string_view rate_class, int cost, Time now, Duration patience);
  /// Lets a request through whose turn has come.
  [[nodiscard]] Admission enter(Time now);

  struct Report {
    bool moved = false;  ///< The breaker's state is another than before.
    BreakerState state = BreakerState::closed;
    int failures = 0;  ///< In a row.
  };
  [[nodiscard]] Report report(Breaker::Spell spell, Outcome outcome, Time now);
  /// The platform takes nothing of that class for so long.
  void hold(std::string_view rate_class, Duration delay, Time now);

  /// A request has gone out for the first time.
  void earn_repetition();
  [[nodiscard]] bool may_repeat(Time now);

  [[nodiscard]] BreakerState breaker() const;

 private:
  [[nodiscard]] Admission let_in(Time now);
  void set_rates(const std::vector<RateClass>& said, const TrafficPolicy& policy);

  mutable std::mutex mutex_;
  std::map<std::string, RateWindow, std::less<>> windows_;  // guarded by mutex_
  RetryBudget retries_;                                     // guarded by mutex_
  Breaker breaker_;                                         // guarded by mutex_
};

}  // namespace vplatform::detail
