#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "vplatform/time.hpp"

namespace vplatform::sessions {

/// How a time is stored: microseconds since 1970, UTC. What is finer is cut off.
[[nodiscard]] inline std::int64_t to_stored(TimePoint at) noexcept {
  return std::chrono::floor<std::chrono::microseconds>(at).time_since_epoch().count();
}
[[nodiscard]] inline TimePoint from_stored(std::int64_t at) noexcept {
  return TimePoint(std::chrono::duration_cast<TimePoint::duration>(std::chrono::microseconds(at)));
}

/// Any bytes, NUL and broken UTF-8 included; for columns of the type `{bytes}`.
struct Bytes {
  std::string_view bytes{};
};

/// A parameter of a statement. Text is UTF-8 without NUL, which PostgreSQL does not store; a view must live
/// until the statement has run.
class Value {
 public:
  enum class Kind : char { integer = 'i', text = 't', bytes = 'b' };

  template <std::integral I>
  Value(I number) noexcept : kind_(Kind::integer), integer_(static_cast<std::int64_t>(number)) {}
  Value(TimePoint at) noexcept : Value(to_stored(at)) {}
  template <class Rep, class Period>
  Value(std::chrono::duration<Rep, Period> length) noexcept
      : Value(std::chrono::duration_cast<std::chrono::microseconds>(length).count()) {}
  Value(std::string_view text) noexcept : kind_(Kind::text), text_(text) {}
  Value(const std::string& text) noexcept : Value(std::string_view(text)) {}
  Value(const char* text) noexcept : Value(std::string_view(text)) {}
  Value(Bytes bytes) noexcept : kind_(Kind::bytes), text_(bytes.bytes) {}
  template <class T>
  Value(const std::optional<T>& maybe) noexcept : Value(maybe ? Value(*maybe) : Value(Null{}, kind_of<T>)) {}
  /// A text, or null in place of an empty one.
  [[nodiscard]] static Value unless_empty(std::string_view text) noexcept {
    Value value(text);
    value.is_null_ = text.empty();
    return value;
  }

  /// A null has one too, so that a statement is the same one with it and without.
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is_null() const noexcept { return is_null_; }
  [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }
  [[nodiscard]] std::string_view text() const noexcept { return text_; }

 private:
  struct Null {};
  Value(Null /*null*/, Kind kind) noexcept : kind_(kind), is_null_(true) {}
  template <class T>
  static constexpr Kind kind_of = std::convertible_to<T, std::string_view> ? Kind::text : Kind::integer;

  Kind kind_{};
  bool is_null_ = false;
  std::int64_t integer_ = 0;
  std::string_view text_{};
};

}  // namespace vplatform::sessions
