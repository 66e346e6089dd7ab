#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "selection/config_read.hpp"

// The variables of the systems that this library comes from. They are read here alone and become an ordinary
// configuration.

namespace vplatform {
namespace {

constexpr const char* switch_name = "DAILY_MIGRATION_ENABLED";
constexpr const char* rooms_name = "DAILY_MIGRATION_ROOM_IDS";
constexpr const char* default_name = "DEFAULT_VIDEO_PLATFORM";

class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  [[nodiscard]] std::string operator[](const char* name) const {
    return detail::variable(environment_, name);
  }
  [[nodiscard]] bool has(const char* name) const { return !(*this)[name].empty(); }
  [[nodiscard]] bool any_is(std::initializer_list<const char*> names, std::string_view value) const {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return (*this)[name] == value; });
  }

 private:
  const Environment& environment_;
};

std::optional<bool> read_switch(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (text == yes) return true;
  }
  for (const char* no : {"", "false", "0", "no", "off"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

void add_instances(Config& config, const Variables& variables) {
  const auto add = [&](const char* kind) {
    config.platforms.push_back({.name = kind, .kind = kind, .settings = {"{}"}});
  };
  if (variables.has("WHEREBY_API_KEY")) add("whereby");
  if (variables.has("DAILY_API_KEY")) add("daily");
  const bool has_server =
      variables.has("LIVEKIT_URL") || variables.has("LIVEKIT_WS_URL") || variables.has("LIVEKIT_HOST");
  if (variables.has("LIVEKIT_API_KEY") && has_server) add("livekit");
  // The mock takes part only where there is nothing else or somebody asks for it by name: a meeting in memory
  // must not come from a forgotten credential.
  if (config.platforms.empty() ||
      variables.any_is({"VPLATFORM_FORCE", "VPLATFORM_DEFAULT", default_name}, "mock"))
    add("mock");
}

// Whereby, as ever. Where there is only one platform, and it is not Whereby, that one; but who has switched
// the migration off does not get Daily.
std::string platform_before_migration(const Config& config, bool said_off) {
  if (config.platforms.size() != 1) return "whereby";
  const std::string& only = config.platforms.front().name;
  return said_off && only == "daily" ? "whereby" : only;
}

void read_migration(Config& config, const Variables& variables, detail::Faults& faults) {
  const std::string text = variables[switch_name];
  const auto on = read_switch(text);
  if (!on) return faults.add(switch_name, "must be one of true, 1, yes, on, false, 0, no, off");

  config.default_platform = platform_before_migration(config, !text.empty() && !*on);
  if (!*on) {
    for (const char* name : {rooms_name, default_name}) {
      if (!variables.has(name)) continue;
      config.ignored.push_back(std::string(name) + " is not read, since " + switch_name + " is off");
    }
    return;
  }
  if (variables.has(default_name)) config.default_platform = variables[default_name];
  if (!variables.has(rooms_name)) return;
  const auto rooms = detail::read_text_list(variables[rooms_name]);
  if (!rooms) return faults.add(rooms_name, "must be a JSON list of texts");
  for (const auto& room : *rooms) config.rooms.emplace(room, "daily");
}

struct Unread {
  const char* name;
  const char* instead;
};

// What the old systems set and this library takes in another way: said, so that nobody waits for its effect.
constexpr Unread unread[] = {
    {"WHEREBY_STORAGE_AWS_BUCKET_NAME", "a bucket is RecordingSpec::target"},
    {"DAILYCO_STORAGE_AWS_BUCKET_NAME", "a bucket is the setting recordings_bucket"},
    {"LIVEKIT_STORAGE_AWS_BUCKET_NAME", "a bucket is RecordingSpec::target"},
    {"DAILY_RAW_TRACKS_S3_BUCKET", "a bucket is the setting recordings_bucket"},
    {"DAILY_WEBHOOK_URL", "a subscription is made by ensure_webhook"},
    {"DAILY_WEBHOOK_UUID", "a subscription is found by its url"},
    {"LIVEKIT_WEBHOOK_SECRET", "LiveKit signs with an API key, or one of webhook_keys"},
};

void report_unread(Config& config, const Variables& variables) {
  for (const auto& [name, instead] : unread) {
    if (variables.has(name)) config.ignored.push_back(std::string(name) + " is not read: " + instead);
  }
}

}  // namespace

Result<Config> Config::from_environment(Environment environment) {
  Config config;
  config.environment = std::move(environment);
  const Variables variables(config.environment);
  detail::Faults faults;
  add_instances(config, variables);
  read_migration(config, variables, faults);
  if (!faults.empty()) return faults.failure();
  report_unread(config, variables);
  detail::finish(config);
  return config;
}

}  // namespace vplatform
