#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "daily_webhook.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::daily {

namespace {

constexpr std::array<std::string_view, 4> recording_kinds{"cloud", "cloud-audio-only", "raw-tracks", "local"};

/// The first that is there of the configuration's own value and the variables, in this order.
std::optional<std::string> first_text(SettingsReader& reader, std::string_view name,
                                      std::initializer_list<const char*> variables) {
  for (const char* variable : variables) {
    if (auto value = reader.text(name, {.env = variable}); value && !value->empty()) return value;
  }
  return std::nullopt;
}

bool is_label(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !text.empty() && text.size() <= 63 && text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string read_domain(SettingsReader& reader) {
  constexpr std::string_view suffix = ".daily.co";
  auto domain = first_text(reader, "domain", {"DAILY_DOMAIN", "DAILY_SUBDOMAIN"});
  if (!domain) return {};
  for (char& c : *domain) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (domain->ends_with(suffix)) domain->resize(domain->size() - suffix.size());
  if (is_label(*domain)) return *domain + std::string(suffix);
  reader.fault("domain", "is neither a subdomain of daily.co nor one with '.daily.co'");
  return {};
}

std::string read_url(SettingsReader& reader, std::string_view name, std::string text, bool allow_http) {
  while (text.ends_with('/')) text.pop_back();
  const auto url = spi::parse_url(text);
  const bool is_web =
      url && (url->scheme == "https" || url->scheme == "http") && url->query.empty() && !url->has_user;
  if (!is_web) {
    reader.fault(name, "is not a web address");
  } else if (url->scheme == "http" && !allow_http && !spi::is_loopback(url->host)) {
    reader.fault(name, "is not https");
  }
  return text;
}

void read_webhooks(SettingsReader& reader, Settings& settings) {
  settings.legacy_signature = reader.flag("legacy_signature").value_or(false);
  settings.webhook_secrets = reader.secrets("webhook_secret", {.env = "DAILY_WEBHOOK_SECRET"});
  settings.webhook_retry = reader.text("webhook_retry").value_or(settings.webhook_retry);
  if (settings.webhook_retry != "circuit-breaker" && settings.webhook_retry != "exponential") {
    reader.fault("webhook_retry", "is neither circuit-breaker nor exponential");
  }
  if (settings.legacy_signature) return;
  for (const Secret& secret : settings.webhook_secrets) {
    if (!is_webhook_secret(secret))
      reader.fault("webhook_secret", "is not base64, which is what Daily takes");
  }
}

std::vector<std::string> read_recording_kinds(SettingsReader& reader) {
  auto kinds = reader.list("recording");
  bool audio_only = reader.flag("recording_audio_only").value_or(false);
  if (kinds.empty()) {
    kinds = reader.list("recording", {.env = "DAILY_ENABLE_RECORDING"});
    audio_only = reader.flag("recording_audio_only", {.env = "DAILY_RECORDING_AUDIO_ONLY"}).value_or(false);
  }
  if (kinds == std::vector<std::string>{"none"}) return {};
  for (std::string& kind : kinds) {
    if (std::find(recording_kinds.begin(), recording_kinds.end(), kind) == recording_kinds.end()) {
      reader.fault("recording",
                   "holds something else than cloud, cloud-audio-only, raw-tracks, local, or none alone");
      return {};
    }
    if (audio_only && kind == "cloud") kind = "cloud-audio-only";
  }
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

void read_recording(SettingsReader& reader, Settings& settings) {
  settings.recording = read_recording_kinds(reader);
  settings.auto_record = reader.flag("auto_record", {.env = "DAILY_START_CLOUD_RECORDING"}).value_or(false);
  if (settings.auto_record && settings.recording.empty()) settings.recording = {"cloud"};

  RecordingsBucket bucket;
  bucket.name = reader.text("recordings_bucket", {.env = "AWS_DAILY_S3_BUCKET"}).value_or("");
  bucket.region = reader.text("recordings_region", {.env = "AWS_DAILY_S3_REGION"}).value_or(bucket.region);
  bucket.role_arn = reader.text("recordings_role_arn", {.env = "AWS_DAILY_ROLE_ARN"}).value_or("");
  if (bucket.name.empty()) return;
  if (!bucket.role_arn.starts_with("arn:")) {
    reader.fault("recordings_role_arn",
                 "is not the ARN of the role that Daily assumes for recordings_bucket");
  }
  settings.recordings_bucket = std::move(bucket);
}

TokenSource read_token_source(SettingsReader& reader) {
  const std::string text = reader.text("tokens").value_or("local");
  if (text == "api") return TokenSource::api;
  if (text != "local") reader.fault("tokens", "is neither local nor api");
  return TokenSource::local;
}

int read_most_participants(SettingsReader& reader, int usual) {
  const auto most = reader.number("max_participants");
  if (!most) return usual;
  if (*most >= 1 && *most <= 100'000) return static_cast<int>(*most);
  reader.fault("max_participants", "is not between 1 and 100000");
  return usual;
}

}  // namespace

Settings read_settings(SettingsReader& reader) {
  Settings settings;
  const CommonSettings common = read_common_settings(reader, "DAILY", "DAILY_API_BASE_URL");
  settings.allow_http = common.allow_http;
  settings.room_ttl = common.room_ttl;
  settings.token_ttl = common.token_ttl;
  settings.webhook_tolerance = common.webhook_tolerance.value_or(settings.webhook_tolerance);

  if (common.base_url) {
    settings.base_url = *common.base_url;
  } else if (const auto url = first_text(reader, "base_url", {"DAILY_API_URL"})) {
    settings.base_url = read_url(reader, "base_url", *url, common.allow_http);
  }

  settings.api_key = reader.secret("api_key", {.env = "DAILY_API_KEY", .required = true}).value_or(Secret{});
  settings.domain = read_domain(reader);
  settings.domain_id = reader.text("domain_id").value_or("");
  if (const auto url = first_text(reader, "room_base_url", {"DAILY_ROOM_BASE_URL"})) {
    settings.room_base_url = read_url(reader, "room_base_url", *url, common.allow_http);
  }
  settings.max_participants = read_most_participants(reader, settings.max_participants);
  settings.tokens = read_token_source(reader);
  read_webhooks(reader, settings);
  read_recording(reader, settings);
  return settings;
}

}  // namespace vplatform::platforms::daily
