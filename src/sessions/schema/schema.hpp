#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/store/dialect.hpp"

namespace vplatform::sessions {

/// One version of the tables, as the statements that lead to it from the one before. Never changed once
/// released.
/// What the two databases spell differently stands in braces: `{bytes}`, `{number}`, which is never given out
/// twice, and `{next_number}`, which may be once the newest row is deleted, and costs a row less on SQLite.
struct Migration {
  int version = 0;
  std::span<const std::string_view> statements{};
};

/// All of them, oldest first.
[[nodiscard]] std::span<const Migration> migrations() noexcept;
/// The version that this library works with.
[[nodiscard]] int newest_schema() noexcept;
/// A statement as the database takes it.
[[nodiscard]] std::string in_dialect(std::string_view statement, Dialect dialect);

// The statements of version 1, by table group.
[[nodiscard]] std::span<const std::string_view> session_tables_1() noexcept;
[[nodiscard]] std::span<const std::string_view> inbox_tables_1() noexcept;
[[nodiscard]] std::span<const std::string_view> presence_tables_1() noexcept;
[[nodiscard]] std::span<const std::string_view> recording_tables_1() noexcept;

// Those of later versions.
[[nodiscard]] std::span<const std::string_view> inbox_tables_2() noexcept;
[[nodiscard]] std::span<const std::string_view> inbox_tables_3() noexcept;

}  // namespace vplatform::sessions
