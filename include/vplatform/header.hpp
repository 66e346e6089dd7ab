#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vplatform {

/// A header of an HTTP message.
struct Header {
  std::string name{};
  std::string value{};
  bool secret = false;  ///< Blanked wherever a message is shown or kept.
};

/// The value of the first header of that name in any case, if there is one. The view is into `headers`.
[[nodiscard]] std::optional<std::string_view> find_header(std::span<const Header> headers,
                                                          std::string_view name) noexcept;

}  // namespace vplatform
