#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vplatform::detail {

/// The name of `names` that somebody who wrote `name` most likely meant; nothing where none is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view name, std::span<const std::string> names);

}  // namespace vplatform::detail
