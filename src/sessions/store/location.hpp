#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "sessions/store/dialect.hpp"
#include "vplatform/result.hpp"

namespace vplatform::sessions {

/// Where a database is.
struct Location {
  Dialect dialect = Dialect::sqlite;
  std::string path{};     ///< Of SQLite's file.
  std::string connect{};  ///< As the backend of SOCI wants it; may hold a password.
};

/// Reads what `Store::open` takes. Errors: `invalid_argument`, without the text.
[[nodiscard]] Result<Location> parse_location(std::string_view where, std::chrono::milliseconds patience);

}  // namespace vplatform::sessions
