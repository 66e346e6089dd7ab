#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "vplatform/time.hpp"

namespace vplatform {

/// Time, waiting, luck and ids, as the runtime gets them. What is left empty is the real thing. All must be
/// thread-safe.
struct RuntimeEnv {
  std::function<TimePoint()> now{};
  std::function<std::chrono::steady_clock::time_point()> steady_now{};
  /// Waits; false where the stop token ended it early.
  std::function<bool(std::chrono::milliseconds delay, std::stop_token stop)> wait{};
  std::function<double()> luck{};         ///< In [0, 1).
  std::function<std::string()> new_id{};  ///< A random UUID, lower-case.

  /// The same with the real thing wherever something was left empty.
  [[nodiscard]] RuntimeEnv filled() const;
};

}  // namespace vplatform
