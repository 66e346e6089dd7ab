#include "testing/conformance/context.hpp"

#include "vplatform/instance_runtime.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::testing::conformance {

namespace {

// The suite breaks things on purpose, over and over: what holds traffic in bounds would only hide what it
// looks for.
TrafficPolicy unbounded(const PlatformInfo& info) {
  TrafficPolicy policy{.retries = {.reserve = 0}, .breaker = {.failures = 0}};
  for (const auto& rate : info.rates) policy.rates.push_back({.name = rate.name, .amount = 0});
  return policy;
}

}  // namespace

Context::Context(const ConformanceTarget& target, WebhookKeys keys) : target_(target) {
  if (target.emulator) emulator_ = target.emulator();
  env_ = emulator_ ? clock_.env() : RuntimeEnv{}.filled();
  wire_ = std::make_shared<Wire>(
      [this](const HttpRequest& request, const AttemptOptions& attempt) -> Result<HttpResponse> {
        if (emulator_) return emulator_->handle(request, env_.now());
        return target_.transport->send(request, attempt);
      });
  platform_ = with_keys(keys);
  // On a live account the waits are real, and most failures are of our own making.
  RetryPolicy retry;
  if (!emulator_) retry.first_delay = std::chrono::milliseconds{5};
  client_.emplace(std::make_shared<InstanceRuntime>(platform_, wire_, env_, retry, nullptr,
                                                    unbounded(platform_->info())));
}

std::vector<MeetingRef> Context::clean_up() {
  if (emulator_ || !sends_requests()) return {};
  wire_->clear();
  std::vector<MeetingRef> left;
  for (const auto& ref : made_) {
    if (!client_->end_meeting(ref)) left.push_back(ref);
  }
  return left;
}

std::shared_ptr<const Platform> Context::with_keys(WebhookKeys keys) const {
  auto made = target_.platform({.instance = target_.name, .now = env_.now, .new_id = env_.new_id}, keys);
  if (!made) throw Broken("the platform could not be made: " + describe(made.error()));
  expect(*made != nullptr, "the maker made nothing");
  return *made;
}

bool Context::sends_requests() const {
  // The name is refused by none, and nothing is kept of a step that is not run.
  Context fresh(target_);
  auto spec = Context::spec("conformance-rig");
  spec.fresh_key = true;
  return fresh.platform_->create_meeting(spec).pending() != nullptr;
}

void Context::rig(Wire::Hook hook) {
  if (!sends_requests()) throw NotApplicable("it sends no requests");
  wire_->set(std::move(hook));
}

Emulator& Context::emulator() const {
  if (!emulator_) throw NotApplicable("it takes an emulator");
  return *emulator_;
}

void Context::advance(std::chrono::milliseconds by) {
  (void)emulator();
  clock_.advance(by);
}

std::string Context::play(std::string_view what, const std::string& arguments, std::string_view answer) {
  const auto played = emulator().play(what, {arguments}, now());
  if (!played)
    throw Broken("the emulator cannot play '" + std::string(what) + "': " + played.error().message);
  if (answer.empty()) return {};
  const auto json = spi::Json::parse(played->text);
  return json ? (*json)[answer].text_or("") : std::string();
}

std::size_t Context::meetings() const {
  return emulator().meetings(now()).size();
}

MeetingSpec Context::spec(std::string key) {
  MeetingSpec spec;
  spec.name = "vp-conformance";
  spec.key = std::move(key);
  return spec;
}

RecordingSpec Context::recording() const {
  RecordingSpec spec{.instance_key = "8c6e0a52-4d8e-4b7c-8f11-0a3d5c2b1e00"};
  if (!can(Capability::record_composed)) {
    spec.kind = can(Capability::record_audio_only) ? RecordingKind::audio_only
                : can(Capability::record_tracks)   ? RecordingKind::per_track
                                                   : RecordingKind::local;
  }
  if (can(Capability::store_at_provider)) return spec;
  if (can(Capability::store_file)) {
    spec.target = FileTarget{.path = "conformance"};
  } else if (can(Capability::store_s3_keys)) {
    spec.target = S3Keys{.bucket = "conformance",
                         .region = "eu-central-1",
                         .access_key_id = Secret("id"),
                         .secret_access_key = Secret("key")};
  }
  return spec;
}

Result<Meeting> Context::try_make(const MeetingSpec& spec) {
  auto made = client_->create_meeting(spec);
  if (made) made_.push_back(made->ref);
  return made;
}

Meeting Context::make(const MeetingSpec& spec) {
  return must(try_make(spec), "create_meeting");
}

Meeting Context::make_with_people(const MeetingSpec& spec) {
  (void)emulator();
  auto meeting = make(spec);
  for (const char* name : {"Ada", "Bob"}) {
    const auto who =
        play("join", object({{"room", meeting.ref.room}, {"name", name}, {"user_id", name}}), "participant");
    // Where tracks are things of their own there is nothing to record without one.
    (void)emulator().play("publish", {object({{"room", meeting.ref.room}, {"participant", who}})}, now());
  }
  advance(std::chrono::seconds{1});
  return meeting;
}

Meeting Context::make_in_the_end(const std::string& key) {
  using namespace std::chrono_literals;
  constexpr int patience = 8;
  Result<Meeting> made = fail(ErrorCode::internal, "nothing was tried");
  for (int i = 0; i < patience; ++i) {
    made = try_make(spec(key));
    if (made) return *made;
    expect(made.error().meeting_key == key, "the error does not tell the key to try again with");
    // A host that is told when comes back then; one that is not, a while later.
    if (emulator_) clock_.advance(made.error().retry_after.value_or(2min));
  }
  return must(std::move(made), "the same create for the eighth time");
}

std::string object(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  spi::JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : members) json.member(name, value);
  json.end_object();
  return std::move(json).text();
}

}  // namespace vplatform::testing::conformance
