#include "vplatform/retry.hpp"

#include <algorithm>

#include "vplatform/spi/http.hpp"

namespace vplatform {

namespace {

// Half of the delay is certain and half is luck: clients that failed together do not come back together.
std::chrono::milliseconds backoff(const RetryPolicy& policy, int number, double luck) noexcept {
  using std::chrono::milliseconds;
  const milliseconds longest = std::max(policy.longest_delay, milliseconds{0});
  milliseconds delay = std::clamp(policy.first_delay, milliseconds{0}, longest);
  for (int i = 1; i < number && delay < longest && delay.count() > 0; ++i) {
    delay = delay > longest / 2 ? longest : delay * 2;
  }
  const double share = 0.5 + 0.5 * std::clamp(luck, 0.0, 1.0);
  return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(delay.count()) * share)};
}

}  // namespace

std::optional<std::chrono::milliseconds> next_delay(const RetryPolicy& policy, Repeat repeat,
                                                    const Attempt& last, double luck) noexcept {
  if (last.final || last.number >= policy.max_attempts) return std::nullopt;
  const bool not_now = last.status == 429 || (last.status == 503 && last.retry_after);
  const bool broken = last.status == 0 || last.status == 408 || last.status >= 500;
  const bool harmless = !last.sent || not_now || repeat != Repeat::never;
  if (!(not_now || broken) || !harmless) return std::nullopt;
  if (last.retry_after) return std::max(*last.retry_after, std::chrono::milliseconds{0});
  return backoff(policy, last.number, luck);
}

}  // namespace vplatform
