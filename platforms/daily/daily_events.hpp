#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/json.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::daily {

/// What the body of a genuine request says, which was read as `json`. Tolerant: Daily's own documents
/// contradict each other, so every member but `type` may be missing or of another type.
[[nodiscard]] EventFields read_event(std::string_view body, const spi::Json& json,
                                     const std::string& instance);

/// Daily's own word for a kind of event; empty where it has none.
[[nodiscard]] std::string_view type_of(EventKind kind) noexcept;
/// Every type that has a kind.
[[nodiscard]] std::vector<std::string_view> known_types();

}  // namespace vplatform::platforms::daily
