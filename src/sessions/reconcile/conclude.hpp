#pragma once

#include "sessions/store/database.hpp"
#include "vplatform/sessions/reconciler.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

/// Ends a locked, live session that was found completely empty twice, a grace period apart, after somebody
/// was in, or long after nobody came. Inferred. Returns whether it did.
[[nodiscard]] bool conclude_empty(Transaction& transaction, const Session& session,
                                  const ReconcilerOptions& options, TimePoint now);

/// Ends a locked session whose end has come, cancels one that never began. Returns whether it did.
[[nodiscard]] bool conclude_past_end(Transaction& transaction, const Session& session, TimePoint now);

}  // namespace vplatform::sessions
