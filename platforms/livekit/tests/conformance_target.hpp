#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "vplatform/platforms/livekit.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/testing/conformance.hpp"

namespace vplatform::platforms::livekit {

/// LiveKit and its emulator, for the catalogue.
inline testing::ConformanceTarget conformance_target() {
  const spi::TokenKey right{.issuer = "APIconformance", .secret = Secret("0123456789abcdef0123456789abcdef")};
  testing::ConformanceTarget target{.name = "livekit"};
  target.platform = [=](const PlatformEnv& env,
                        testing::WebhookKeys keys) -> Result<std::shared_ptr<const Platform>> {
    Settings settings{.url = "https://lk.example", .api_key = right.issuer, .api_secret = right.secret};
    const spi::TokenKey wrong{.issuer = "APIconformance2",
                              .secret = Secret("fedcba9876543210fedcba9876543210")};
    if (keys == testing::WebhookKeys::wrong) settings.webhook_keys = {wrong};
    if (keys == testing::WebhookKeys::both) settings.webhook_keys = {wrong, right};
    auto made = make(std::move(settings), env);
    if (!made) return Failure{made.error()};
    return std::shared_ptr<const Platform>(*made);
  };
  target.emulator = [=] { return std::make_shared<Emulator>(EmulatorOptions{.keys = {right}}); };
  target.sign = [=](const std::string& body, TimePoint now) -> WebhookRequest {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    spi::JsonWriter claims;
    claims.begin_object()
        .member("iss", right.issuer)
        .member("nbf", static_cast<std::int64_t>(seconds))
        .member("exp", static_cast<std::int64_t>(seconds) + 300)
        .member("sha256", spi::to_base64(spi::as_text(spi::sha256(body))))
        .end_object();
    return {.headers = {{.name = "Authorization",
                         .value = spi::sign_hs256(spi::HmacKey(right.secret.reveal()), claims.text())},
                        {.name = "Content-Type", .value = "application/webhook+json"}},
            .body = body};
  };
  target.secrets = {right.secret};
  target.excuses["no_secret_is_503"] = "webhooks are signed with the API key, which is always there";
  return target;
}

}  // namespace vplatform::platforms::livekit
