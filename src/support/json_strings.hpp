#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace vplatform::spi {

/// So many null bytes follow a text that is read.
inline constexpr std::size_t json_padding = 8;

[[nodiscard]] constexpr unsigned json_byte(char c) noexcept {
  return static_cast<unsigned char>(c);
}

/// Whether it stands for itself in a JSON string, and is ASCII.
[[nodiscard]] constexpr bool is_plain_json(char c) noexcept {
  return json_byte(c) >= 0x20 && json_byte(c) < 0x80 && c != '"' && c != '\\';
}

/// Eight bytes are looked at together where the first of them is the lowest.
inline constexpr bool is_json_swift = std::endian::native == std::endian::little;

/// The top bit of the first of eight bytes that is not plain; bits above that one say nothing. A byte that
/// has its top bit itself is not plain, so only the others have to keep theirs clear.
[[nodiscard]] constexpr std::uint64_t careful_bits(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t tops = 0x8080808080808080U;
  const std::uint64_t quotes = bytes ^ ones * '"';
  const std::uint64_t slashes = bytes ^ ones * '\\';
  return ((bytes - ones * 0x20) | (quotes - ones) | (slashes - ones) | bytes) & tops;
}

[[nodiscard]] inline std::uint64_t careful_bits(const char* at) noexcept {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  return careful_bits(bytes);
}

/// The next byte that is not plain: the null bytes behind the text are not.
[[nodiscard]] inline char* skip_plain_json(char* at) noexcept {
  if constexpr (is_json_swift) {
    for (;; at += 8) {
      if (const auto found = careful_bits(at); found != 0) return at + std::countr_zero(found) / 8;
    }
  }
  while (is_plain_json(*at)) ++at;
  return at;
}

/// Copies what comes before the first byte that is not plain, and says how much it was. There is room for the
/// whole text.
[[nodiscard]] inline std::size_t copy_plain_json(char* to, std::string_view text) noexcept {
  const std::size_t size = text.size();
  const char* const from = text.data();
  std::size_t at = 0;
  if constexpr (is_json_swift) {
    for (; at + 8 <= size; at += 8) {
      std::memcpy(to + at, from + at, 8);
      const auto found = careful_bits(from + at);
      if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
  }
  for (; at < size && is_plain_json(from[at]); ++at) to[at] = from[at];
  return at;
}

/// How many bytes of a text make a UTF-8 sequence at its beginning, and whether it is a whole and good one.
/// Not good: overlong forms, surrogates, and what is beyond U+10FFFF.
struct Utf8Sequence {
  std::size_t size = 1;
  bool good = false;
};
[[nodiscard]] Utf8Sequence utf8_sequence(std::string_view text) noexcept;

/// Decodes in place from the first byte on that is not plain up to the closing quote, where `at` is left, and
/// says where what was decoded ends. Nothing where it is broken or not UTF-8.
[[nodiscard]] char* decode_careful_json(char*& at) noexcept;

/// Decodes in place the string whose opening quote `at` stands on, and moves `at` behind the closing one.
/// Nothing where it is broken or not UTF-8.
[[nodiscard]] inline std::optional<std::string_view> decode_json_string(char*& at) noexcept {
  char* const begin = at + 1;
  at = skip_plain_json(begin);
  char* const end = *at == '"' ? at : decode_careful_json(at);
  if (end == nullptr) return std::nullopt;
  ++at;
  return std::string_view(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace vplatform::spi
