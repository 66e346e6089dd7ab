#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sessions/store/dialect.hpp"
#include "vplatform/time.hpp"

namespace vplatform::sessions {

/// A row of a result, its columns counted from 0. Asking for what is not there, or for a column that is null
/// without `maybe_`, is a defect of the statement: it ends the transaction as `internal`.
class Row {
 public:
  struct Cell {
    std::string text{};
    bool is_null = false;
  };
  Row(std::vector<Cell> cells, Dialect dialect) : cells_(std::move(cells)), dialect_(dialect) {}

  [[nodiscard]] bool is_null(std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] bool boolean(std::size_t column) const { return integer(column) != 0; }
  [[nodiscard]] const std::string& text(std::size_t column) const;
  [[nodiscard]] std::string bytes(std::size_t column) const;  ///< Of a column of the type `{bytes}`.
  [[nodiscard]] TimePoint time(std::size_t column) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(std::size_t column) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::size_t column) const;
  [[nodiscard]] std::optional<TimePoint> maybe_time(std::size_t column) const;

 private:
  [[nodiscard]] const Cell& cell(std::size_t column) const;
  [[nodiscard]] const std::string& value(std::size_t column) const;

  std::vector<Cell> cells_;
  Dialect dialect_;
};

using Rows = std::vector<Row>;

}  // namespace vplatform::sessions
