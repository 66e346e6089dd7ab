#include "selection/instances.hpp"

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

#include "selection/faults.hpp"
#include "vplatform/spi/settings.hpp"

namespace vplatform::detail {
namespace {

struct Made {
  std::shared_ptr<const Platform> platform{};
  std::string fingerprint{};
};

void check(const Config& config, Faults& faults) {
  std::set<std::string_view> names;
  for (const auto& instance : config.platforms) {
    if (instance.name.empty()) faults.add("a platform", "has no name");
    if (!names.insert(instance.name).second) faults.add(instance.name + ":", "is configured twice");
  }
  for (const auto& rule : config.rules) {
    if (rule.ppm && (*rule.ppm < 0 || *rule.ppm > 1'000'000))
      faults.add("rule '" + rule.id + "':", "ppm is not 0 to 1000000");
  }
}

// A maker is somebody else's code: what it throws becomes a fault like any other.
Result<std::shared_ptr<const Platform>> call(const Maker& maker, SettingsReader& reader,
                                             const PlatformEnv& env) {
  try {
    return maker(reader, env);
  } catch (const std::exception&) {
    return fail(ErrorCode::internal, "its maker threw an exception");
  } catch (...) {
    return fail(ErrorCode::internal, "its maker threw something");
  }
}

void check_rates(const InstanceConfig& instance, const PlatformInfo& info, Faults& faults) {
  std::vector<std::string> names;
  for (const auto& rate : info.rates) names.push_back(rate.name);
  for (const auto& rate : instance.traffic.rates) {
    if (std::find(names.begin(), names.end(), rate.name) != names.end()) continue;
    faults.add(instance.name + ":", "traffic.rates." + rate.name + " is unknown" + suggest(rate.name, names) +
                                        (names.empty() ? "; " + info.kind + " has no classes of rates"
                                                       : "; there are: " + join(names, ", ")));
  }
}

Made make_platform(const InstanceConfig& instance, const Config& config, const Workshop& workshop,
                   Faults& faults) {
  const std::string who = instance.name + ":";
  const auto maker = workshop.registry.find(instance.kind);
  if (!maker) {
    faults.add(who, maker.error().message);
    return {};
  }
  SettingsReader reader(instance.name, instance.settings.empty() ? "{}" : instance.settings.text,
                        config.environment, instance.fill_from_environment);
  auto platform = call(*maker, reader,
                       {.instance = instance.name, .now = workshop.env.now, .new_id = workshop.env.new_id});
  const auto wrong = reader.faults();
  for (const auto& fault : wrong) faults.add(fault);
  if (!platform && wrong.empty()) faults.add(who, platform.error().message);
  if (!platform || !wrong.empty()) return {};
  if (*platform == nullptr) {
    faults.add(who, "its maker made nothing");
    return {};
  }
  const auto missing = instance.require.without((*platform)->info().capabilities);
  if (!missing.empty()) faults.add(who, "lacks what 'require' asks for: " + to_string(missing));
  check_rates(instance, (*platform)->info(), faults);
  return {std::move(*platform), instance.kind + '\n' + instance.settings.text + '\n' + reader.fingerprint()};
}

// What has been counted of an instance's traffic outlives its settings.
std::shared_ptr<InstanceRuntime> make_runtime(std::shared_ptr<const Platform> platform,
                                              const TrafficPolicy& traffic, const Instance* before,
                                              const Workshop& workshop) {
  if (before == nullptr) {
    return std::make_shared<InstanceRuntime>(std::move(platform), workshop.transport, workshop.env,
                                             workshop.retry, workshop.observer, traffic);
  }
  return std::make_shared<InstanceRuntime>(std::move(platform), workshop.transport, workshop.env,
                                           workshop.retry, workshop.observer, traffic, *before->runtime);
}

Instance renew(InstanceConfig config, Made made, const Instance* before, const Workshop& workshop) {
  Instance instance{.config = std::move(config), .fingerprint = std::move(made.fingerprint)};
  if (before != nullptr) {
    instance.older = before->older;
    std::erase_if(instance.older, [](const auto& one) { return one.expired(); });
    if (before->fingerprint == instance.fingerprint) {
      instance.runtime = before->runtime;
      instance.runtime->set_traffic(instance.config.traffic);
      return instance;
    }
    instance.older.push_back(before->runtime);
  }
  instance.runtime = make_runtime(std::move(made.platform), instance.config.traffic, before, workshop);
  instance.runtime->set_state(instance.config.state);
  return instance;
}

}  // namespace

void Instance::set_state(InstanceState state) const {
  runtime->set_state(state);
  for (const auto& one : older) {
    if (const auto alive = one.lock()) alive->set_state(state);
  }
}

Result<std::vector<Instance>> make_instances(const Config& config, const std::vector<Instance>& before,
                                             const Workshop& workshop) {
  Faults faults;
  check(config, faults);
  std::vector<Made> made;
  made.reserve(config.platforms.size());
  for (const auto& instance : config.platforms)
    made.push_back(make_platform(instance, config, workshop, faults));
  if (!faults.empty()) return faults.failure();

  std::vector<Instance> all;
  for (std::size_t at = 0; at < made.size(); ++at) {
    const InstanceConfig& instance = config.platforms[at];
    all.push_back(renew(instance, std::move(made[at]), find_instance(before, instance.name), workshop));
  }
  for (const auto& instance : before) {
    if (find_instance(all, instance.config.name) != nullptr) continue;
    all.push_back(instance);
    all.back().config.state = InstanceState::retired;
  }
  return all;
}

std::vector<Candidate> candidates_of(const std::vector<Instance>& instances) {
  std::vector<Candidate> candidates;
  candidates.reserve(instances.size());
  for (const auto& instance : instances) {
    const PlatformInfo& info = instance.runtime->info();
    candidates.push_back({.name = instance.config.name,
                          .state = instance.config.state,
                          .capabilities = info.capabilities,
                          .limits = info.limits});
  }
  return candidates;
}

const Instance* find_instance(const std::vector<Instance>& instances, std::string_view name) noexcept {
  const auto at = std::find_if(instances.begin(), instances.end(),
                               [&](const Instance& one) { return one.config.name == name; });
  return at == instances.end() ? nullptr : &*at;
}

}  // namespace vplatform::detail
