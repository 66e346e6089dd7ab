#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace vplatform {

enum class Repeat : std::uint8_t;  // spi/http.hpp

/// How often and how fast a request is tried again.
struct RetryPolicy {
  int max_attempts = 3;
  std::chrono::milliseconds first_delay{200};  ///< Doubled for every further attempt.
  std::chrono::milliseconds longest_delay{5'000};
  std::chrono::milliseconds attempt_timeout{
      10'000};  ///< Of one attempt, so that one that hangs does not eat the budget.
};

/// How the last attempt went.
struct Attempt {
  int number = 1;      ///< Counted from 1.
  int status = 0;      ///< 0: no answer.
  bool sent = true;    ///< Something of the request may have reached the platform.
  bool final = false;  ///< The attempt failed in a way that no repetition mends: cancelled, an answer that is
                       ///< too large.
  std::optional<std::chrono::milliseconds> retry_after{};  ///< What the platform asked for.
};

/// How long to wait before the next attempt, or nothing where there is none. A pure function: `luck` in [0,
/// 1) spreads the delays. A request that must not be repeated is, only where it was not sent or the platform
/// said "not now".
[[nodiscard]] std::optional<std::chrono::milliseconds> next_delay(const RetryPolicy& policy, Repeat repeat,
                                                                  const Attempt& last, double luck) noexcept;

}  // namespace vplatform
