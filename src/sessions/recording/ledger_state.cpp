#include "sessions/recording/ledger_state.hpp"

#include <algorithm>

namespace vplatform::sessions {
namespace {

constexpr std::chrono::seconds shortest_pause{15};

}  // namespace

LedgerState ledger_state_of(RecordingState state) noexcept {
  switch (state) {
    case RecordingState::requested:
      return LedgerState::requested;
    case RecordingState::starting:
      return LedgerState::starting;
    case RecordingState::active:
      return LedgerState::active;
    case RecordingState::stopping:
      return LedgerState::stopping;
    case RecordingState::processing:
      return LedgerState::processing;
    case RecordingState::ready:
      return LedgerState::ready;
    case RecordingState::failed:
      return LedgerState::failed;
    case RecordingState::cancelled:
      return LedgerState::cancelled;
    case RecordingState::deleted:
      return LedgerState::deleted;
  }
  return LedgerState::requested;
}

bool is_final(LedgerState state) noexcept {
  return state >= LedgerState::fetched;
}

bool is_under_way(LedgerState state) noexcept {
  return state < LedgerState::ready;
}

bool may_run(LedgerState state) noexcept {
  return state < LedgerState::stopping;
}

bool may_follow(LedgerState from, LedgerState to) noexcept {
  if (from == LedgerState::deleted || to == from) return false;
  if (to == LedgerState::deleted) return true;
  if (to == LedgerState::failed || to == LedgerState::cancelled) return is_under_way(from);
  return !is_final(from) && to > from;
}

std::chrono::seconds pause_before_asking(TimePoint since, TimePoint now,
                                         std::chrono::seconds widest) noexcept {
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - since);
  return std::clamp(age / 4, std::min(shortest_pause, widest), widest);
}

}  // namespace vplatform::sessions
