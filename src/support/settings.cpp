#include "vplatform/spi/settings.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "support/nearest.hpp"
#include "support/settings_state.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform {

namespace {

using detail::SettingsScope;

// What the configuration itself reads of an instance.
constexpr std::array<std::string_view, 3> names_of_the_configuration{"kind", "state", "require"};

bool is_read_elsewhere(const SettingsScope& scope, std::string_view name) {
  const auto& names = names_of_the_configuration;
  return !scope.is_section && std::find(names.begin(), names.end(), name) != names.end();
}

std::string unknown_name(const SettingsScope& scope, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [known, suggested] : scope.known) names.push_back(known);
  if (!scope.is_section)
    names.insert(names.end(), names_of_the_configuration.begin(), names_of_the_configuration.end());
  std::string text = scope.label + ": there is no setting '" + std::string(name) + "'";
  const auto meant = detail::nearest(name, names);
  if (!meant) return text;
  const auto known = scope.known.find(*meant);
  return text + "; did you mean '" + (known == scope.known.end() ? *meant : known->second) + "'?";
}

void collect_faults(const SettingsScope& scope, std::vector<std::string>& faults) {
  faults.insert(faults.end(), scope.faults.begin(), scope.faults.end());
  for (const auto& [name, value] : scope.settings.members()) {
    if (scope.known.contains(name) || is_read_elsewhere(scope, name)) continue;
    faults.push_back(unknown_name(scope, name));
  }
  for (const auto& section : scope.sections) collect_faults(*section, faults);
}

void collect_lookups(const SettingsScope& scope, std::set<std::string>& all) {
  all.insert(scope.looked_up.begin(), scope.looked_up.end());
  for (const auto& section : scope.sections) collect_lookups(*section, all);
}

std::string digest_of(std::string_view text) {
  const auto digest = spi::sha256(text);
  return std::string(spi::as_text(digest));
}

// One length, whatever is in it, so that no two lists of lookups read alike.
std::string lookup(std::string_view what, std::string_view name, const std::optional<std::string>& value) {
  return digest_of(what) + digest_of(name) + (value ? "+" + digest_of(*value) : "-" + digest_of(""));
}

}  // namespace

spi::Json SettingsReader::State::find(std::string_view name) {
  scope->known.try_emplace(std::string(name), name);
  const auto value = scope->settings[name];
  return value.is_null() ? spi::Json() : value;
}

std::optional<std::string> SettingsReader::State::variable(const std::string& name) {
  auto value = environment.variable ? environment.variable(name) : std::nullopt;
  scope->looked_up.push_back(lookup("variable", name, value));
  if (value && value->empty()) return std::nullopt;
  return value;
}

std::optional<std::string> SettingsReader::State::filling(const SettingOptions& options) {
  if (!fill || options.env.empty()) return std::nullopt;
  return variable(options.env);
}

Result<std::string> SettingsReader::State::file(const std::string& path) {
  auto content = environment.file ? environment.file(path) : fail(ErrorCode::not_found, "there are no files");
  scope->looked_up.push_back(lookup("file", path, content ? std::optional(*content) : std::nullopt));
  return content;
}

void SettingsReader::State::missing(std::string_view name, std::string_view how,
                                    const SettingOptions& options) {
  std::string text = "no '" + std::string(name) + "': set " + std::string(how);
  if (fill && !options.env.empty()) text += ", or the variable " + options.env;
  scope->fault(text);
}

SettingsReader::SettingsReader(std::string instance, const std::string& settings, Environment environment,
                               bool fill)
    : state_(std::make_unique<State>()) {
  state_->scope->label = instance;
  state_->instance = std::move(instance);
  state_->environment = std::move(environment);
  state_->fill = fill;
  if (settings.empty()) return;
  const auto parsed = spi::Json::parse(settings);
  if (parsed && parsed->is_object()) {
    state_->scope->settings = *parsed;
  } else {
    state_->scope->fault("the settings must be a JSON object");
  }
}

SettingsReader::SettingsReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SettingsReader::SettingsReader(SettingsReader&&) noexcept = default;
SettingsReader& SettingsReader::operator=(SettingsReader&&) noexcept = default;
SettingsReader::~SettingsReader() = default;

const std::string& SettingsReader::instance() const noexcept {
  return state_->instance;
}

std::vector<SettingsReader> SettingsReader::sections(std::string_view name) {
  std::vector<SettingsReader> readers;
  const auto value = state_->find(name);
  if (!value.is_present()) return readers;
  const auto items = value.items();
  if (!value.is_array() ||
      !std::all_of(items.begin(), items.end(), [](const auto& item) { return item.is_object(); })) {
    state_->scope->fault("'" + std::string(name) + "' must be a list of objects");
    return readers;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto section = std::make_unique<State>();
    section->instance = state_->instance;
    section->environment = state_->environment;
    section->fill = state_->fill;
    section->scope->label = state_->scope->label + ": " + std::string(name) + "[" + std::to_string(i) + "]";
    section->scope->settings = items[i];
    section->scope->is_section = true;
    state_->scope->sections.push_back(section->scope);
    readers.push_back(SettingsReader(std::move(section)));
  }
  return readers;
}

void SettingsReader::fault(std::string_view name, std::string_view what) {
  state_->scope->fault(std::string(name) + " " + std::string(what));
}

std::string SettingsReader::fingerprint() const {
  std::set<std::string> lookups;
  collect_lookups(*state_->scope, lookups);
  std::string all;
  for (const auto& one : lookups) all += one;
  return spi::to_hex(digest_of(all));
}

std::vector<std::string> SettingsReader::faults() const {
  std::vector<std::string> faults;
  collect_faults(*state_->scope, faults);
  return faults;
}

}  // namespace vplatform
