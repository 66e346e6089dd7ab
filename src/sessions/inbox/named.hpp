#pragma once

#include <optional>
#include <string_view>

namespace vplatform::sessions {

/// The enumerator of that name, among those from the first to `last`.
template <class E>
[[nodiscard]] std::optional<E> named(std::string_view name, E last) {
  for (int at = 0; at <= static_cast<int>(last); ++at) {
    if (name == to_string(static_cast<E>(at))) return static_cast<E>(at);
  }
  return std::nullopt;
}

}  // namespace vplatform::sessions
