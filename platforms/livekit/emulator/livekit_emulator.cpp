#include "vplatform/platforms/livekit_emulator.hpp"

#include <algorithm>
#include <utility>

#include "emulator/egress_service.hpp"
#include "emulator/room_service.hpp"
#include "emulator/state.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::livekit {

namespace {

constexpr std::string_view room_service_path = "/twirp/livekit.RoomService/";
constexpr std::string_view egress_path = "/twirp/livekit.Egress/";
constexpr std::chrono::minutes webhook_token_ttl{5};

emulation::EgressSetup setup_of(const EmulatorOptions& options) {
  if (!options.redis) return emulation::EgressSetup::no_redis;
  return options.egress ? emulation::EgressSetup::worker : emulation::EgressSetup::no_worker;
}

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
  if (target.path.starts_with(room_service_path)) return room_service(request, caller, target.path, now);
  if (target.path.starts_with(egress_path))
    return emulation::egress_service(egresses, rooms, setup_of(options),
                                     {.caller = caller, .path = target.path, .request = request, .now = now});
  return emulation::text_answer(404, "404 page not found\n");
}

// A room that is made by this very call may have to be recorded from its start.
HttpResponse Emulator::State::room_service(const HttpRequest& request, const emulation::Caller& caller,
                                           std::string_view path, TimePoint now) {
  const auto body = spi::Json::parse(request.body);
  const auto name = body ? (*body)["name"].text_or("") : "";
  const bool was_there = rooms.find(name) != nullptr;
  auto answer =
      emulation::room_service(rooms, {.caller = caller, .path = path, .request = request, .now = now});
  const bool made = path.ends_with("/CreateRoom") && answer.status == 200 && !was_there;
  if (made && options.egress && options.redis) {
    emulation::start_automatic(egresses, *rooms.find(name), *body, now);
  }
  return answer;
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
  auto events = state_->rooms.take_events();
  for (auto& event : state_->egresses.take_events()) events.push_back(std::move(event));
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  for (auto& event : events) {
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

Result<std::string> Emulator::join(std::string_view token, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  const auto caller = emulation::check_token(state_->options.keys, token, now);
  if (caller.refusal) return fail(ErrorCode::unauthenticated, "the server refuses the token");
  if (const auto refusal = state_->check_join(caller)) return fail(code_of(refusal->status), refusal->text);
  const auto video = caller.claims["video"];
  const auto name = video["room"].text_or("");
  const auto& room = state_->rooms.create({.name = name}, now);
  emulation::Person person{.identity = caller.claims["sub"].text_or(""),
                           .name = caller.claims["name"].text_or(""),
                           .metadata = caller.claims["metadata"].text_or("")};
  const bool full = room.max_participants > 0 &&
                    std::cmp_greater_equal(room.people.size(), room.max_participants) &&
                    room.people.find(person.identity) == room.people.end();
  if (full) return fail(ErrorCode::failed_precondition, "room has exceeded its max participants");
  person.can_publish = video["canPublish"].boolean().value_or(true);
  person.can_subscribe = video["canSubscribe"].boolean().value_or(true);
  person.can_publish_data = video["canPublishData"].boolean().value_or(person.can_publish);
  return state_->rooms.join(name, std::move(person), now);
}

Result<void> Emulator::leave(std::string_view room, std::string_view identity, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  if (!state_->rooms.leave(room, identity, "CLIENT_INITIATED", now))
    return fail(ErrorCode::not_found, "participant does not exist");
  return {};
}

}  // namespace vplatform::platforms::livekit
