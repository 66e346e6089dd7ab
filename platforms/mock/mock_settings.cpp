#include <utility>

#include "vplatform/platforms/mock.hpp"
#include "vplatform/spi/settings.hpp"

namespace vplatform::platforms::mock {
namespace {

Settings read_settings(SettingsReader& reader) {
  Settings settings;
  const auto common = read_common_settings(reader, "MOCK", "MOCK_BASE_URL");
  settings.base_url = common.base_url.value_or(settings.base_url);
  settings.room_ttl = common.room_ttl;
  settings.token_ttl = common.token_ttl;
  settings.webhook_tolerance = common.webhook_tolerance.value_or(settings.webhook_tolerance);
  settings.webhook_secrets = reader.secrets("webhook_secret", {.env = "MOCK_WEBHOOK_SECRET"});
  for (const auto& name : reader.list("without")) {
    if (const auto capability = capability_from(name)) {
      settings.without.add(*capability);
    } else {
      reader.fault("without", "names no capability '" + name + "'");
    }
  }
  if (const auto most = reader.number("max_participants")) {
    if (*most < 1 || *most > 100'000) {
      reader.fault("max_participants", "is not a number from 1 to 100000");
    } else {
      settings.max_participants = static_cast<int>(*most);
    }
  }
  return settings;
}

}  // namespace

std::shared_ptr<const Platform> make(Settings settings, PlatformEnv env,
                                     std::shared_ptr<MockService> service) {
  return std::make_shared<const MockPlatform>(std::move(settings), std::move(env), std::move(service));
}

Result<void> add_to(Registry& registry) {
  return registry.add(
      "mock", [](SettingsReader& reader, const PlatformEnv& env) -> Result<std::shared_ptr<const Platform>> {
        return make(read_settings(reader), env, std::make_shared<MockService>());
      });
}

Result<void> add_to(Registry& registry, std::shared_ptr<MockService> service) {
  return registry.add(
      "mock",
      [service = std::move(service)](SettingsReader& reader, const PlatformEnv& env)
          -> Result<std::shared_ptr<const Platform>> { return make(read_settings(reader), env, service); });
}

}  // namespace vplatform::platforms::mock
