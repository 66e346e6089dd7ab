#include "settings.hpp"

#include <utility>

#include "web/variables.hpp"

namespace reflector {

using namespace std::chrono_literals;

vplatform::Result<Settings> read_settings(const vplatform::Environment& environment) {
  web::Variables variables(environment);
  Settings settings;
  settings.address = {.host = variables.text("HOST", "127.0.0.1"),
                      .port = variables.number("PORT", 1250, 0, 65535)};
  settings.users_file = variables.required("USERS_FILE", "a JSON file with users, see README");
  settings.store = variables.text("VPLATFORM_STORE", "sqlite:reflector.db");
  settings.folder = variables.text("DATA_DIR", "reflector-data");
  settings.meeting_length = variables.seconds("MEETING_LENGTH_SECONDS", 8h);
  settings.recording_hosts = variables.list("RECORDING_HOSTS");
  if (settings.recording_hosts.empty())
    settings.recording_hosts = {"*.whereby.com", "*.daily.co", "*.amazonaws.com"};
  settings.recordings_are_near = variables.flag("RECORDING_PRIVATE_NETWORK", false);
  settings.recording_ca_file = variables.text("RECORDING_CA_FILE");
  settings.migrates = variables.flag("DAILY_MIGRATION_ENABLED", false);
  std::string base = variables.text("PUBLIC_URL");
  while (base.ends_with('/')) base.pop_back();
  if (!base.empty()) settings.webhook_url = base + "/v1/{instance}/webhook";
  (void)variables.required("WHEREBY_API_KEY", "the platform that rooms are on unless they have moved");
  if (settings.migrates)
    (void)variables.required("DAILY_API_KEY", "DAILY_MIGRATION_ENABLED moves rooms there");
  if (auto fine = variables.check(); !fine) return vplatform::Failure{std::move(fine.error())};

  auto platforms = vplatform::Config::from_environment(environment);
  if (!platforms) return vplatform::Failure{std::move(platforms.error())};
  settings.platforms = *std::move(platforms);
  return settings;
}

}  // namespace reflector
