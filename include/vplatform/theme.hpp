#pragma once

#include <optional>
#include <string>

namespace vplatform {

/// How a meeting looks. Unset: left alone.
struct Theme {
  std::optional<std::string> logo_png{};        ///< The bytes of a PNG.
  std::optional<std::string> background_png{};  ///< The bytes of a PNG.
  std::optional<std::string> primary_color{};   ///< `#rrggbb`, and so on.
  std::optional<std::string> secondary_color{};
  std::optional<std::string> focus_color{};
};

}  // namespace vplatform
