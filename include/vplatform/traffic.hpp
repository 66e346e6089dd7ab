#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vplatform {

/// How many requests of a class a platform takes: never more than `amount` within any `per`.
struct RateClass {
  std::string name{};
  int amount = 1;  ///< 0: as many as you like.
  std::chrono::milliseconds per{1'000};
};

/// How many requests of an instance may be repetitions, over all its calls together, so that a platform in
/// trouble does not get several times the load that it could not bear.
struct RetryBudgetPolicy {
  int reserve = 20;                          ///< So many at once; 0: none are ever held back.
  std::chrono::milliseconds refill{10'000};  ///< The time in which an empty reserve is full again.
  int percent = 20;                          ///< Every first attempt adds so many hundredths of a repetition.
};

/// When an instance is left alone. What counts is that requests are not answered, or with a 5xx, one after
/// the other; an answer of any other kind shows that the platform is there.
struct BreakerPolicy {
  int failures = 10;                          ///< In a row; 0: it is never left alone.
  std::chrono::milliseconds open_for{5'000};  ///< Then one request is let through to see; doubled each time
                                              ///< that one fails.
  std::chrono::milliseconds longest{60'000};
};

/// How an instance's requests are held in bounds. Each process counts for itself.
struct TrafficPolicy {
  std::vector<RateClass> rates{};  ///< In place of what the platform says of the class of that name.
  RetryBudgetPolicy retries{};
  BreakerPolicy breaker{};
};

/// What an instance's breaker lets through.
enum class BreakerState : std::uint8_t {
  closed,     ///< Everything: all is well.
  open,       ///< Nothing: requests fail at once, as `unavailable`.
  half_open,  ///< One request, which decides.
};

/// The name of a state: `half_open`.
[[nodiscard]] std::string_view to_string(BreakerState state) noexcept;

}  // namespace vplatform
