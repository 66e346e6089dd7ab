#include "vplatform/platforms/livekit_emulator.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "emulator/access.hpp"
#include "emulator/dispatch.hpp"
#include "emulator/egress.hpp"
#include "emulator/messages.hpp"
#include "emulator/play.hpp"
#include "emulator/room_service.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::livekit {

namespace {

constexpr std::string_view room_service_path = "/twirp/livekit.RoomService/";
constexpr std::string_view egress_path = "/twirp/livekit.Egress/";
constexpr std::string_view dispatch_path = "/twirp/livekit.AgentDispatchService/";
constexpr std::string_view ingress_path = "/twirp/livekit.Ingress/";
constexpr std::string_view sip_path = "/twirp/livekit.SIP/";
constexpr std::chrono::minutes webhook_token_ttl{5};

ErrorCode code_of(int status) {
  if (status == 401) return ErrorCode::unauthenticated;
  return status == 404 ? ErrorCode::not_found : ErrorCode::invalid_argument;
}

std::string webhook_claims(const std::string& issuer, std::string_view body, TimePoint now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  const auto issued = static_cast<std::int64_t>(seconds.count());
  const auto expires = static_cast<std::int64_t>((seconds + webhook_token_ttl).count());
  spi::JsonWriter claims;
  claims.begin_object()
      .member("iss", issuer)
      .member("exp", expires)
      .member("nbf", issued)
      .member("iat", issued);
  claims.member("sha256", spi::to_base64(spi::as_text(spi::sha256(body)))).end_object();
  return std::move(claims).text();
}

}  // namespace

struct Emulator::State {
  explicit State(EmulatorOptions o)
      : options(std::move(o)),
        rooms(options.empty_timeout, options.departure_timeout),
        recorder(rooms, options.egress) {
    rooms.on_made = [this](const emulation::Room& room, TimePoint now) { recorder.room_made(room, now); };
    rooms.waits_for_recorder = options.egress == EmulatorOptions::Egress::no_redis;
    rooms.remote_unmute = options.remote_unmute;
  }

  void tick(TimePoint now) {
    rooms.tick(now);
    recorder.tick(now);
  }
  [[nodiscard]] Result<std::string> join(const emulation::Caller& caller, TimePoint now);

  [[nodiscard]] HttpResponse route(const HttpRequest& request, TimePoint now);
  [[nodiscard]] std::optional<emulation::JoinRefusal> check_join(const emulation::Caller& caller);
  [[nodiscard]] const spi::TokenKey& webhook_key() const;
  [[nodiscard]] std::string spaced(std::string json) const {
    return options.spaces ? emulation::with_spaces(json) : std::move(json);
  }

  const EmulatorOptions options;
  mutable std::mutex mutex;
  emulation::Rooms rooms;  // guarded by mutex, and so is what follows
  emulation::Recorder recorder;
  emulation::Dispatches dispatches;
};

const spi::TokenKey& Emulator::State::webhook_key() const {
  const auto found = std::find_if(options.keys.begin(), options.keys.end(),
                                  [&](const auto& key) { return key.issuer == options.webhook_key; });
  return found == options.keys.end() ? options.keys.front() : *found;
}

std::optional<emulation::JoinRefusal> Emulator::State::check_join(const emulation::Caller& caller) {
  if (auto refusal = emulation::check_join(caller)) return refusal;
  const bool may_create = options.auto_create || caller.may("roomCreate");
  if (!may_create && rooms.find(caller.claims["video"]["room"].text_or("")) == nullptr)
    return emulation::JoinRefusal{404, "requested room does not exist"};
  return std::nullopt;
}

HttpResponse Emulator::State::route(const HttpRequest& request, TimePoint now) {
  const auto target = emulation::target_of(request);
  const auto caller = emulation::check_request(options.keys, request, target, now);
  if (caller.refusal) return *caller.refusal;
  if (target.path == "/" || target.path.empty()) return emulation::text_answer(200, "OK");
  if (target.path == "/rtc/validate") {
    const auto refusal = check_join(caller);
    return refusal ? emulation::text_answer(refusal->status, refusal->text)
                   : emulation::text_answer(200, "success");
  }
  const emulation::Call call{.caller = caller, .path = target.path, .request = request, .now = now};
  if (target.path.starts_with(room_service_path)) return emulation::room_service(rooms, call);
  if (target.path.starts_with(egress_path)) return recorder.call(call);
  if (target.path.starts_with(dispatch_path)) return dispatches.call(rooms, call, options.auto_create);
  if (target.path.starts_with(ingress_path)) return emulation::not_deployed(call, "ingress");
  if (target.path.starts_with(sip_path)) return emulation::not_deployed(call, "sip");
  return emulation::text_answer(404, "404 page not found\n");
}

Emulator::Emulator(EmulatorOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Emulator::~Emulator() = default;

HttpResponse Emulator::handle(const HttpRequest& request, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  auto answer = state_->route(request, now);
  if (answer.status == 200) answer.body = state_->spaced(std::move(answer.body));
  return answer;
}

std::vector<WebhookRequest> Emulator::due(TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  const auto& key = state_->webhook_key();
  const spi::HmacKey signer(key.secret.reveal());
  std::vector<WebhookRequest> webhooks;
  for (auto& event : state_->rooms.take_events()) {
    WebhookRequest webhook{.body = state_->spaced(std::move(event.body))};
    webhook.headers = {{.name = "Content-Type", .value = "application/webhook+json"},
                       {.name = "Authorization",
                        .value = spi::sign_hs256(signer, webhook_claims(key.issuer, webhook.body, now)),
                        .secret = true}};
    webhooks.push_back(std::move(webhook));
  }
  return webhooks;
}

std::vector<EmulatedMeeting> Emulator::meetings(TimePoint now) const {
  const std::lock_guard lock(state_->mutex);
  std::vector<EmulatedMeeting> list;
  for (const auto* room : state_->rooms.all()) {
    const auto closes = emulation::Rooms::closes_at(*room);
    if (closes && *closes <= now) continue;
    list.push_back({.id = room->name,
                    .room = room->name,
                    .created_at = room->created_at,
                    .ends_at = room->created_at + room->empty_timeout});
  }
  return list;
}

Result<std::string> Emulator::State::join(const emulation::Caller& caller, TimePoint now) {
  if (const auto refusal = check_join(caller)) return fail(code_of(refusal->status), refusal->text);
  const auto name = caller.claims["video"]["room"].text_or("");
  auto person = emulation::person_of(caller);
  const auto& room = rooms.create({.name = name}, now);
  const bool full = room.max_participants > 0 &&
                    std::cmp_greater_equal(room.humans(), room.max_participants) &&
                    room.people.find(person.identity) == room.people.end();
  if (full) return fail(ErrorCode::failed_precondition, "room has exceeded its max participants");
  return rooms.join(name, std::move(person), now);
}

Result<std::string> Emulator::join(std::string_view token, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  const auto caller = emulation::check_token(state_->options.keys, token, now);
  if (caller.refusal) return fail(ErrorCode::unauthenticated, "the server refuses the token");
  return state_->join(caller, now);
}

Result<JsonText> Emulator::play(std::string_view what, const JsonText& arguments, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  emulation::Stage stage{.rooms = state_->rooms, .recorder = state_->recorder, .now = now};
  stage.read_token = [this, now](std::string_view token) {
    return emulation::check_token(state_->options.keys, token, now);
  };
  stage.join = [this, now](const emulation::Caller& caller) { return state_->join(caller, now); };
  return emulation::play(stage, what, arguments);
}

Result<void> Emulator::leave(std::string_view room, std::string_view identity, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  if (!state_->rooms.leave(room, identity, "CLIENT_INITIATED", now))
    return fail(ErrorCode::not_found, "participant does not exist");
  return {};
}

}  // namespace vplatform::platforms::livekit
