#include "settings.hpp"

#include <utility>
#include <vplatform/spi/url.hpp>

#include "web/answers.hpp"
#include "web/variables.hpp"

namespace campus {
namespace {

using vplatform::RecordingKind;
using web::Variables;
using namespace std::chrono_literals;

constexpr const char* webhook_path = "/api/v1/integrations/daily/webhook";

struct Bucket {
  std::string name{};
  std::string region{};
  std::string role_arn{};
};

std::optional<RecordingKind> read_kind(Variables& variables) {
  const std::string kind = variables.text("DAILY_ENABLE_RECORDING", "cloud");
  const bool audio_only = variables.flag("DAILY_RECORDING_AUDIO_ONLY", false);
  if (kind == "cloud") return audio_only ? RecordingKind::audio_only : RecordingKind::composed;
  if (kind == "raw-tracks") return RecordingKind::per_track;
  if (kind != "none") variables.fault("DAILY_ENABLE_RECORDING is none of cloud, raw-tracks, none");
  return std::nullopt;
}

std::string host_of(const std::string& url) {
  const auto parts = vplatform::spi::parse_url(url);
  return parts ? std::string(parts->host) : std::string();
}

/// Daily writes into the bucket by a role that it assumes; the keys are ours, for reading it.
Bucket read_bucket(Variables& variables, Settings& settings) {
  Bucket bucket{.name = variables.text("DAILY_RAW_TRACKS_S3_BUCKET"),
                .region = variables.text("DAILY_RAW_TRACKS_S3_REGION", "us-west-2"),
                .role_arn = variables.text("AWS_DAILY_ROLE_ARN")};
  if (bucket.name.empty()) return bucket;
  if (bucket.role_arn.empty())
    variables.fault("AWS_DAILY_ROLE_ARN is missing: Daily puts tracks into a bucket by a role, not by keys");
  if (!variables.text("DAILY_RAW_TRACKS_S3_PREFIX").empty())
    settings.remarks.emplace_back("DAILY_RAW_TRACKS_S3_PREFIX is not read: Daily names the objects itself");
  vplatform::S3Keys keys{.bucket = bucket.name,
                         .region = bucket.region,
                         .endpoint = variables.text("DAILY_RAW_TRACKS_S3_ENDPOINT"),
                         .access_key_id = variables.secret("DAILY_RAW_TRACKS_S3_ACCESS_KEY_ID"),
                         .secret_access_key = variables.secret("DAILY_RAW_TRACKS_S3_SECRET_ACCESS_KEY")};
  if (keys.access_key_id.empty() || keys.secret_access_key.empty()) {
    settings.remarks.emplace_back(
        "without DAILY_RAW_TRACKS_S3_ACCESS_KEY_ID and …_SECRET_ACCESS_KEY tracks stay in the bucket");
    return bucket;
  }
  settings.bucket_is_private = keys.endpoint.starts_with("http://");
  const std::string amazon = "s3." + bucket.region + ".amazonaws.com";
  settings.recording_hosts.push_back(keys.endpoint.empty() ? amazon : host_of(keys.endpoint));
  if (keys.endpoint.empty()) settings.recording_hosts.push_back(bucket.name + "." + amazon);
  settings.buckets.push_back(std::move(keys));
  return bucket;
}

void read_recording(Variables& variables, Settings& settings, web::Json& daily) {
  // Daily starts by itself for `cloud` alone, and then under a name that is not ours. So this server starts.
  daily["auto_record"] = false;
  settings.records_at_once = variables.flag("DAILY_START_CLOUD_RECORDING", false);
  settings.recording_hosts = variables.list("SYNC_RECORDING_HOSTS");
  const Bucket bucket = read_bucket(variables, settings);
  const auto kind = read_kind(variables);
  if (!kind) return void(daily["recording"] = "none");
  if (kind == RecordingKind::per_track && bucket.name.empty())
    variables.fault("DAILY_RAW_TRACKS_S3_BUCKET is missing: Daily keeps no raw tracks itself");
  daily["recording"] = kind == RecordingKind::composed     ? "cloud"
                       : kind == RecordingKind::audio_only ? "cloud-audio-only"
                                                           : "raw-tracks";
  settings.recording = {.kind = *kind};
  if (bucket.name.empty()) return;
  daily["recordings_bucket"] = bucket.name;
  daily["recordings_region"] = bucket.region;
  daily["recordings_role_arn"] = bucket.role_arn;
  settings.recording->target =
      vplatform::S3Role{.bucket = bucket.name, .region = bucket.region, .role_arn = bucket.role_arn};
}

/// Daily has to reach it; what is only here is not registered, unless somebody names it on purpose.
std::string read_webhook_url(Variables& variables, Settings& settings) {
  if (auto url = variables.text("DAILY_WEBHOOK_URL"); !url.empty()) return url;
  std::string base = variables.text("BACKEND_PUBLIC_URL");
  while (base.ends_with('/')) base.pop_back();
  if (base.starts_with("https://") && !vplatform::spi::is_loopback(host_of(base))) return base + webhook_path;
  settings.remarks.emplace_back(
      "no webhook is registered: BACKEND_PUBLIC_URL is no https address that Daily reaches");
  return {};
}

}  // namespace

vplatform::Result<Settings> read_settings(const vplatform::Environment& environment) {
  Variables variables(environment);
  Settings settings;
  settings.address = {.host = variables.text("HOST", "127.0.0.1"),
                      .port = variables.number("PORT", 8000, 0, 65535)};
  settings.members_file =
      variables.required("MEMBERS_FILE", "a JSON file with users and projects, see README");
  settings.store = variables.text("VPLATFORM_STORE", "sqlite:campus.db");
  settings.folder = variables.text("DATA_DIR", "campus-data");
  settings.has_sync_space = variables.flag("PROJECT_MEETINGS_ENABLED", true);
  settings.room_prefix = variables.text("SYNC_ROOM_PREFIX", "sync");
  settings.room_ttl = variables.seconds("DAILY_ROOM_TTL_SECONDS", 6h);
  settings.token_ttl = variables.seconds("DAILY_TOKEN_TTL_SECONDS", 1h);
  settings.callback_token = variables.secret("SYNC_CALLBACK_TOKEN");
  settings.largest_upload =
      static_cast<std::size_t>(variables.number("SYNC_LARGEST_UPLOAD_MB", 2048, 1, 1 << 20)) << 20U;
  settings.webhook_url = read_webhook_url(variables, settings);
  (void)variables.required("DAILY_API_KEY", "from Daily's dashboard, under Developers");
  if (variables.text("DAILY_WEBHOOK_SECRET").empty())
    settings.remarks.emplace_back("without DAILY_WEBHOOK_SECRET, base64, every webhook is refused with 503");
  web::Json daily = web::Json::object();
  read_recording(variables, settings, daily);
  if (auto fine = variables.check(); !fine) return vplatform::Failure{std::move(fine.error())};

  const web::Json config{{"default", "daily"}, {"platforms", {{"daily", std::move(daily)}}}};
  auto platforms = vplatform::Config::from_text(config.dump(), environment);
  if (!platforms) return vplatform::Failure{std::move(platforms.error())};
  settings.platforms = *std::move(platforms);
  return settings;
}

}  // namespace campus
