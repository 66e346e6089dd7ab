#include "sessions/session/context.hpp"

#include <algorithm>

namespace vplatform::sessions {

std::chrono::milliseconds pause_after(std::int64_t failures, const Error& why,
                                      const SessionsOptions& options) {
  auto pause = options.end_retry;
  for (std::int64_t one = 1; one < failures && pause < options.end_retry_most; ++one) pause *= 2;
  pause = std::min(pause, options.end_retry_most);
  // The platform knows better, but does not put us off for good.
  return std::clamp(why.retry_after.value_or(pause), pause, std::max(pause, options.end_retry_most));
}

}  // namespace vplatform::sessions
