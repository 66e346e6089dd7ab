#include <algorithm>
#include <utility>

#include "support/settings_state.hpp"

namespace vplatform {

namespace {

// Somebody may have put the secret itself where the name of its variable belongs; that must not end up in a
// log.
bool looks_like_a_variable(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  return name.size() <= 64 && name.find('_') != std::string_view::npos &&
         std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

std::vector<std::string> SettingsReader::State::names_in(const std::string& setting, bool many) {
  const auto value = find(setting);
  std::vector<std::string> names;
  if (!value.is_present()) return names;
  const auto items = many && value.is_array() ? value.items() : std::vector{value};
  for (const auto& item : items) {
    const auto name = item.text();
    if (!name || name->empty()) {
      scope->fault("'" + setting + "' must be a text" + (many ? " or a list of texts" : "") +
                   " that is not empty");
      return {};
    }
    names.emplace_back(*name);
  }
  return names;
}

std::optional<Secret> SettingsReader::State::from_variable(const std::string& setting,
                                                           const std::string& name) {
  if (auto value = variable(name)) return Secret(std::move(*value));
  const std::string which = looks_like_a_variable(name) ? name + " named by '" : "named by '";
  scope->fault("the variable " + which + setting + "' is not set, or empty");
  return std::nullopt;
}

std::optional<Secret> SettingsReader::State::from_file(const std::string& setting, const std::string& path) {
  auto content = file(path);
  if (!content) {
    scope->fault("the file that '" + setting + "' names cannot be read");
    return std::nullopt;
  }
  // Editors and `echo` end a file with one.
  if (content->ends_with('\n')) content->pop_back();
  if (content->ends_with('\r')) content->pop_back();
  if (!content->empty()) return Secret(std::move(*content));
  scope->fault("the file that '" + setting + "' names is empty");
  return std::nullopt;
}

std::vector<Secret> SettingsReader::State::secrets(std::string_view name, const SettingOptions& options,
                                                   bool many) {
  const std::string plain(name);
  const std::string by_env = plain + "_env";
  const std::string by_file = plain + "_file";
  const std::string either = "'" + by_env + "' or '" + by_file + "'";
  const std::size_t faults_before = scope->faults.size();
  scope->known.insert_or_assign(plain, by_env);
  if (find(plain).is_present()) {
    scope->fault("'" + plain + "' must not be in the configuration itself; use " + either);
  }
  const auto variables = names_in(by_env, many);
  const auto paths = names_in(by_file, many);
  if (!many && !variables.empty() && !paths.empty()) {
    scope->fault("there are both '" + by_env + "' and '" + by_file + "'; one of them is enough");
  }

  std::vector<Secret> found;
  const auto add = [&found](std::optional<Secret> secret) {
    if (secret) found.push_back(std::move(*secret));
  };
  for (const auto& variable_name : variables) add(from_variable(by_env, variable_name));
  for (const auto& path : paths) add(from_file(by_file, path));
  if (!found.empty() || scope->faults.size() > faults_before) return found;
  if (auto value = filling(options)) {
    add(Secret(std::move(*value)));
  } else if (options.required) {
    missing(name, either, options);
  }
  return found;
}

std::optional<Secret> SettingsReader::secret(std::string_view name, const SettingOptions& options) {
  auto found = state_->secrets(name, options, false);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Secret> SettingsReader::secrets(std::string_view name, const SettingOptions& options) {
  return state_->secrets(name, options, true);
}

}  // namespace vplatform
