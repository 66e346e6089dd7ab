#include "runtime/rate_window.hpp"

#include <algorithm>
#include <utility>

namespace vplatform::detail {

RateWindow::RateWindow(int amount, std::chrono::milliseconds per)
    : turns_(static_cast<std::size_t>(std::max(amount, 1)), Time::min()), per_(per) {}

std::size_t RateWindow::index(std::size_t nth_oldest) const noexcept {
  return (oldest_ + nth_oldest) % turns_.size();
}

RateWindow::Turn RateWindow::take(Time now, int cost, Duration patience) {
  // What costs more than there is gets all that there is.
  const std::size_t slots =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(cost, 1)), 1, turns_.size());
  const Time freed = turns_[index(slots - 1)];
  const Time earliest = freed == Time::min() ? now : std::max(now, freed + per_);
  const Time turn = std::max(earliest, held_until_);
  if (turn - now > patience) return {.taken = false, .delay = turn - now};
  for (std::size_t i = 0; i < slots; ++i) turns_[index(i)] = turn;
  oldest_ = index(slots);
  return {.taken = true, .delay = turn - now};
}

void RateWindow::hold(Time until) noexcept {
  held_until_ = std::max(held_until_, until);
}

void RateWindow::resize(int amount, std::chrono::milliseconds per) {
  RateWindow other(amount, per);
  const std::size_t kept = std::min(turns_.size(), other.turns_.size());
  for (std::size_t i = 0; i < kept; ++i)
    other.turns_[other.turns_.size() - kept + i] = turns_[index(turns_.size() - kept + i)];
  other.held_until_ = held_until_;
  *this = std::move(other);
}

}  // namespace vplatform::detail
