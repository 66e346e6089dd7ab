#include "vplatform/spi/settings.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform {

namespace {

// Faults never show the URL: it may hold a password.
void check_base_url(SettingsReader& reader, const std::string& text, bool allow_http) {
  const auto url = spi::parse_url(text);
  if (!url) return reader.fault("base_url", "is " + url.error().message);
  if (url->has_user) return reader.fault("base_url", "must not hold a user or a password");
  if (!url->query.empty()) return reader.fault("base_url", "must not hold a query");
  const bool is_plain = url->scheme == "http" || url->scheme == "ws";
  if (is_plain && !allow_http && !spi::is_loopback(url->host)) {
    reader.fault("base_url", "is not encrypted: use https, or set 'allow_http'");
  }
}

}  // namespace

CommonSettings read_common_settings(SettingsReader& reader, std::string_view prefix,
                                    std::string_view base_url_env) {
  const auto filled_by = [prefix](std::string_view suffix) {
    return SettingOptions{.env = prefix.empty() ? "" : std::string(prefix) + "_" + std::string(suffix)};
  };
  CommonSettings common;
  common.allow_http = reader.flag("allow_http", filled_by("ALLOW_HTTP")).value_or(false);
  common.room_ttl =
      reader.duration("room_ttl_seconds", filled_by("ROOM_TTL_SECONDS")).value_or(common.room_ttl);
  common.token_ttl =
      reader.duration("token_ttl_seconds", filled_by("TOKEN_TTL_SECONDS")).value_or(common.token_ttl);
  common.webhook_tolerance = reader.duration("webhook_tolerance", filled_by("WEBHOOK_TOLERANCE"));
  common.base_url = reader.text("base_url", {.env = std::string(base_url_env)});
  if (!common.base_url) return common;
  while (common.base_url->ends_with('/')) common.base_url->pop_back();
  check_base_url(reader, *common.base_url, common.allow_http);
  return common;
}

}  // namespace vplatform
