#include "sessions/store/rows.hpp"

#include <charconv>
#include <string_view>

#include "sessions/store/failure.hpp"
#include "sessions/store/value.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

[[noreturn]] void defect(std::size_t column, std::string_view what) {
  throw DatabaseFailure(FailureKind::defect,
                        "column " + std::to_string(column) + " of a result " + std::string(what));
}

}  // namespace

const Row::Cell& Row::cell(std::size_t column) const {
  if (column >= cells_.size()) defect(column, "does not exist");
  return cells_[column];
}

const std::string& Row::value(std::size_t column) const {
  const Cell& found = cell(column);
  if (found.is_null) defect(column, "is null");
  return found.text;
}

bool Row::is_null(std::size_t column) const {
  return cell(column).is_null;
}

std::int64_t Row::integer(std::size_t column) const {
  const std::string& text = value(column);
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) defect(column, "is no integer");
  return number;
}

const std::string& Row::text(std::size_t column) const {
  return value(column);
}

std::string Row::bytes(std::size_t column) const {
  const std::string& text = value(column);
  if (dialect_ == Dialect::sqlite) return text;
  // PostgreSQL answers in text: \x and the bytes in hexadecimal.
  if (!text.starts_with("\\x")) defect(column, "holds no bytes");
  auto bytes = spi::from_hex(std::string_view(text).substr(2));
  if (!bytes) defect(column, "holds no bytes");
  return std::move(*bytes);
}

TimePoint Row::time(std::size_t column) const {
  return from_stored(integer(column));
}

std::optional<std::int64_t> Row::maybe_integer(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<std::string> Row::maybe_text(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<TimePoint> Row::maybe_time(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}

}  // namespace vplatform::sessions
