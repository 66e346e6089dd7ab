#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace vplatform::spi {

[[nodiscard]] constexpr unsigned json_byte(char c) noexcept {
  return static_cast<unsigned char>(c);
}

/// Whether it stands for itself in a JSON string, and is ASCII.
[[nodiscard]] constexpr bool is_plain_json(char c) noexcept {
  return json_byte(c) >= 0x20 && json_byte(c) < 0x80 && c != '"' && c != '\\';
}

/// So many null bytes follow a text that is read.
inline constexpr std::size_t json_padding = 16;

#if defined(__SSE2__)  // on every x86-64
/// Which of sixteen bytes are not plain, one bit for each from the lowest on.
[[nodiscard]] inline unsigned careful_bits(__m128i bytes) noexcept {
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i slashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // signed: what is not ASCII is below 0
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, slashes), others)));
}
#endif

/// Which of the next 8 or 16 bytes are not plain, one bit for each from the lowest on.
template <std::size_t count>
[[nodiscard]] inline unsigned careful_bits(const char* at) noexcept {
  static_assert(count == 8 || count == 16);
#if defined(__SSE2__)
  const auto* const from = reinterpret_cast<const __m128i*>(at);
  return careful_bits(count == 16 ? _mm_loadu_si128(from) : _mm_loadl_epi64(from)) & ((1U << count) - 1);
#else
  unsigned bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits |= (is_plain_json(at[i]) ? 0U : 1U) << i;
  return bits;
#endif
}

/// The next byte that is not plain: the null bytes behind the text are not.
[[nodiscard]] inline char* skip_plain_json(char* at) noexcept {
  for (;; at += 16) {
    if (const unsigned found = careful_bits<16>(at); found != 0) return at + std::countr_zero(found);
  }
}

/// Copies what comes before the first byte that is not plain, and says how much it was. There is room for the
/// whole text.
[[nodiscard]] inline std::size_t copy_plain_json(char* to, std::string_view text) noexcept {
  const std::size_t size = text.size();
  const char* const from = text.data();
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {  // most are too short for sixteen
    std::memcpy(to + at, from + at, 8);
    if (const unsigned found = careful_bits<8>(from + at); found != 0)
      return at + static_cast<std::size_t>(std::countr_zero(found));
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

/// A string that was decoded in place.
struct DecodedString {
  std::string_view text{};
  char* behind = nullptr;  ///< What comes after the closing quote; null where it is broken or not UTF-8.
};

/// Decodes on from `at`, the first byte that is not plain in a string that begins at `begin`.
[[nodiscard]] DecodedString decode_careful_json(char* begin, char* at) noexcept;

/// Decodes the string whose opening quote `at` stands on.
[[nodiscard]] inline DecodedString decode_json_string(char* at) noexcept {
  char* const begin = at + 1;
  char* const stop = skip_plain_json(begin);
  if (*stop != '"') return decode_careful_json(begin, stop);
  return {.text = {begin, static_cast<std::size_t>(stop - begin)}, .behind = stop + 1};
}

}  // namespace vplatform::spi
