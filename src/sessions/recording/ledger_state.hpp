#pragma once

#include <chrono>

#include "vplatform/recording.hpp"
#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

[[nodiscard]] LedgerState ledger_state_of(RecordingState state) noexcept;

/// Nothing but a deletion follows.
[[nodiscard]] bool is_final(LedgerState state) noexcept;
/// Before `ready`, and not over otherwise: the platform has something to tell yet.
[[nodiscard]] bool is_under_way(LedgerState state) noexcept;
/// The platform makes it, or is about to.
[[nodiscard]] bool may_run(LedgerState state) noexcept;

/// Whether what a platform says may lead from one state to another: forwards alone, past any number of
/// states; `failed` and `cancelled` from whatever is under way; into `deleted` from all, and never out of it.
[[nodiscard]] bool may_follow(LedgerState from, LedgerState to) noexcept;

/// How long after `since` the platform is asked again: soon at first, ever wider, at most `widest`.
[[nodiscard]] std::chrono::seconds pause_before_asking(TimePoint since, TimePoint now,
                                                       std::chrono::seconds widest) noexcept;

}  // namespace vplatform::sessions
