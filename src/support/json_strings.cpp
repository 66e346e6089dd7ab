#include "support/json_strings.hpp"

#include <cstdint>
#include <cstring>
#include <optional>

namespace vplatform::spi {

namespace {

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four digits behind `\u`.
std::optional<std::uint32_t> read_unit(const char* at) noexcept {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_value(at[i]);
    if (digit < 0) return std::nullopt;
    unit = unit << 4 | static_cast<std::uint32_t>(digit);
  }
  return unit;
}

char* write_utf8(char* out, std::uint32_t point) noexcept {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 63));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 63));
    put(0x80 | (point & 63));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 63));
    put(0x80 | (point >> 6 & 63));
    put(0x80 | (point & 63));
  }
  return out;
}

// `\uXXXX`, or two of them that make one character. `at` stands behind the `u`.
bool decode_unicode(const char*& at, char*& out) noexcept {
  const auto first = read_unit(at);
  if (!first || (*first >= 0xDC00 && *first <= 0xDFFF)) return false;
  at += 4;
  std::uint32_t point = *first;
  if (point >= 0xD800 && point <= 0xDBFF) {
    const auto second = at[0] == '\\' && at[1] == 'u' ? read_unit(at + 2) : std::nullopt;
    if (!second || *second < 0xDC00 || *second > 0xDFFF) return false;
    at += 6;
    point = 0x10000 + ((point - 0xD800) << 10) + (*second - 0xDC00);
  }
  out = write_utf8(out, point);
  return true;
}

// `at` stands on the backslash. What is written is never longer than what was read.
bool decode_escape(const char*& at, char*& out) noexcept {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const char letter = at[1];
  if (letter == '\0') return false;
  at += 2;
  if (letter == 'u') return decode_unicode(at, out);
  const auto found = letters.find(letter);
  if (found == std::string_view::npos) return false;
  *out++ = meanings[found];
  return true;
}

}  // namespace

Utf8Sequence utf8_sequence(std::string_view text) noexcept {
  const unsigned lead = json_byte(text.front());
  std::size_t size = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) size = 2;
  if (lead >= 0xE0 && lead <= 0xEF) size = 3;
  if (lead >= 0xF0 && lead <= 0xF4) size = 4;
  // The second byte alone rules the bad ones out.
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  if (size == 0) return {};
  for (std::size_t i = 1; i < size; ++i) {
    if (i >= text.size() || json_byte(text[i]) < low || json_byte(text[i]) > high) return {.size = i};
    low = 0x80;
    high = 0xBF;
  }
  return {.size = size, .good = true};
}

DecodedString decode_careful_json(char* begin, char* at) noexcept {
  char* out = at;
  while (*at != '"') {
    if (*at == '\\') {
      const char* next = at;
      if (!decode_escape(next, out)) return {};
      at += next - at;
    } else {
      const auto sequence = utf8_sequence({at, 4});  // the null bytes behind the text belong to none
      if (!sequence.good) return {};
      std::memmove(out, at, sequence.size);
      out += sequence.size;
      at += sequence.size;
    }
    char* const next = skip_plain_json(at);
    const auto run = static_cast<std::size_t>(next - at);
    if (out != at) std::memmove(out, at, run);
    out += run;
    at = next;
  }
  return {.text = {begin, static_cast<std::size_t>(out - begin)}, .behind = at + 1};
}

}  // namespace vplatform::spi
