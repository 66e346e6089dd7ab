#include "vplatform/header.hpp"

#include "core/short_text.hpp"

namespace vplatform {

std::optional<std::string_view> find_header(std::span<const Header> headers, std::string_view name) noexcept {
  for (const auto& header : headers) {
    if (detail::same_name(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace vplatform
