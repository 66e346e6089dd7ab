#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "vplatform/presence.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/verify.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::whereby {

/// For whom, when and how strictly a webhook is read.
struct WebhookContext {
  const std::string& instance;
  const std::function<TimePoint()>& now;  ///< Asked only where the header may be a signature.
  std::chrono::seconds tolerance{std::chrono::minutes{5}};
};

/// Verifies `Whereby-Signature` over the raw body, and reads the event only if it is genuine.
[[nodiscard]] WebhookVerdict read_signed_event(const WebhookRequest& request,
                                               const spi::HmacVerifier& verifier,
                                               const WebhookContext& context);

/// A client as webhooks and statistics tell of one; recorders and their like are machines.
[[nodiscard]] Participant read_client(const spi::Json& data);

}  // namespace vplatform::platforms::whereby
