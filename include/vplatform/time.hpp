#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "vplatform/result.hpp"

namespace vplatform {

/// A moment on the wall clock, UTC.
using TimePoint = std::chrono::system_clock::time_point;

/// RFC 3339 with `Z`, to the second, or to the millisecond where there are any: `2026-01-01T00:00:00.250Z`.
[[nodiscard]] std::string to_rfc3339(TimePoint at);

/// Reads RFC 3339: a fraction is optional, the zone is `Z` or an offset. Errors: `invalid_argument`.
[[nodiscard]] Result<TimePoint> parse_rfc3339(std::string_view text);

/// Reads `90s`, `30m`, `1h`, `2d`. Errors: `invalid_argument`, also for anything that is not positive.
[[nodiscard]] Result<std::chrono::seconds> parse_duration(std::string_view text);

}  // namespace vplatform
