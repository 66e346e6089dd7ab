#pragma once

#include "sessions/reconcile/reconcile_state.hpp"

namespace vplatform::sessions {

/// Looks at the webhooks of the instances that are due, and revives those that the platform has given up.
[[nodiscard]] Result<void> watch_webhooks(Round& round);

}  // namespace vplatform::sessions
