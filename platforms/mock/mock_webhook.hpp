#pragma once

#include <string>

#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/verify.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::mock {

/// A webhook with the header `Mock-Signature: t=<seconds>,v1=<hex>`, an HMAC over `<seconds>.<body>`.
[[nodiscard]] WebhookRequest sign_webhook(std::string body, const Secret& secret, TimePoint now);

/// Errors: `unauthenticated`.
[[nodiscard]] Result<spi::Verified> verify_webhook(const WebhookRequest& request,
                                                   const spi::HmacVerifier& verifier, TimePoint now,
                                                   std::chrono::seconds tolerance);

/// What a body says. Errors: `bad_response` where it is no event.
[[nodiscard]] Result<EventFields> read_event(const std::string& body, const std::string& instance);

}  // namespace vplatform::platforms::mock
