#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include "support/json_strings.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::spi {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::size_t longest_escape = 6;
constexpr std::size_t longest_number = 32;
constexpr std::size_t around = 3;  // of a name: two quotes and a colon

char* put(char* to, std::string_view bytes) noexcept {
  bytes.copy(to, bytes.size());
  return to + bytes.size();
}

char* put_escape(char* to, char c) noexcept {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::string_view short_ones = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  if (c == '\x7f') {
    *to++ = c;
    return to;
  }
  *to++ = '\\';
  if (const auto found = short_ones.find(c); found != std::string_view::npos) {
    *to++ = letters[found];
    return to;
  }
  to = put(to, "u00");
  *to++ = digits[static_cast<unsigned char>(c) >> 4];
  *to++ = digits[static_cast<unsigned char>(c) & 15];
  return to;
}

// There is room for every byte to become an escape.
char* put_with_care(char* to, std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t plain = copy_plain_json(to, text);
    to += plain;
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      to = put_escape(to, text.front());
      text.remove_prefix(1);
      continue;
    }
    const Utf8Sequence sequence = utf8_sequence(text);
    to = put(to, sequence.good ? text.substr(0, sequence.size) : replacement);
    text.remove_prefix(sequence.size);
  }
  return to;
}

template <class Number>
Number copy_number(char* to, const char* from) noexcept {
  Number number = 0;
  std::memcpy(&number, from, sizeof number);
  std::memcpy(to, &number, sizeof number);
  return number;
}

/// Copies the text in two numbers, which overlap where it does not fill them.
template <class Number>
void copy_as_two(char* to, std::string_view text) noexcept {
  copy_number<Number>(to, text.data());
  copy_number<Number>(to + text.size() - sizeof(Number), text.data() + text.size() - sizeof(Number));
}

/// As `put`, without its call for what most names are.
char* put_name(char* to, std::string_view name) noexcept {
  if (name.size() > 16 || name.size() < 2) return put(to, name);
  if (name.size() >= 8) {
    copy_as_two<std::uint64_t>(to, name);
  } else if (name.size() >= 4) {
    copy_as_two<std::uint32_t>(to, name);
  } else {
    copy_as_two<std::uint16_t>(to, name);
  }
  return to + name.size();
}

/// Apart, so that what is called for every value is small.
[[gnu::noinline]] void grow(std::string& out, std::size_t least) {
  out.resize(std::max(least, 2 * out.size()));
}

/// Whether sixteen bytes are plain.
bool are_plain(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SSE2__)
  return careful_bits(_mm_set_epi64x(static_cast<std::int64_t>(b), static_cast<std::int64_t>(a))) == 0;
#else
  std::array<char, 16> bytes{};
  std::memcpy(bytes.data(), &a, sizeof a);
  std::memcpy(bytes.data() + sizeof a, &b, sizeof b);
  return careful_bits<16>(bytes.data()) == 0;
#endif
}

/// Copies the text, which there is room for, and says whether all of it was plain. What does not fill a
/// number is in two that overlap.
bool copy_if_plain(char* to, std::string_view text) noexcept {
  const std::size_t size = text.size();
  const char* const from = text.data();
  const auto copy_sixteen = [to, from](std::size_t first, std::size_t second) {
    const auto a = copy_number<std::uint64_t>(to + first, from + first);
    return are_plain(a, copy_number<std::uint64_t>(to + second, from + second));
  };
  if (size >= 8) {
    std::size_t at = 0;
    for (; at + 16 < size; at += 16) {
      if (!copy_sixteen(at, at + 8)) return false;
    }
    return copy_sixteen(std::min(at, size - 8), size - 8);
  }
  if (size >= 4) {
    const std::uint64_t head = copy_number<std::uint32_t>(to, from);
    const std::uint64_t both = head << 32 | copy_number<std::uint32_t>(to + size - 4, from + size - 4);
    return are_plain(both, both);
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (!is_plain_json(from[at])) return false;
    to[at] = from[at];
  }
  return true;
}

}  // namespace

void JsonWriter::reserve(std::size_t bytes) {
  if (bytes > out_.size()) out_.resize(bytes);
}

const std::string& JsonWriter::text() const& noexcept {
  out_.resize(used_);
  return out_;
}

std::string JsonWriter::text() && noexcept {
  out_.resize(used_);
  used_ = 0;
  return std::move(out_);
}

inline char* JsonWriter::make_room(std::size_t bytes) {
  if (out_.size() - used_ < bytes) grow(out_, used_ + bytes);
  return out_.data() + used_;
}

/// Where the next name or value goes, which has room for so many bytes, behind its comma.
inline char* JsonWriter::begin(std::size_t bytes) {
  char* const to = make_room(bytes + 1);
  *to = ',';  // stays only where it is needed
  return to + (needs_comma_ ? 1 : 0);
}

inline void JsonWriter::end(const char* at, bool needs_comma) noexcept {
  used_ = static_cast<std::size_t>(at - out_.data());
  needs_comma_ = needs_comma;
}

/// The text in quotes, with room for one more byte.
inline char* JsonWriter::put_string(std::string_view text) {
  char* to = begin(text.size() + around);
  *to++ = '"';
  if (copy_if_plain(to, text)) {
    to += text.size();
  } else {
    to = begin(text.size() * longest_escape + around);
    *to++ = '"';
    to = put_with_care(to, text);
  }
  *to++ = '"';
  return to;
}

JsonWriter& JsonWriter::begin_object() {
  char* const to = begin(1);
  *to = '{';
  end(to + 1, false);
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  char* const to = make_room(1);
  *to = '}';
  end(to + 1, true);
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  char* const to = begin(1);
  *to = '[';
  end(to + 1, false);
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  char* const to = make_room(1);
  *to = ']';
  end(to + 1, true);
  return *this;
}

JsonWriter& JsonWriter::key(JsonName name) {
  char* to = begin(name.text().size() + around);
  *to++ = '"';
  to = put_name(to, name.text());
  *to++ = '"';
  *to++ = ':';
  end(to, false);
  return *this;
}

JsonWriter& JsonWriter::any_key(std::string_view name) {
  char* const to = put_string(name);
  *to = ':';
  end(to + 1, false);
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  end(put_string(text), true);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  constexpr std::array<char, 8> yes{'t', 'r', 'u', 'e'};
  constexpr std::array<char, 8> no{'f', 'a', 'l', 's', 'e'};
  char* const to = begin(yes.size());
  copy_number<std::uint64_t>(to, truth ? yes.data() : no.data());
  end(to + (truth ? 4 : 5), true);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  char* const to = begin(longest_number);
  end(std::to_chars(to, to + longest_number, number).ptr, true);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();  // JSON has no word for it
  // Whole numbers without an exponent, as far as every digit is the number's own.
  const bool plain = std::trunc(number) == number && std::abs(number) < 1e21;
  char* const to = begin(longest_number);
  const auto [at, error] = plain ? std::to_chars(to, to + longest_number, number, std::chars_format::fixed)
                                 : std::to_chars(to, to + longest_number, number);
  end(at, true);
  return *this;
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  end(put(begin(json.size()), json), true);
  return *this;
}

}  // namespace vplatform::spi
