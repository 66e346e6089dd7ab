#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/time.hpp"

namespace vplatform::spi {

/// Reads both forms of Retry-After: seconds (a fraction is rounded up), or an HTTP date, which needs `now`.
/// Nothing where it is neither; never negative, never more than a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value,
                                                                         TimePoint now);

/// The error that an HTTP status means where the platform has nothing better to say; `what` starts the
/// message: `daily refused to create a room`. Fills status, Retry-After in seconds, and the id of the
/// request. For 2xx it is `bad_response`.
[[nodiscard]] Failure failure_from_status(const HttpResponse& answer, std::string_view what);

}  // namespace vplatform::spi
