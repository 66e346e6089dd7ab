#pragma once

#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/reconciler.hpp"

namespace vplatform::sessions {

/// The recordings' part of a round: asks the platforms about those that are due, starts what was not taken
/// yet, fails what is past its deadline, and goes on with deletions. Adds to the report. Errors: of the store
/// alone.
[[nodiscard]] Result<void> watch_recordings(const Backend& backend, const ReconcilerOptions& options,
                                            RoundReport& report);

}  // namespace vplatform::sessions
