#pragma once

#include <cstdint>

namespace vplatform::sessions {

/// The two databases that a store may be.
enum class Dialect : std::uint8_t { sqlite, postgresql };

}  // namespace vplatform::sessions
