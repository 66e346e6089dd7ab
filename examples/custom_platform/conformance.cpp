// Holds the platform against vplatform's catalogue. No test framework is needed for it.

#include <iostream>

#include "acme_platform.hpp"
#include "acme_service.hpp"
#include "vplatform/testing/conformance.hpp"

using namespace vplatform;

int main() {
  testing::ConformanceTarget target{.name = "acme"};
  target.platform = [](const PlatformEnv& env,
                       testing::WebhookKeys keys) -> Result<std::shared_ptr<const Platform>> {
    acme::Settings settings{.api_key = Secret("acme-api-key")};
    if (keys == testing::WebhookKeys::wrong || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(Secret("another-secret"));
    if (keys == testing::WebhookKeys::right || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(Secret("acme-webhook-secret"));
    return std::shared_ptr<const Platform>(
        std::make_shared<const acme::AcmePlatform>(std::move(settings), env));
  };
  target.emulator = [] { return std::make_shared<acme::Service>(); };
  target.sign = acme::Service::sign;
  target.secrets = {Secret("acme-api-key"), Secret("acme-webhook-secret")};

  const auto report = testing::run_conformance(target);
  std::cout << to_text(report);
  return report.passed() ? 0 : 1;
}
