#include "cli/checkup.hpp"

#include <map>
#include <memory>
#include <set>

#include "vplatform/runtime_env.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {
namespace {

// The name of a variable or file, and whether it holds something.
using LookUps = std::map<std::string, bool>;

// The same environment, taking notes.
Environment noting(const Environment& environment, const std::shared_ptr<LookUps>& notes) {
  Environment noted;
  noted.variable = [variable = environment.variable, notes](const std::string& name) {
    auto value = variable ? variable(name) : std::nullopt;
    (*notes)[name] = value && !value->empty();
    return value;
  };
  noted.file = [file = environment.file, notes](const std::string& path) -> Result<std::string> {
    if (!file) return fail(ErrorCode::not_found, "there are no files");
    auto content = file(path);
    (*notes)[path] = content.has_value();
    return content;
  };
  return noted;
}

bool refers_to_secret(const std::string& setting) {
  return setting.ends_with("_env") || setting.ends_with("_file");
}

// Every variable and file that settings name as the place of a secret, in sections too.
void collect_secrets(const spi::Json& settings, std::set<std::string>& names) {
  for (const auto& item : settings.items()) collect_secrets(item, names);
  for (const auto& [setting, value] : settings.members()) {
    if (!refers_to_secret(setting)) {
      collect_secrets(value, names);
      continue;
    }
    if (const auto name = value.text()) names.emplace(*name);
    for (const auto& one : value.items()) names.insert(one.text_or(""));
  }
}

// Variables that fill in for settings which were left out say by their name what they hold.
bool is_named_like_a_secret(const std::string& variable) {
  return variable.find("KEY") != std::string::npos || variable.find("SECRET") != std::string::npos;
}

void sort_out(const LookUps& notes, const std::set<std::string>& secrets, Checkup& checkup) {
  for (const auto& [name, present] : notes) {
    if (secrets.contains(name) || is_named_like_a_secret(name)) {
      checkup.secrets.push_back({name, present});
    } else if (present) {
      checkup.variables.push_back(name);
    }
  }
}

}  // namespace

Checkup check_settings(const Registry& registry, const Config& config, const InstanceConfig& instance) {
  Checkup checkup{.name = instance.name, .kind = instance.kind, .state = instance.state};
  std::set<std::string> secrets;
  if (const auto settings = spi::Json::parse(instance.settings.text)) {
    for (const auto& [name, value] : settings->members()) checkup.settings.push_back(name);
    collect_secrets(*settings, secrets);
  }
  const auto maker = registry.find(instance.kind);
  if (!maker) {
    checkup.faults.push_back(maker.error().message);
    return checkup;
  }
  const auto notes = std::make_shared<LookUps>();
  SettingsReader reader(instance.name, instance.settings.text, noting(config.environment, notes),
                        instance.fill_from_environment);
  const RuntimeEnv env = RuntimeEnv{}.filled();
  const auto platform = (*maker)(reader, {.instance = instance.name, .now = env.now, .new_id = env.new_id});
  checkup.faults = reader.faults();
  if (!platform && checkup.faults.empty()) checkup.faults.push_back(platform.error().message);
  sort_out(*notes, secrets, checkup);
  return checkup;
}

}  // namespace vplatform::cli
