#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "support/json_strings.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::spi {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::size_t longest_escape = 6;
constexpr std::size_t longest_number = 32;

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
  if (out_.size() - used_ < bytes) out_.resize(std::max(used_ + bytes, 2 * out_.size()));
  return out_.data() + used_;
}

inline bool JsonWriter::needs_comma() noexcept {
  const bool is_first = std::exchange(first_, false);
  return !std::exchange(after_key_, false) && !is_first;
}

void JsonWriter::put_string(std::string_view text, bool is_key) {
  constexpr std::size_t around = 4;  // a comma, two quotes and a colon
  char* to = make_room(text.size() + around);
  if (needs_comma()) *to++ = ',';
  *to++ = '"';
  if (const std::size_t plain = copy_plain_json(to, text); plain == text.size()) {
    to += plain;
  } else {
    used_ = static_cast<std::size_t>(to - out_.data());
    to = put_with_care(make_room(text.size() * longest_escape + around), text);
  }
  *to++ = '"';
  if (is_key) *to++ = ':';
  used_ = static_cast<std::size_t>(to - out_.data());
}

JsonWriter& JsonWriter::begin_object() {
  raw("{");
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  *make_room(1) = '}';
  ++used_;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  raw("[");
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  *make_room(1) = ']';
  ++used_;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  put_string(name, true);
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  put_string(text, false);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  return raw(truth ? std::string_view("true") : std::string_view("false"));
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  std::array<char, longest_number> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();  // JSON has no word for it
  std::array<char, longest_number> digits{};
  // Whole numbers without an exponent, as far as every digit is the number's own.
  const bool plain = std::trunc(number) == number && std::abs(number) < 1e21;
  const auto [end, error] =
      plain ? std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed)
            : std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  char* to = make_room(json.size() + 1);
  if (needs_comma()) *to++ = ',';
  used_ = static_cast<std::size_t>(put(to, json) - out_.data());
  return *this;
}

}  // namespace vplatform::spi
