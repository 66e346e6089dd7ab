#include "runtime/breaker.hpp"

#include <algorithm>

namespace vplatform::detail {

namespace {

// Longer than any attempt takes.
constexpr std::chrono::seconds longest_probe{60};

}  // namespace

std::optional<Breaker::Duration> Breaker::refuses(Time now) const noexcept {
  switch (state_) {
    case BreakerState::closed:
      return std::nullopt;
    case BreakerState::open:
    case BreakerState::half_open:  // one is on its way
      return now < until_ ? std::optional(until_ - now) : std::nullopt;
  }
  return std::nullopt;
}

Breaker::Spell Breaker::enter(Time now) noexcept {
  if (state_ == BreakerState::closed) return spell_;
  move(BreakerState::half_open);
  until_ = now + longest_probe;
  return spell_;
}

void Breaker::report(Spell entered, Outcome outcome, Time now) noexcept {
  if (entered != spell_) return;
  if (outcome == Outcome::nothing) {
    if (state_ != BreakerState::half_open) return;
    move(BreakerState::open);
    until_ = now;  // the next one decides
    return;
  }
  if (outcome == Outcome::answered) {
    failures_ = 0;
    open_for_ = {};
    if (state_ != BreakerState::closed) move(BreakerState::closed);
    return;
  }
  ++failures_;
  const bool enough = policy_.failures > 0 && failures_ >= policy_.failures;
  if (state_ == BreakerState::half_open || enough) open(now);
}

void Breaker::open(Time now) noexcept {
  const Duration longest = std::max(policy_.longest, policy_.open_for);
  open_for_ = open_for_ == Duration{} ? Duration{policy_.open_for} : std::min(longest, open_for_ * 2);
  until_ = now + open_for_;
  move(BreakerState::open);
}

void Breaker::move(BreakerState state) noexcept {
  state_ = state;
  ++spell_;
}

void Breaker::change(const BreakerPolicy& policy) noexcept {
  policy_ = policy;
  if (policy_.failures > 0 || state_ == BreakerState::closed) return;
  failures_ = 0;
  open_for_ = {};
  move(BreakerState::closed);
}

}  // namespace vplatform::detail
