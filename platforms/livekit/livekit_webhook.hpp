#pragma once

#include <chrono>
#include <string_view>

#include "vplatform/spi/verify.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::livekit::webhook {

/// What a request is judged by.
struct Judge {
  const spi::JwtVerifier& verifier;
  std::string_view instance{};
  TimePoint now{};
  std::chrono::seconds leeway{};
};

/// Tells a genuine webhook by the token in `Authorization`, which holds the digest of the body, and reads it.
[[nodiscard]] WebhookVerdict read(const WebhookRequest& request, const Judge& judge);

}  // namespace vplatform::platforms::livekit::webhook
