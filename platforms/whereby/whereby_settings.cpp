#include <utility>

#include "vplatform/platforms/whereby.hpp"
#include "vplatform/spi/settings.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::whereby {

namespace {

bool is_http_address(const std::string& text) {
  const auto url = spi::parse_url(text);
  return url && (url->scheme == "https" || url->scheme == "http") && !url->has_user && url->query.empty();
}

Settings read_settings(SettingsReader& reader) {
  const auto common = read_common_settings(reader, "WHEREBY", "WHEREBY_API_URL");
  Settings settings;
  settings.api_key =
      reader.secret("api_key", {.env = "WHEREBY_API_KEY", .required = true}).value_or(Secret{});
  settings.webhook_secrets = reader.secrets("webhook_secret", {.env = "WHEREBY_WEBHOOK_SECRET"});
  settings.allow_http = common.allow_http;
  settings.room_ttl = common.room_ttl;
  if (const auto points = reader.number("points_per_minute")) {
    if (*points >= 1 && *points <= 1'000'000) {
      settings.points_per_minute = static_cast<int>(*points);
    } else {
      reader.fault("points_per_minute", "is not between 1 and 1000000");
    }
  }
  if (common.base_url) settings.base_url = *common.base_url;
  if (common.webhook_tolerance) settings.webhook_tolerance = *common.webhook_tolerance;
  return settings;
}

}  // namespace

Result<std::shared_ptr<const WherebyPlatform>> make(Settings settings, PlatformEnv env) {
  if (settings.api_key.empty()) return fail(ErrorCode::invalid_argument, "whereby needs an API key");
  while (settings.base_url.ends_with('/')) settings.base_url.pop_back();
  if (!is_http_address(settings.base_url)) {
    return fail(ErrorCode::invalid_argument,
                "whereby's base_url is not an address of the form https://host/v1");
  }
  return std::make_shared<const WherebyPlatform>(std::move(settings), std::move(env));
}

Result<void> add_to(Registry& registry) {
  return registry.add(
      "whereby",
      [](SettingsReader& reader, const PlatformEnv& env) -> Result<std::shared_ptr<const Platform>> {
        auto platform = make(read_settings(reader), env);
        if (!platform) return Failure{platform.error()};
        return std::shared_ptr<const Platform>(*std::move(platform));
      });
}

}  // namespace vplatform::platforms::whereby
