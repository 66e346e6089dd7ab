#include <memory>
#include <utility>

#include "vplatform/platforms/skeleton.hpp"
#include "vplatform/spi/settings.hpp"

namespace vplatform::platforms::skeleton {

namespace {

Settings read_settings(SettingsReader& reader) {
  const auto common = read_common_settings(reader, "SKELETON", "SKELETON_API_URL");
  Settings settings;
  settings.api_key =
      reader.secret("api_key", {.env = "SKELETON_API_KEY", .required = true}).value_or(Secret{});
  settings.webhook_secrets = reader.secrets("webhook_secret", {.env = "SKELETON_WEBHOOK_SECRET"});
  settings.allow_http = common.allow_http;
  settings.room_ttl = common.room_ttl;
  if (common.base_url) settings.base_url = *common.base_url;
  if (common.webhook_tolerance) settings.webhook_tolerance = *common.webhook_tolerance;
  return settings;
}

}  // namespace

Result<void> add_to(Registry& registry) {
  return registry.add(
      "skeleton",
      [](SettingsReader& reader, const PlatformEnv& env) -> Result<std::shared_ptr<const Platform>> {
        return std::shared_ptr<const Platform>(
            std::make_shared<const SkeletonPlatform>(read_settings(reader), env));
      });
}

}  // namespace vplatform::platforms::skeleton
