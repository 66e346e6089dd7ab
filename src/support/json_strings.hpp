#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace vplatform::spi {

/// So many null bytes follow a text that is read.
inline constexpr std::size_t json_padding = 8;

/// How many bytes of a text make a UTF-8 sequence from `at` on, and whether it is a whole and good one. Not
/// good: overlong forms, surrogates, and what is beyond U+10FFFF.
struct Utf8Sequence {
  std::size_t size = 1;
  bool good = false;
};
[[nodiscard]] Utf8Sequence utf8_sequence(std::string_view text) noexcept;

/// Decodes in place the string whose opening quote `at` stands on, and moves `at` behind the closing one.
/// Nothing where it is broken or not UTF-8.
[[nodiscard]] std::optional<std::string_view> decode_json_string(char*& at) noexcept;

}  // namespace vplatform::spi
