#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace vplatform::platforms::livekit::wire {

/// A member's name in both ways in which protobuf's JSON writes it, `joinedAt` and `joined_at`. Made of the
/// first when the program is compiled.
class FieldName {
 public:
  template <std::size_t size>
  consteval FieldName(const char (&camel)[size], std::string_view ending = "") {
    for (const char c : std::string_view(camel, size - 1)) put(c);
    for (const char c : ending) put(c);
  }

  [[nodiscard]] constexpr std::string_view camel() const noexcept { return {camel_.data(), camel_size_}; }
  [[nodiscard]] constexpr std::string_view snake() const noexcept { return {snake_.data(), snake_size_}; }

 private:
  // What is longer than the room does not compile.
  consteval void put(char c) {
    const bool is_capital = c >= 'A' && c <= 'Z';
    camel_.at(camel_size_++) = c;
    if (is_capital) snake_.at(snake_size_++) = '_';
    snake_.at(snake_size_++) = is_capital ? static_cast<char>(c - 'A' + 'a') : c;
  }

  std::array<char, 24> camel_{};
  std::array<char, 24> snake_{};
  std::size_t camel_size_ = 0;
  std::size_t snake_size_ = 0;
};

/// The names of a moment: `joinedAt`, in seconds, and `joinedAtMs`.
struct TimeName {
  template <std::size_t size>
  consteval TimeName(const char (&camel)[size]) : seconds(camel), milliseconds(camel, "Ms") {}

  FieldName seconds;
  FieldName milliseconds;
};

}  // namespace vplatform::platforms::livekit::wire
