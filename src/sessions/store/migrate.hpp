#pragma once

#include "sessions/store/database.hpp"
#include "vplatform/result.hpp"

namespace vplatform::sessions {

/// Brings the tables to the newest version, each step in a transaction of its own, one process at a time.
/// Returns the version. Errors: `failed_precondition` where they are newer than that.
[[nodiscard]] Result<int> migrate(const Database& database);

}  // namespace vplatform::sessions
