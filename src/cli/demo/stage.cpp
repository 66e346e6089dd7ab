#include "cli/demo/stage.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "vplatform/platforms/mock.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli::demo {
namespace {

constexpr const char* mock_secret = "mock-demo-webhook-secret";

// How a real service is used: the variables that must all be there, those that may be, and where it is.
struct RealService {
  std::vector<std::string> needed{};
  std::vector<std::string> optional{};
  std::string settings{};
  std::vector<std::string> address{};  // the variables that say it, the first that is set wins
  std::string usual_address{};         // empty: one of those variables must be there
};

const std::map<std::string, RealService>& real_services() {
  static const std::map<std::string, RealService> services{
      {"whereby",
       {.needed = {"WHEREBY_API_KEY"},
        .optional = {"WHEREBY_ALLOW_HTTP"},
        .settings = R"({"kind":"whereby","api_key_env":"WHEREBY_API_KEY"})",
        .address = {"WHEREBY_API_URL"},
        .usual_address = "https://api.whereby.dev"}},
      {"daily",
       {.needed = {"DAILY_API_KEY"},
        .optional = {"DAILY_DOMAIN", "DAILY_SUBDOMAIN", "DAILY_ROOM_BASE_URL", "DAILY_ALLOW_HTTP"},
        .settings = R"({"kind":"daily","api_key_env":"DAILY_API_KEY"})",
        .address = {"DAILY_API_BASE_URL", "DAILY_API_URL"},
        .usual_address = "https://api.daily.co"}},
      {"livekit",
       {.needed = {"LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"},
        .optional = {"LIVEKIT_PUBLIC_URL", "LIVEKIT_ALLOW_HTTP"},
        .settings =
            R"({"kind":"livekit","api_key_env":"LIVEKIT_API_KEY","api_secret_env":"LIVEKIT_API_SECRET"})",
        .address = {"LIVEKIT_URL", "LIVEKIT_WS_URL", "LIVEKIT_HOST"}}}};
  return services;
}

std::string variable(const Environment& process, const std::string& name) {
  return process.variable ? process.variable(name).value_or("") : "";
}

std::string address_of(const RealService& service, const Environment& process) {
  for (const auto& name : service.address) {
    if (auto address = variable(process, name); !address.empty()) return address;
  }
  return service.usual_address;
}

bool is_usable(const RealService& service, const Environment& process) {
  const auto is_there = [&](const std::string& name) { return !variable(process, name).empty(); };
  return std::all_of(service.needed.begin(), service.needed.end(), is_there) &&
         !address_of(service, process).empty();
}

// The flag service of the host: it wants the lab on the mock.
class LabFlag final : public FlagSource {
 public:
  std::optional<FlagAnswer> resolve(std::string_view, const RoomContext& room) override {
    if (room.id != "lab") return std::nullopt;
    return FlagAnswer{.value = "mock", .variant = "experiment"};
  }
};

}  // namespace

Result<std::unique_ptr<Stage>> Stage::build(const Environment& process) {
  std::unique_ptr<Stage> stage(new Stage);
  if (auto started = stage->start_services(process); !started) return Failure{started.error()};
  Registry registry;
  // Taken before the built-in one, which then leaves it alone: this mock's people can be played.
  if (auto added = platforms::mock::add_to(registry, stage->mock_); !added) return Failure{added.error()};
  add_builtin_platforms(registry);
  auto factory = PlatformFactory::open(std::move(registry), stage->config(1, false), make_curl_transport(),
                                       {}, {.flags = std::make_shared<LabFlag>()});
  if (!factory) return Failure{factory.error()};
  stage->factory_ = std::move(*factory);
  return stage;
}

Result<void> Stage::start_services(const Environment& process) {
  for (const auto& kind : emulators::emulated_kinds()) {
    const bool real = is_usable(real_services().at(kind), process);
    auto service = emulators::start_emulator(kind, 0, "EMULATED_");
    if (!service) return Failure{service.error()};
    if (real) {
      use_real(kind, process);
    } else {
      services_.push_back({kind, ServiceKind::emulator, service->server->url()});
    }
    const std::string instance = real ? kind + "-emulator" : kind;
    settings_[instance] = service->settings;
    variables_.insert(service->variables.begin(), service->variables.end());
    emulators_.emplace(instance, std::move(*service));
  }
  mock_ = std::make_shared<platforms::mock::MockService>(
      platforms::mock::MockKeys{.webhooks = Secret(mock_secret)});
  variables_["MOCK_WEBHOOK_SECRET"] = mock_secret;
  settings_["mock"] = R"({"webhook_secret_env":"MOCK_WEBHOOK_SECRET"})";
  services_.push_back({"mock", ServiceKind::in_process, ""});
  return {};
}

void Stage::use_real(const std::string& kind, const Environment& process) {
  const RealService& service = real_services().at(kind);
  for (const auto* names : {&service.needed, &service.optional, &service.address}) {
    for (const auto& name : *names) {
      if (auto value = variable(process, name); !value.empty()) variables_[name] = std::move(value);
    }
  }
  settings_[kind] = service.settings;
  services_.push_back({kind, ServiceKind::real, address_of(service, process)});
}

Result<Config> Stage::config(std::int64_t version, bool moved) const {
  spi::JsonWriter out;
  out.begin_object().member("version", version).member("default", "whereby");
  out.key("rooms").begin_object().member("clinic", "daily");
  if (moved) out.member(moving_room, "daily");
  out.end_object();
  out.key("rules").raw(
      R"([{"id":"livekit-ramp","to":"livekit","percent":50,"salt":"2026-01","when":{"tenant":["acme"]}}])");
  out.key("platforms").begin_object();
  for (const auto& [instance, settings] : settings_) out.key(instance).raw(settings);
  out.end_object().end_object();
  return Config::from_text(out.text(), Environment::of(variables_));
}

std::string Stage::playable(const std::string& platform) const {
  const std::string beside = platform + "-emulator";
  return emulators_.contains(beside) ? beside : platform;
}

bool Stage::enter(const std::string& instance, const JoinGrant& grant) {
  if (auto* service = emulator(instance)) return service->enter(grant).has_value();
  return mock_->enter(grant.token, std::chrono::system_clock::now()).has_value();
}

std::vector<WebhookRequest> Stage::due(const std::string& instance) {
  const TimePoint now = std::chrono::system_clock::now();
  if (auto* service = emulator(instance)) return service->emulator->due(now);
  return mock_->due(now);
}

Result<JsonText> Stage::play(const std::string& instance, std::string_view what, const JsonText& arguments) {
  auto* service = emulator(instance);
  if (service == nullptr) return fail(ErrorCode::internal, "there is no emulator to play on");
  return service->emulator->play(what, arguments, std::chrono::system_clock::now());
}

emulators::EmulatedService* Stage::emulator(const std::string& instance) {
  const auto found = emulators_.find(instance);
  return found == emulators_.end() ? nullptr : &found->second;
}

Result<PlacedMeeting> Stage::create(const RoomContext& room, const MeetingSpec& spec, const std::string& on) {
  auto meeting = factory_->create_meeting(room, spec, {.on = on});
  const bool is_new = meeting && std::find(made_.begin(), made_.end(), meeting->ref) == made_.end();
  if (is_new) made_.push_back(meeting->ref);
  return meeting;
}

Result<std::size_t> Stage::end_all() {
  std::optional<Error> first_failure;
  std::size_t ended = 0;
  for (const auto& ref : made_) {
    const auto client = factory_->client_for(ref);
    const auto done = client ? client->end_meeting(ref) : Result<void>(Failure{client.error()});
    if (done) ++ended;
    if (!done && !first_failure) first_failure = done.error();
  }
  made_.clear();
  if (first_failure) return Failure{*first_failure};
  return ended;
}

std::map<std::string, Books> Stage::books() {
  std::map<std::string, Books> all;
  const TimePoint now = std::chrono::system_clock::now();
  for (const auto& [instance, service] : emulators_) {
    all[instance] = {.meetings = service.emulator->meetings(now),
                     .requests = service.server->faults().requests().size()};
  }
  auto& mock = all["mock"];
  for (const auto& meeting : mock_->meetings(now)) {
    mock.meetings.push_back({meeting.ref.id, meeting.ref.room, meeting.created_at, meeting.ends_at});
  }
  return all;
}

}  // namespace vplatform::cli::demo
