#pragma once

#include <string>

#include "vplatform/spi/json.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::daily {

/// What the body of a genuine request says. Tolerant: Daily's own documents contradict each other, so every
/// member but `type` may be missing or of another type.
[[nodiscard]] EventFields read_event(const spi::Json& body, const std::string& instance);

}  // namespace vplatform::platforms::daily
