#pragma once

#include "sessions/reconcile/reconcile_state.hpp"

namespace vplatform::sessions {

/// Looks at the sessions that are due: asks who is in, merges the answer, puts removed people out again, and
/// concludes that a session is over.
[[nodiscard]] Result<void> look_at_sessions(Round& round);

}  // namespace vplatform::sessions
