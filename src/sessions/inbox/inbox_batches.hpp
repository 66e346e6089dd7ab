#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sessions/store/database.hpp"
#include "vplatform/time.hpp"

// The table inbox_batches: what workers are about to apply. It is written before they do, so that an event at
// which the process ends leaves a trace. One event alone has its attempt counted instead. The events of a
// batch whose worker has not come back are taken alone from then on, until none of them waits any more: so
// the one that it was is found, and no other is dead for it.

namespace vplatform::sessions {

/// The events that a worker has taken: those that wait and are due, by their numbers.
struct Batch {
  std::string worker{};    ///< Names the mark; empty for one event alone.
  std::int64_t first = 0;  ///< Inclusive, like `last`.
  std::int64_t last = 0;
  bool is_dead = false;  ///< Its attempts were used up by processes that ended: there is nothing to apply.

  [[nodiscard]] bool is_alone() const noexcept { return worker.empty(); }
};

/// How many events, and how often each may be tried.
struct BatchLimits {
  int events = 64;
  int attempts = 5;
};

/// The next batch; unset where nothing is due. Others may take the same until its events are claimed, which
/// then finds fewer.
[[nodiscard]] std::optional<Batch> take_batch(Transaction& transaction, TimePoint now, BatchLimits limits,
                                              const std::function<std::string()>& new_id);

/// Its events are applied, or have been tried each alone.
void release_batch(Transaction& transaction, const Batch& batch);

}  // namespace vplatform::sessions
