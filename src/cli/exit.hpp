#pragma once

#include <cstdint>

#include "vplatform/error.hpp"

namespace vplatform::cli {

/// What the tool ends with.
enum class Exit : std::uint8_t {
  done = 0,
  platform_failed = 1,  ///< `unsupported` and `not_found` too.
  usage = 2,            ///< The command line or the configuration is wrong.
  refused = 3,          ///< A webhook that is not genuine.
};

/// A call that was wrong before any platform was asked is the command line's fault, everything else the
/// platform's.
[[nodiscard]] Exit exit_of(const Error& error) noexcept;

}  // namespace vplatform::cli
