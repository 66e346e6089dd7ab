#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace vplatform::detail {

/// Spreads requests so that never more than `amount` fall within any `per`. Pure: time is an argument.
/// Confined to one thread.
class RateWindow {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = Time::duration;

  /// `amount` is at least 1.
  RateWindow(int amount, std::chrono::milliseconds per);

  struct Turn {
    bool taken = false;  ///< False where it would be later than the caller can wait; nothing was taken then.
    Duration delay{};    ///< Until the turn comes.
  };

  /// Takes a turn for a request that costs `cost`. Turns come in the order in which they are taken.
  [[nodiscard]] Turn take(Time now, int cost, Duration patience);

  /// The platform says that it takes nothing before `until`.
  void hold(Time until) noexcept;

  /// Another limit from now on; what was sent still counts.
  void resize(int amount, std::chrono::milliseconds per);

 private:
  [[nodiscard]] std::size_t index(std::size_t nth_oldest) const noexcept;

  std::vector<Time> turns_;  // a ring of the last `amount` turns, each at or after the one before
  std::size_t oldest_ = 0;
  Duration per_;
  Time held_until_ = Time::min();
};

}  // namespace vplatform::detail
