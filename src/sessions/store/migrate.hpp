#pragma once

#include "sessions/store/database.hpp"
#include "vplatform/result.hpp"

namespace vplatform::sessions {

/// Brings the tables to the newest version, each step in a transaction of its own, one process at a time.
/// Returns the version. Errors: `failed_precondition` where they are newer than that.
[[nodiscard]] Result<int> migrate(const Database& database);

/// Whether the tables are those that this library works with: a newer one may have brought them further since
/// they were opened. Errors: `failed_precondition` where that is so.
[[nodiscard]] Result<void> check_schema(const Database& database);

}  // namespace vplatform::sessions
