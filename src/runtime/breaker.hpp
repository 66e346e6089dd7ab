#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "vplatform/traffic.hpp"

namespace vplatform::detail {

/// How an attempt ended, as far as it tells whether the platform is there.
enum class Outcome : std::uint8_t {
  answered,  ///< It is.
  failed,    ///< It is not.
  nothing,   ///< It tells nothing: the caller gave up, or too little time was given.
};

/// Leaves a platform alone that does not answer. Pure: time is an argument. Confined to one thread.
class Breaker {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = Time::duration;

  explicit Breaker(const BreakerPolicy& policy) : policy_(policy) {}

  /// Which spell of a state a request was let through in: what is reported of an earlier spell is old news.
  using Spell = std::uint64_t;

  /// How long nothing is let through, if so.
  [[nodiscard]] std::optional<Duration> refuses(Time now) const noexcept;
  /// Lets a request through that `refuses` does not refuse; it must be reported. In half-open it is the one
  /// that decides.
  [[nodiscard]] Spell enter(Time now) noexcept;
  void report(Spell entered, Outcome outcome, Time now) noexcept;
  void change(const BreakerPolicy& policy) noexcept;

  [[nodiscard]] BreakerState state() const noexcept { return state_; }
  [[nodiscard]] int failures() const noexcept { return failures_; }

 private:
  void move(BreakerState state) noexcept;
  void open(Time now) noexcept;

  BreakerPolicy policy_;
  BreakerState state_ = BreakerState::closed;
  Spell spell_ = 0;
  int failures_ = 0;     // in a row
  Duration open_for_{};  // of the last time; zero once it is closed
  Time until_{};  // when an open one lets a request through, and a half-open one another, should it hear
                  // nothing
};

}  // namespace vplatform::detail
