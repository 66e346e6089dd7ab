#pragma once

#include <chrono>
#include <string_view>

#include "vplatform/spi/verify.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::skeleton::webhook {

/// What a request is judged by.
struct Judge {
  const spi::HmacVerifier& verifier;
  std::string_view instance{};
  TimePoint now{};
  std::chrono::seconds tolerance{};
};

/// Checks the headers, then the signature over the raw body, and only then reads it.
[[nodiscard]] WebhookVerdict read(const WebhookRequest& request, const Judge& judge);

}  // namespace vplatform::platforms::skeleton::webhook
