#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "vplatform/platforms/livekit.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::livekit {

namespace {

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

// The first of these variables that is set; the seeds' order, in which an internal address wins over the
// public one.
std::optional<std::string> url_from_environment(SettingsReader& reader) {
  for (const char* variable : {"LIVEKIT_URL", "LIVEKIT_WS_URL", "LIVEKIT_HOST"}) {
    if (auto url = reader.text("url", {.env = variable})) return url;
  }
  return std::nullopt;
}

std::string read_url(SettingsReader& reader, const std::optional<std::string>& base_url) {
  const auto given = reader.text("url");
  if (given && base_url && without_slash(*given) != without_slash(*base_url))
    reader.fault("url", "and base_url mean the same, and differ");
  if (given) return without_slash(*given);
  if (base_url) return without_slash(*base_url);
  if (const auto url = url_from_environment(reader)) return without_slash(*url);
  (void)reader.text("url", {.env = "LIVEKIT_URL", .required = true});
  return {};
}

// Where the server is reached from inside at another address, LIVEKIT_HOST is the public one.
std::string read_public_url(SettingsReader& reader) {
  for (const char* variable : {"LIVEKIT_PUBLIC_URL", "LIVEKIT_HOST"}) {
    if (const auto url = reader.text("public_url", {.env = variable})) return without_slash(*url);
  }
  return {};
}

void check_url(SettingsReader& reader, std::string_view name, const std::string& text, bool allow_http) {
  if (text.empty()) return;
  const auto url = spi::parse_url(text);
  if (!url) return reader.fault(name, "is not an http, https, ws or wss address");
  if (url->has_user || !url->query.empty())
    return reader.fault(name, "holds more than scheme, host, port and path");
  const bool plain = url->scheme == "http" || url->scheme == "ws";
  if (plain && !allow_http && !spi::is_loopback(url->host))
    reader.fault(name, "is not encrypted; use https, or set allow_http where the network is trusted");
}

std::vector<spi::TokenKey> read_webhook_keys(SettingsReader& reader) {
  std::vector<spi::TokenKey> keys;
  for (auto& section : reader.sections("webhook_keys")) {
    const auto key = section.secret("key", {.required = true});
    const auto secret = section.secret("secret", {.required = true});
    if (key && secret) keys.push_back({.issuer = key->reveal(), .secret = *secret});
  }
  const auto key = reader.secret("webhook_api_key", {.env = "LIVEKIT_WEBHOOK_API_KEY"});
  const auto secret = reader.secret("webhook_api_secret", {.env = "LIVEKIT_WEBHOOK_API_SECRET"});
  if (key.has_value() != secret.has_value())
    reader.fault("webhook_api_key", "and webhook_api_secret are given together");
  if (keys.empty() && key && secret) keys.push_back({.issuer = key->reveal(), .secret = *secret});
  return keys;
}

Settings read_settings(SettingsReader& reader) {
  const auto common = read_common_settings(reader, "LIVEKIT", "");
  Settings settings{
      .allow_http = common.allow_http, .room_ttl = common.room_ttl, .token_ttl = common.token_ttl};
  settings.url = read_url(reader, common.base_url);
  settings.public_url = read_public_url(reader);
  if (!common.base_url) check_url(reader, "url", settings.url, settings.allow_http);
  check_url(reader, "public_url", settings.public_url, settings.allow_http);
  if (const auto key = reader.secret("api_key", {.env = "LIVEKIT_API_KEY", .required = true}))
    settings.api_key = key->reveal();
  if (auto secret = reader.secret("api_secret", {.env = "LIVEKIT_API_SECRET", .required = true}))
    settings.api_secret = *std::move(secret);
  settings.webhook_keys = read_webhook_keys(reader);
  settings.auto_create = reader.flag("auto_create").value_or(true);
  settings.webhook_tolerance = common.webhook_tolerance.value_or(settings.webhook_tolerance);
  return settings;
}

}  // namespace

Result<std::shared_ptr<const LiveKitPlatform>> make(Settings settings, PlatformEnv env) {
  settings.url = without_slash(std::move(settings.url));
  settings.public_url = without_slash(std::move(settings.public_url));
  if (!spi::parse_url(settings.url))
    return fail(ErrorCode::invalid_argument, "livekit: url is not an address");
  if (!settings.public_url.empty() && !spi::parse_url(settings.public_url))
    return fail(ErrorCode::invalid_argument, "livekit: public_url is not an address");
  // Whoever knows that a secret is empty can sign with it.
  if (settings.api_key.empty() || settings.api_secret.empty())
    return fail(ErrorCode::invalid_argument, "livekit: api_key and api_secret must not be empty");
  return std::make_shared<const LiveKitPlatform>(std::move(settings), std::move(env));
}

Result<void> add_to(Registry& registry) {
  return registry.add(
      "livekit",
      [](SettingsReader& reader, const PlatformEnv& env) -> Result<std::shared_ptr<const Platform>> {
        auto platform = make(read_settings(reader), env);
        if (!platform) return Failure{platform.error()};
        return std::shared_ptr<const Platform>(*std::move(platform));
      });
}

}  // namespace vplatform::platforms::livekit
