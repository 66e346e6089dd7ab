#include "selection/factory_state.hpp"

#include <utility>

#include "runtime/observe.hpp"
#include "selection/faults.hpp"

namespace vplatform {
namespace {

// For hosts whose platforms send nothing: the mock needs no transport.
class NoTransport final : public HttpTransport {
 public:
  Result<HttpResponse> send(const HttpRequest&, const AttemptOptions&) override {
    return fail(ErrorCode::unavailable, "the factory was given no transport");
  }
};

std::chrono::milliseconds since(std::chrono::steady_clock::time_point start,
                                std::chrono::steady_clock::time_point now) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - start);
}

}  // namespace

PlatformFactory::State::State(Registry registry, std::shared_ptr<HttpTransport> transport,
                              const RuntimeEnv& env, FactoryOptions options)
    : workshop{.registry = std::move(registry),
               .transport = transport != nullptr ? std::move(transport) : std::make_shared<NoTransport>(),
               .env = env.filled(),
               .retry = options.retry,
               .observer = std::move(options.observer)},
      flags(std::move(options.flags)) {}

Result<void> PlatformFactory::State::apply(Result<Config> config) {
  const std::int64_t seen = config ? config->version : version();
  auto applied = config ? swap_in(*config) : Result<void>(Failure{config.error()});
  const std::string_view why = applied ? std::string_view() : std::string_view(applied.error().message);
  detail::observe(workshop.observer.get(), &Observer::config_updated,
                  {.version = seen, .applied = applied.has_value(), .error = why});
  return applied;
}

Result<void> PlatformFactory::State::swap_in(const Config& config) {
  const std::lock_guard one_at_a_time(updating_);
  std::vector<detail::Instance> before;
  {
    const std::lock_guard lock(mutex_);
    before = instances_;
  }
  auto made = detail::make_instances(config, before, workshop);
  if (!made) return Failure{made.error()};
  auto snapshot = std::make_shared<const Snapshot>(config, detail::candidates_of(*made));

  // Open before the snapshot says so, close after it does: what the snapshot chooses is never refused for
  // being behind.
  for (const auto& instance : *made) {
    if (instance.config.state == InstanceState::enabled) instance.set_state(InstanceState::enabled);
  }
  {
    const std::lock_guard lock(mutex_);
    instances_ = *made;
    environment_ = config.environment;
  }
  snapshot_.set(std::move(snapshot));
  for (const auto& instance : *made) instance.set_state(instance.config.state);
  return {};
}

void PlatformFactory::State::announce(const Decision& decision) const noexcept {
  detail::observe(workshop.observer.get(), &Observer::decided, decision);
}

Decision PlatformFactory::State::decide(const RoomContext& room) const {
  const auto& snapshot = snapshot_.read();
  Decision decision = snapshot->select(snapshot, room, flags.get());
  announce(decision);
  return decision;
}

Decision PlatformFactory::State::pin(std::string_view instance) const {
  const auto& snapshot = snapshot_.read();
  Decision decision = snapshot->pin(snapshot, instance);
  announce(decision);
  return decision;
}

Result<Client> PlatformFactory::State::client(std::string_view instance) const {
  const std::lock_guard lock(mutex_);
  if (const auto* found = detail::find_instance(instances_, instance)) return Client(found->runtime);
  std::vector<std::string> names;
  for (const auto& one : instances_) names.push_back(one.config.name);
  return fail(ErrorCode::not_found, "no platform '" + std::string(instance) + "' is configured" +
                                        detail::suggest(instance, names) +
                                        "; there are: " + detail::join(names, ", "));
}

std::vector<Client> PlatformFactory::State::clients() const {
  const std::lock_guard lock(mutex_);
  std::vector<Client> all;
  all.reserve(instances_.size());
  for (const auto& instance : instances_) all.emplace_back(instance.runtime);
  return all;
}

Environment PlatformFactory::State::environment() const {
  const std::lock_guard lock(mutex_);
  return environment_;
}

std::int64_t PlatformFactory::State::version() const {
  const auto& snapshot = snapshot_.read();
  return snapshot == nullptr ? 0 : snapshot->version();
}

Result<PlacedMeeting> PlatformFactory::State::place(const Decision& decision, const MeetingSpec& spec,
                                                    const CallOptions& call) const {
  const auto there = client(decision.platform());
  if (!there) return Failure{there.error()};
  auto made = there->create_meeting(spec, call);
  if (!made) return Failure{std::move(made.error())};
  PlacedMeeting placed;
  static_cast<Meeting&>(placed) = std::move(*made);
  placed.decision = decision;
  return placed;
}

Decision PlatformFactory::State::next_after(const Decision& failed, const Needs& needs) const {
  if (!failed) return {};
  std::size_t next = 0;  // those that were tried are passed over already, and are not taken again
  auto decision = failed.snapshot_->fall_back(failed, needs, next);
  if (!decision) return {};
  announce(*decision);
  return *std::move(decision);
}

Result<PlacedMeeting> PlatformFactory::State::fall_back(const Error& first, const Decision& chosen,
                                                        const Needs& needs, const MeetingSpec& spec,
                                                        const CallOptions& call,
                                                        std::chrono::steady_clock::time_point started) const {
  Decision decision = chosen;
  Error last = first;
  std::size_t next = 0;
  while (last.code == ErrorCode::unavailable && last.effect == Effect::none) {
    CallOptions rest = call;
    if (call.budget) rest.budget = *call.budget - since(started, workshop.env.steady_now());
    if (rest.budget && rest.budget->count() <= 0) break;
    auto other = decision.snapshot_->fall_back(decision, needs, next);
    if (!other) break;
    decision = std::move(*other);
    announce(decision);
    auto placed = place(decision, spec, rest);
    // It may have made a meeting, and trying again there finds it: that is what the host has to know.
    if (placed || placed.error().effect == Effect::unknown) return placed;
    last = std::move(placed.error());
  }
  return Failure{first};
}

bool PlatformFactory::State::is_overtaken(const Decision& decision, const Error& error) const {
  return error.code == ErrorCode::failed_precondition && error.attempts == 0 &&
         decision.snapshot_ != snapshot_.read();
}

}  // namespace vplatform
