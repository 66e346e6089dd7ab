#include "selection/config_read.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "selection/config_document.hpp"
#include "selection/config_members.hpp"
#include "selection/config_traffic.hpp"

namespace vplatform {
namespace {

using detail::Faults;
using detail::Members;
using nlohmann::json;

std::optional<std::int64_t> read_percent(const json& value) {
  if (!value.is_number()) return std::nullopt;
  const double percent = value.get<double>();
  if (!(percent >= 0 && percent <= 100)) return std::nullopt;
  const auto ppm = static_cast<std::int64_t>(std::llround(percent * 10'000));
  // Both are exact, so the division gives the very number that the text gave, or the text had more than four
  // decimals.
  if (static_cast<double>(ppm) / 10'000.0 != percent) return std::nullopt;
  return ppm;
}

Rule read_rule(const json& value, const std::string& path, Faults& faults) {
  Rule rule;
  const Members members(value, path, faults);
  members.allow({"id", "to", "percent", "salt", "when"});
  rule.id = members.required_text("id");
  rule.to = members.required_text("to");
  rule.salt = members.find("salt") == nullptr ? rule.id : members.required_text("salt");
  if (const json* percent = members.find("percent")) {
    rule.ppm = read_percent(*percent);
    if (!rule.ppm) members.fault("percent", "must be a number from 0 to 100 with at most four decimals");
  }
  const json* when = members.find("when");
  if (when == nullptr) return rule;
  if (!when->is_object()) {
    members.fault("when", "must be an object");
    return rule;
  }
  for (const auto& [name, values] : when->items()) {
    auto texts = members.texts_of(values, members.at("when." + name));
    if (values.is_array() && values.empty()) members.fault("when." + name, "must name at least one value");
    rule.when.emplace(name, std::move(texts));
  }
  return rule;
}

void read_rules(const json& value, Config& config, Faults& faults) {
  if (!value.is_array()) return faults.add("rules", "must be a list");
  std::set<std::string> ids;
  for (std::size_t number = 0; number < value.size(); ++number) {
    const std::string path = "rules[" + std::to_string(number) + "]";
    if (!value[number].is_object()) {
      faults.add(path, "must be an object");
      continue;
    }
    auto rule = read_rule(value[number], path, faults);
    if (!rule.id.empty() && !ids.insert(rule.id).second)
      faults.add(path + ".id", "'" + rule.id + "' is there twice");
    config.rules.push_back(std::move(rule));
  }
}

void read_rooms(const json& value, Config& config, Faults& faults) {
  if (!value.is_object()) return faults.add("rooms", "must be an object");
  for (const auto& [room, instance] : value.items()) {
    if (instance.is_string() && !instance.get_ref<const std::string&>().empty()) {
      config.rooms.emplace(room, instance.get<std::string>());
    } else {
      faults.add("rooms." + room, "must be a text that is not empty");
    }
  }
}

void read_state(const Members& members, InstanceConfig& instance) {
  const std::string name = members.text("state");
  if (name.empty()) return;
  const auto state = instance_state_from(name);
  if (state && *state != InstanceState::retired) {
    instance.state = *state;
    return;
  }
  members.fault("state", "'" + name + "' is unknown" +
                             detail::suggest(name, {"enabled", "cordoned", "disabled"}) +
                             "; it is enabled, cordoned or disabled");
}

void read_require(const Members& members, InstanceConfig& instance) {
  for (const std::string& name : members.texts("require")) {
    if (const auto capability = capability_from(name)) {
      instance.require.add(*capability);
      continue;
    }
    std::vector<std::string> names;
    for (std::size_t at = 0; at < capability_count; ++at)
      names.emplace_back(to_string(static_cast<Capability>(at)));
    members.fault("require", "names no capability '" + name + "'" + detail::suggest(name, names));
  }
}

// Without what has been read here: an instance whose state alone changes keeps its runtime.
std::string own_settings(json settings) {
  for (const char* name : {"kind", "state", "require", "traffic"}) settings.erase(name);
  return settings.dump();
}

void read_platforms(const json* value, Config& config, Faults& faults) {
  if (value == nullptr) return faults.add("platforms", "is missing");
  if (!value->is_object() || value->empty())
    return faults.add("platforms", "must be an object with at least one platform");
  for (const auto& [name, settings] : value->items()) {
    if (name.empty()) faults.add("platforms", "must not hold an empty name");
    if (!settings.is_object()) {
      faults.add("platforms." + name, "must be an object");
      continue;
    }
    const Members members(settings, "platforms." + name, faults);
    InstanceConfig instance;
    instance.name = name;
    instance.kind = members.find("kind") == nullptr ? name : members.required_text("kind");
    read_state(members, instance);
    read_require(members, instance);
    detail::read_traffic(members, instance.traffic, faults);
    instance.settings.text = own_settings(settings);
    config.platforms.push_back(std::move(instance));
  }
}

void read_version(const Members& members, Config& config) {
  const json* version = members.find("version");
  if (version == nullptr) return;
  const bool fits =
      version->is_number_integer() &&
      !(version->is_number_unsigned() && version->get<std::uint64_t>() > std::uint64_t{INT64_MAX});
  if (fits) {
    config.version = version->get<std::int64_t>();
  } else {
    members.fault("version", "must be a whole number");
  }
}

Config read_config(const json& document, Faults& faults) {
  Config config;
  const Members members(document, "", faults);
  members.allow({"version", "default", "force", "flag", "rooms", "rules", "fallback", "platforms"});
  read_version(members, config);
  config.default_platform = members.text("default");
  config.force = members.text("force");
  config.flag = members.text("flag");
  config.fallback = members.texts("fallback");
  if (const json* rooms = members.find("rooms")) read_rooms(*rooms, config, faults);
  if (const json* rules = members.find("rules")) read_rules(*rules, config, faults);
  read_platforms(members.find("platforms"), config, faults);
  return config;
}

void report_unread_switch(Config& config) {
  for (const char* name : {"DAILY_MIGRATION_ENABLED", "DAILY_MIGRATION_ROOM_IDS", "DEFAULT_VIDEO_PLATFORM"}) {
    if (detail::variable(config.environment, name).empty()) continue;
    config.ignored.push_back(std::string(name) + " is not read, since there is a configuration file");
  }
}

}  // namespace

Result<Config> Config::from_text(std::string_view text, Environment environment) {
  Faults faults;
  const auto document = detail::read_document(text, faults);
  if (!document) return Failure{document.error()};
  if (!document->is_object())
    return fail(ErrorCode::invalid_argument, "the configuration must be a JSON object");
  Config config = read_config(*document, faults);
  if (!faults.empty()) return faults.failure();
  config.environment = std::move(environment);
  report_unread_switch(config);
  detail::finish(config);
  return config;
}

Result<Config> Config::from_file(const std::string& path, Environment environment) {
  if (environment.file == nullptr) return fail(ErrorCode::not_found, "no file '" + path + "'");
  const auto text = environment.file(path);
  if (!text) {
    const bool missing = text.error().code == ErrorCode::not_found;
    return fail(missing ? ErrorCode::not_found : ErrorCode::invalid_argument,
                "the configuration '" + path + "' " + (missing ? "is not there" : "cannot be read"));
  }
  auto config = from_text(*text, std::move(environment));
  if (!config) config.error().message = path + ": " + config.error().message;
  return config;
}

std::optional<std::vector<std::string>> detail::read_text_list(std::string_view text) {
  const auto list = json::parse(text.begin(), text.end(), nullptr, false);
  if (!list.is_array()) return std::nullopt;
  std::vector<std::string> all;
  for (const auto& one : list) {
    if (!one.is_string()) return std::nullopt;
    all.push_back(one.get<std::string>());
  }
  return all;
}

}  // namespace vplatform
