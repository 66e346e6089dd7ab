#include "vplatform/header.hpp"

#include "core/short_text.hpp"

namespace vplatform {

namespace {}  // namespace

std::optional<std::string_view> find_header(std::span<const Header> headers, std::string_view name) noexcept {
  for (const auto& header : headers) {
    if (detail::same_name(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::size_t count_headers(std::span<const Header> headers, std::string_view name) noexcept {
  std::size_t count = 0;
  for (const auto& header : headers) {
    if (detail::same_name(header.name, name)) ++count;
  }
  return count;
}

}  // namespace vplatform
