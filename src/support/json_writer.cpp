#include <algorithm>
#include <array>
#include <bit>
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
constexpr std::size_t longest_truth = 8;  // written as one number
constexpr std::size_t around = 3;         // of a name: two quotes and a colon

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

/// The eight digits of a number below 100,000,000, as values from 0 to 9, the first one lowest: halves, fours
/// and digits are divided side by side.
std::uint64_t eight_digits(std::uint32_t number) noexcept {
  constexpr std::uint64_t in_each_half = 0x0000'007F'0000'007FU;
  constexpr std::uint64_t in_each_two = 0x000F'000F'000F'000FU;
  const std::uint64_t fours = number / 10'000 | std::uint64_t{number % 10'000} << 32;
  const std::uint64_t hundreds = fours * 10'486 >> 20 & in_each_half;
  const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
  const std::uint64_t tens = twos * 103 >> 10 & in_each_two;
  return tens | (twos - tens * 10) << 8;
}

void put_digits(char* to, std::uint64_t digits) noexcept {
  digits |= 0x3030'3030'3030'3030U;  // from values to ASCII
  std::memcpy(to, &digits, sizeof digits);
}

/// A number from 1 to 99,999,999. Eight bytes are written, whatever it has of digits.
char* put_short_number(char* to, std::uint32_t number) noexcept {
  const std::uint64_t digits = eight_digits(number);
  const auto leading = static_cast<unsigned>(std::countr_zero(digits)) / 8;
  put_digits(to, digits >> 8 * leading);
  return to + 8 - leading;
}

/// Seconds and microseconds of our time have ten and sixteen digits.
char* put_number(char* to, std::int64_t number) noexcept {
  constexpr std::int64_t half = 100'000'000;
  if constexpr (std::endian::native == std::endian::little) {
    if (number > 0 && number < half) return put_short_number(to, static_cast<std::uint32_t>(number));
    if (number >= half && number < half * half) {
      to = put_short_number(to, static_cast<std::uint32_t>(number / half));
      put_digits(to, eight_digits(static_cast<std::uint32_t>(number % half)));
      return to + 8;
    }
  }
  return std::to_chars(to, to + longest_number, number).ptr;
}

char* put_truth(char* to, bool truth) noexcept {
  constexpr std::array<char, longest_truth> yes{'t', 'r', 'u', 'e'};
  constexpr std::array<char, longest_truth> no{'f', 'a', 'l', 's', 'e'};
  copy_number<std::uint64_t>(to, truth ? yes.data() : no.data());
  return to + (truth ? 4 : 5);
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

JsonWriter::JsonWriter(const JsonWriter& other) : more_(other.more_), needs_comma_(other.needs_comma_) {
  const auto written = other.view();
  if (!more_.empty()) {
    at_ = more_.data();
    end_ = at_ + more_.size();
  }
  at_ = put(at_, written);
}

std::string_view JsonWriter::view() const noexcept {
  const char* const from = more_.empty() ? here_.data() : more_.data();
  return {from, static_cast<std::size_t>(at_ - from)};
}

std::string JsonWriter::text() && {
  if (more_.empty()) return std::string(view());
  more_.resize(view().size());
  at_ = here_.data();
  end_ = at_ + here_.size();
  return std::exchange(more_, {});
}

/// Apart, so that what is called for every value is small.
[[gnu::noinline]] void JsonWriter::grow(std::size_t least) {
  const auto written = view();
  std::string more(std::max(written.size() + least, 2 * std::max(here_.size(), more_.size())), '\0');
  at_ = put(more.data(), written);
  more_ = std::move(more);  // what is this long stays where it is
  end_ = more_.data() + more_.size();
}

inline char* JsonWriter::make_room(std::size_t bytes) {
  if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
  return at_;
}

/// Where the next name or value goes, which has room for so many bytes, behind its comma.
inline char* JsonWriter::begin(std::size_t bytes) {
  char* const to = make_room(bytes + 1);
  *to = ',';  // stays only where it is needed
  return to + (needs_comma_ ? 1 : 0);
}

/// Where the member's value goes, which has room for so many bytes.
inline char* JsonWriter::begin_member(JsonName name, std::size_t bytes) {
  char* to = begin(name.text().size() + around + bytes);
  *to++ = '"';
  to = put_name(to, name.text());
  *to++ = '"';
  *to++ = ':';
  return to;
}

inline JsonWriter& JsonWriter::end(char* at, bool needs_comma) noexcept {
  at_ = at;
  needs_comma_ = needs_comma;
  return *this;
}

/// The text in quotes, for which there is room, where nothing in it has to be escaped.
inline char* JsonWriter::put_string(char* to, std::string_view text) {
  *to++ = '"';
  if (copy_if_plain(to, text)) [[likely]] {
    to += text.size();
  } else {
    at_ = to;  // what stands before it is kept where there has to be more room
    to = put_with_care(make_room(text.size() * longest_escape + around), text);
  }
  *to++ = '"';
  return to;
}

JsonWriter& JsonWriter::begin_object() {
  char* const to = begin(1);
  *to = '{';
  return end(to + 1, false);
}

JsonWriter& JsonWriter::end_object() {
  char* const to = make_room(1);
  *to = '}';
  return end(to + 1, true);
}

JsonWriter& JsonWriter::begin_array() {
  char* const to = begin(1);
  *to = '[';
  return end(to + 1, false);
}

JsonWriter& JsonWriter::end_array() {
  char* const to = make_room(1);
  *to = ']';
  return end(to + 1, true);
}

JsonWriter& JsonWriter::key(JsonName name) {
  return end(begin_member(name, 0), false);
}

JsonWriter& JsonWriter::any_key(std::string_view name) {
  char* const to = put_string(begin(name.size() + around), name);
  *to = ':';
  return end(to + 1, false);
}

JsonWriter& JsonWriter::value(std::string_view text) {
  return end(put_string(begin(text.size() + around), text), true);
}

JsonWriter& JsonWriter::text_member(JsonName name, std::string_view text) {
  return end(put_string(begin_member(name, text.size() + around), text), true);
}

JsonWriter& JsonWriter::value(bool truth) {
  return end(put_truth(begin(longest_truth), truth), true);
}

JsonWriter& JsonWriter::truth_member(JsonName name, bool truth) {
  return end(put_truth(begin_member(name, longest_truth), truth), true);
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  return end(put_number(begin(longest_number), number), true);
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();  // JSON has no word for it
  // Whole numbers without an exponent, as far as every digit is the number's own.
  const bool plain = std::trunc(number) == number && std::abs(number) < 1e21;
  char* const to = begin(longest_number);
  const auto [at, error] = plain ? std::to_chars(to, to + longest_number, number, std::chars_format::fixed)
                                 : std::to_chars(to, to + longest_number, number);
  return end(at, true);
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  return end(put(begin(json.size()), json), true);
}

}  // namespace vplatform::spi
