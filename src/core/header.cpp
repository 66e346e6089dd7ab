#include "vplatform/header.hpp"

#include <algorithm>

namespace vplatform {

namespace {

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Most come as they are looked for; only the others are gone through letter by letter.
bool same_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  return a == b ||
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::string_view> find_header(std::span<const Header> headers, std::string_view name) noexcept {
  for (const auto& header : headers) {
    if (same_name(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::size_t count_headers(std::span<const Header> headers, std::string_view name) noexcept {
  std::size_t count = 0;
  for (const auto& header : headers) {
    if (same_name(header.name, name)) ++count;
  }
  return count;
}

}  // namespace vplatform
