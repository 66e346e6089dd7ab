#pragma once

#include <chrono>
#include <string>

#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/verify.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::daily {

/// Whether it is base64 of something: what Daily takes as a webhook's secret.
[[nodiscard]] bool is_webhook_secret(const Secret& secret);

/// Tells what a request is that claims to come from Daily. Immutable, thread-safe.
class WebhookReader {
 public:
  WebhookReader(std::string instance, const Settings& settings);

  [[nodiscard]] WebhookVerdict read(const WebhookRequest& request, TimePoint now) const;

 private:
  [[nodiscard]] Result<spi::Verified> verify(const WebhookRequest& request, TimePoint now) const;
  [[nodiscard]] Result<spi::Verified> verify_legacy(const WebhookRequest& request) const;
  [[nodiscard]] WebhookVerdict read_genuine(const spi::Verified& pass, const std::string& body) const;

  std::string instance_;
  spi::HmacVerifier verifier_;
  spi::HmacVerifier legacy_;
  std::chrono::seconds tolerance_;
};

}  // namespace vplatform::platforms::daily
