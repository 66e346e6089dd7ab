#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "sessions/store/dialect.hpp"
#include "sessions/store/value.hpp"

namespace vplatform::sessions {

/// How many columns a statement returns: those of its outermost SELECT, or of RETURNING. Zero for others.
/// Nothing but our own statements comes here.
[[nodiscard]] std::size_t count_columns(std::string_view sql);

/// The statement with each `?` as SOCI names parameters, and bytes cast to what the database stores them as.
[[nodiscard]] std::string with_named_parameters(std::string_view sql, std::span<const Value> values,
                                                Dialect dialect);

}  // namespace vplatform::sessions
