#include "emulator/budget.hpp"

#include <string>

namespace vplatform::platforms::whereby::emulation {

namespace {

constexpr std::chrono::milliseconds window_length = std::chrono::minutes{1};

}  // namespace

std::optional<HttpResponse> Budget::spend(int points, TimePoint now) {
  if (limit_ <= 0) return std::nullopt;
  if (now >= window_ + window_length) {
    window_ = now;
    spent_ = 0;
  }
  if (spent_ + points <= limit_) {
    spent_ += points;
    return std::nullopt;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(window_ + window_length - now);
  HttpResponse refusal{.status = 429};
  refusal.headers = {
      {.name = "Content-Type", .value = "application/json"},
      {.name = "Retry-After", .value = std::to_string(std::chrono::ceil<std::chrono::seconds>(left).count())},
      {.name = "X-RateLimit-Limit", .value = std::to_string(limit_)},
      {.name = "X-RateLimit-Remaining", .value = std::to_string(limit_ - spent_)}};
  refusal.body = R"({"error":"Rate limit active for throttle key: organization:1","data":{"msLeft":)" +
                 std::to_string(left.count()) + "}}";
  return refusal;
}

}  // namespace vplatform::platforms::whereby::emulation
