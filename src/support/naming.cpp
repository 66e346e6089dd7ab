#include "vplatform/spi/naming.hpp"

#include <algorithm>

#include "vplatform/spi/crypto.hpp"

namespace vplatform::spi {

namespace {

constexpr std::size_t digest_bytes = 10;  // 16 characters of base32, without a remainder
constexpr std::size_t digest_size = 16;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) noexcept {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}

bool fits_identity(char c) noexcept {
  return is_digit(c) || is_lower(c) || is_upper(c) || c == '-' || c == '_';
}

// A key that `make_key` made ends in an id, which says nothing to people.
std::string label_of(std::string_view key) {
  const auto dot = key.rfind('.');
  if (dot != std::string_view::npos) {
    if (auto label = safe_name(key.substr(0, dot)); !label.empty()) return label;
  }
  auto label = safe_name(key);
  return label.empty() ? "room" : label;
}

}  // namespace

std::string safe_name(std::string_view text, std::size_t most) {
  std::string out;
  bool gap = false;
  for (const char c : text) {
    const char small = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    if (!is_digit(small) && !is_lower(small)) {
      gap = true;
      continue;
    }
    const std::size_t needed = gap && !out.empty() ? 2 : 1;
    if (out.size() + needed > most) break;
    if (needed == 2) out += '-';
    out += small;
    gap = false;
  }
  return out;
}

std::string key_digest(std::string_view key) {
  const Digest digest = sha256(key);
  return to_base32(as_text(digest).substr(0, digest_bytes));
}

std::string room_name(std::string_view key) {
  return label_of(key) + "-" + key_digest(key);
}

std::string make_key(std::string_view name, std::string_view id) {
  std::string key = safe_name(name);
  // Otherwise the label would be a piece of the id.
  if (key.empty()) key = "room";
  key += '.';
  key += id;
  return key;
}

std::string safe_identity(std::string_view text, std::size_t most) {
  if (!text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), fits_identity)) {
    return std::string(text);
  }
  const std::string digest = key_digest(text);
  if (most <= digest_size) return digest.substr(0, most);
  const std::string label = safe_name(text, std::min<std::size_t>(20, most - digest_size - 1));
  return label.empty() ? digest : label + "-" + digest;
}

}  // namespace vplatform::spi
