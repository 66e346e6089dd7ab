#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "vplatform/platforms/whereby.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/testing/conformance.hpp"

namespace vplatform::platforms::whereby {

/// Whereby and its emulator, for the catalogue.
inline testing::ConformanceTarget conformance_target() {
  EmulatorOptions account;
  account.cloud_recording = true;
  const Secret right(account.webhook_secret);
  testing::ConformanceTarget target{.name = "whereby"};
  target.platform = [=](const PlatformEnv& env,
                        testing::WebhookKeys keys) -> Result<std::shared_ptr<const Platform>> {
    Settings settings{.api_key = Secret(account.api_key)};
    if (keys == testing::WebhookKeys::wrong || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(Secret("another secret than whereby's"));
    if (keys == testing::WebhookKeys::right || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(right);
    auto made = make(std::move(settings), env);
    if (!made) return Failure{made.error()};
    return std::shared_ptr<const Platform>(*made);
  };
  target.emulator = [=] { return std::make_shared<Emulator>(account); };
  target.sign = [=](const std::string& body, TimePoint now) -> WebhookRequest {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::string at = std::to_string(seconds);
    const auto mac = spi::HmacKey(right.reveal()).sign({at, ".", body});
    return {.headers = {{.name = "Whereby-Signature",
                         .value = "t=" + at + ",v1=" + spi::to_hex(spi::as_text(mac))}},
            .body = body};
  };
  target.secrets = {Secret(account.api_key), right};
  target.excuses["two_at_once"] =
      "Whereby chooses the names of rooms and has no idempotency key; hosts that create one key in several "
      "places take a lock";
  return target;
}

}  // namespace vplatform::platforms::whereby
