#include "platforms.hpp"

#include <algorithm>

#include "choices_file.hpp"

namespace meeting_server {

using vplatform::Config;
using vplatform::ErrorCode;
using vplatform::Failure;
using vplatform::InstanceState;
using vplatform::Result;

namespace {

/// Whether an account of a provider is in the environment.
bool has_account(const vplatform::Environment& environment) {
  const auto is_set = [&](const char* name) { return !environment.variable(name).value_or("").empty(); };
  return is_set("DAILY_API_KEY") || is_set("WHEREBY_API_KEY") || is_set("LIVEKIT_API_KEY");
}

}  // namespace

Platforms::Platforms(const Settings& settings, const vplatform::Environment& environment)
    : config_path_(settings.config), choices_path_(settings.choices), environment_(environment) {}

Result<std::unique_ptr<Platforms>> Platforms::open(const Settings& settings,
                                                   const vplatform::Environment& environment,
                                                   std::shared_ptr<vplatform::Observer> observer) {
  std::unique_ptr<Platforms> platforms(new Platforms(settings, environment));
  vplatform::Registry registry;
  if (settings.config.empty() && !has_account(environment)) {
    auto emulated = EmulatedRooms::start();
    if (!emulated) return Failure{emulated.error()};
    platforms->emulated_ = std::move(*emulated);
    if (auto added = platforms->emulated_->add_to(registry); !added) return Failure{added.error()};
  }
  add_builtin_platforms(registry);
  if (!platforms->choices_path_.empty()) {
    auto choices = read_choices(platforms->choices_path_);
    if (!choices) return Failure{choices.error()};
    platforms->choices_ = std::move(*choices);
  }
  auto factory = vplatform::PlatformFactory::open(std::move(registry), platforms->config(platforms->choices_),
                                                  vplatform::make_curl_transport(), {},
                                                  {.observer = std::move(observer)});
  if (!factory) return Failure{factory.error()};
  platforms->factory_ = std::make_shared<vplatform::PlatformFactory>(*std::move(factory));
  return platforms;
}

Result<Config> Platforms::config(const Choices& choices) const {
  auto config = emulated_              ? emulated_->config()
                : config_path_.empty() ? Config::from_environment(environment_)
                                       : Config::from_file(config_path_, environment_);
  if (!config) return config;
  config->version += choices.changes;
  // A choice for an instance that has been taken out of the configuration waits until it is back.
  for (const auto& [room, instance] : choices.rooms) {
    const auto is_it = [&name = instance](const auto& platform) { return platform.name == name; };
    if (std::any_of(config->platforms.begin(), config->platforms.end(), is_it))
      config->rooms[room] = instance;
  }
  for (auto& platform : config->platforms) {
    if (const auto chosen = choices.states.find(platform.name); chosen != choices.states.end()) {
      platform.state = chosen->second;
    }
  }
  return config;
}

Choices Platforms::choices() const {
  const std::scoped_lock lock(mutex_);
  return choices_;
}

Result<void> Platforms::reload() {
  const std::scoped_lock lock(mutex_);
  return factory_->update(config(choices_));
}

/// The factory first: what it refuses is not written down. Called with the lock held.
Result<void> Platforms::apply(const Choices& choices) {
  if (auto updated = factory_->update(config(choices)); !updated) return updated;
  if (!choices_path_.empty()) {
    if (auto written = write_choices(choices_path_, choices); !written) {
      (void)factory_->update(config(choices_));
      return written;
    }
  }
  choices_ = choices;
  return {};
}

Result<void> Platforms::move_room(const std::string& room, const std::string& instance) {
  const std::scoped_lock lock(mutex_);
  Choices choices = choices_;
  if (instance.empty()) {
    choices.rooms.erase(room);
  } else {
    if (const auto known = factory_->client(instance); !known) return Failure{known.error()};
    choices.rooms.insert_or_assign(room, instance);
  }
  ++choices.changes;
  return apply(choices);
}

Result<void> Platforms::set_state(const std::string& instance, InstanceState state) {
  const std::scoped_lock lock(mutex_);
  if (const auto known = factory_->client(instance); !known) return Failure{known.error()};
  Choices choices = choices_;
  choices.states.insert_or_assign(instance, state);
  ++choices.changes;
  return apply(choices);
}

}  // namespace meeting_server
