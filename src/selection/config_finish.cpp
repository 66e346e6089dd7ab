#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "selection/config_read.hpp"

namespace vplatform::detail {
namespace {

std::vector<std::string> names_of(const Config& config) {
  std::vector<std::string> names;
  for (const auto& instance : config.platforms) names.push_back(instance.name);
  return names;
}

// A name that nobody has configured is passed over when a room comes, so that a rule may be there before its
// platform. It is more often a slip, though, so it is reported.
class Report {
 public:
  explicit Report(Config& config) : config_(config), names_(names_of(config)) {}

  void check(const std::string& where, const std::string& instance) {
    if (!is_unknown(instance)) return;
    config_.ignored.push_back(where + ": '" + instance + "' is not configured" + suggest(instance, names_));
  }

  void check_rooms() {
    struct Unknown {
      std::size_t rooms = 0;
      std::string one_of_them{};
    };
    std::map<std::string, Unknown> unknown;
    for (const auto& [room, instance] : config_.rooms) {
      if (!is_unknown(instance)) continue;
      Unknown& entry = unknown[instance];
      if (entry.rooms++ == 0) entry.one_of_them = room;
    }
    for (const auto& [instance, entry] : unknown) {
      std::string where = "rooms." + entry.one_of_them;
      if (entry.rooms > 1) where += " and " + std::to_string(entry.rooms - 1) + " more";
      check(where, instance);
    }
  }

 private:
  [[nodiscard]] bool is_unknown(const std::string& instance) const {
    return !instance.empty() && std::find(names_.begin(), names_.end(), instance) == names_.end();
  }

  Config& config_;
  std::vector<std::string> names_;
};

}  // namespace

std::string variable(const Environment& environment, const std::string& name) {
  if (environment.variable == nullptr) return {};
  return environment.variable(name).value_or(std::string());
}

void finish(Config& config) {
  std::map<std::string, int> of_kind;
  for (const auto& instance : config.platforms) ++of_kind[instance.kind];
  for (auto& instance : config.platforms) {
    // A second account must not get the first one's key.
    instance.fill_from_environment = instance.name == instance.kind || of_kind[instance.kind] == 1;
  }

  std::string where_force = "force";
  std::string where_default = "default";
  if (auto force = variable(config.environment, "VPLATFORM_FORCE"); !force.empty()) {
    config.force = std::move(force);
    where_force = "VPLATFORM_FORCE";
  }
  if (auto chosen = variable(config.environment, "VPLATFORM_DEFAULT"); !chosen.empty()) {
    config.default_platform = std::move(chosen);
    where_default = "VPLATFORM_DEFAULT";
  }

  Report report(config);
  report.check(where_force, config.force);
  report.check_rooms();
  for (std::size_t number = 0; number < config.rules.size(); ++number) {
    report.check("rules[" + std::to_string(number) + "].to", config.rules[number].to);
  }
  report.check(where_default, config.default_platform);
  for (const auto& instance : config.fallback) report.check("fallback", instance);
}

}  // namespace vplatform::detail
