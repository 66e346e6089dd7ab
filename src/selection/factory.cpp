#include "vplatform/factory.hpp"

#include <algorithm>
#include <utility>

#include "selection/factory_state.hpp"

namespace vplatform {
namespace {

// An update may come between the choice and the call; one that comes each time is not waited out.
constexpr int most_choices = 3;

RoomContext with_needs_of(RoomContext room, const MeetingSpec& spec) {
  room.needs.capabilities = room.needs.capabilities | needs_of(spec);
  room.needs.people = std::max(room.needs.people, spec.max_participants.value_or(0));
  return room;
}

}  // namespace

PlatformFactory::PlatformFactory(std::unique_ptr<State> state) : state_(std::move(state)) {}
PlatformFactory::PlatformFactory(PlatformFactory&&) noexcept = default;
PlatformFactory& PlatformFactory::operator=(PlatformFactory&&) noexcept = default;
PlatformFactory::~PlatformFactory() = default;

Result<PlatformFactory> PlatformFactory::open(Registry registry, Result<Config> config,
                                              std::shared_ptr<HttpTransport> transport, RuntimeEnv env,
                                              FactoryOptions options) {
  auto state = std::make_unique<State>(std::move(registry), std::move(transport), env, std::move(options));
  if (auto applied = state->apply(std::move(config)); !applied) return Failure{std::move(applied.error())};
  return PlatformFactory(std::move(state));
}

Decision PlatformFactory::select(const RoomContext& room) const {
  return state_->decide(room);
}

Decision PlatformFactory::select(const RoomContext&, const MeetingRef& existing) const {
  return state_->pin(existing.platform);
}

Decision PlatformFactory::fall_back(const RoomContext& room, const Decision& failed) const {
  return state_->next_after(failed, room.needs);
}

Result<PlacedMeeting> PlatformFactory::create_meeting(const RoomContext& room, const MeetingSpec& spec,
                                                      const PlaceOptions& options) const {
  if (!options.on.empty()) return state_->place(state_->pin(options.on), spec, options.call);
  const RoomContext wanted = with_needs_of(room, spec);
  const auto started = state_->workshop.env.steady_now();
  for (int choice = 1;; ++choice) {
    const Decision decision = state_->decide(wanted);
    if (!decision) return Failure{decision.error()};
    auto placed = state_->place(decision, spec, options.call);
    if (placed) return placed;
    if (choice < most_choices && state_->is_overtaken(decision, placed.error())) continue;
    return state_->fall_back(placed.error(), decision, wanted.needs, spec, options.call, started);
  }
}

Result<Client> PlatformFactory::client(std::string_view instance) const {
  return state_->client(instance);
}

Result<Client> PlatformFactory::client_for(const MeetingRef& ref) const {
  return state_->client(ref.platform);
}

std::vector<Client> PlatformFactory::clients() const {
  return state_->clients();
}

Result<void> PlatformFactory::update(Result<Config> config) {
  return state_->apply(std::move(config));
}

Result<void> PlatformFactory::update_from_file(const std::string& path) {
  return update(Config::from_file(path, state_->environment()));
}

std::int64_t PlatformFactory::config_version() const {
  return state_->version();
}

}  // namespace vplatform
