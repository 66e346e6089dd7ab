#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "vplatform/platforms/daily.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/testing/conformance.hpp"

namespace vplatform::platforms::daily {

/// Daily and its emulator, for the catalogue.
inline testing::ConformanceTarget conformance_target() {
  const EmulatorOptions account;
  const Secret right(account.webhook_hmac);
  const Secret wrong("ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0A=");
  testing::ConformanceTarget target{.name = "daily"};
  target.platform = [=](const PlatformEnv& env,
                        testing::WebhookKeys keys) -> Result<std::shared_ptr<const Platform>> {
    Settings settings{.api_key = Secret(account.api_key), .domain = account.domain, .recording = {"cloud"}};
    if (keys == testing::WebhookKeys::wrong || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(wrong);
    if (keys == testing::WebhookKeys::right || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(right);
    auto made = make(std::move(settings), env);
    if (!made) return Failure{made.error()};
    return std::shared_ptr<const Platform>(*made);
  };
  target.emulator = [=] { return std::make_shared<Emulator>(account); };
  target.sign = [=](const std::string& body, TimePoint now) -> WebhookRequest {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    const std::string at = std::to_string(ms);
    const auto mac = spi::HmacKey(spi::from_base64(right.reveal()).value_or("")).sign({at, ".", body});
    return {.headers = {{.name = "X-Webhook-Timestamp", .value = at},
                        {.name = "X-Webhook-Signature", .value = spi::to_base64(spi::as_text(mac))}},
            .body = body};
  };
  target.secrets = {Secret(account.api_key), right};
  return target;
}

}  // namespace vplatform::platforms::daily
