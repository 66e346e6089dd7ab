#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

namespace vplatform {

/// What one call may take.
struct CallOptions {
  std::optional<std::chrono::milliseconds> budget{};  ///< Everything: attempts and waits. Unset: 15 s, and 30
                                                      ///< s for what is known to be slow.
  std::stop_token stop{};                             ///< Ends the call early with `cancelled`.
  std::string trace_parent{};  ///< W3C trace context; sent along and shown to the observer.
};

}  // namespace vplatform
