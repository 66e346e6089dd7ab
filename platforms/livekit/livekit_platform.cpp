#include "vplatform/platforms/livekit.hpp"

#include <algorithm>
#include <utility>

#include "livekit_request_tokens.hpp"
#include "livekit_token.hpp"
#include "livekit_webhook.hpp"
#include "livekit_wire.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::livekit {

namespace {

constexpr std::string_view service_path = "/twirp/livekit.";
constexpr const char* webhook_advice =
    "put into livekit.yaml, and start the server again:\n"
    "webhook:\n"
    "  api_key: <the name of a key in keys, whose secret signs: LIVEKIT_API_KEY>\n"
    "  urls: [\"<where your server takes webhooks>\"]\n"
    "LiveKit Cloud has the same under Settings, Webhooks.";

CapabilitySet capabilities_of(const Settings& settings) {
  using enum Capability;
  CapabilitySet set{list_meetings,
                    update_metadata,
                    end_meeting,
                    size_limit,
                    metadata,
                    join,
                    join_expiry,
                    join_screen_share,
                    join_microphone,
                    join_camera,
                    join_chat,
                    webhooks,
                    health,
                    presence,
                    complete_presence,
                    remove_participant,
                    remove_all,
                    record_on_demand,
                    record_composed,
                    record_audio_only,
                    record_tracks,
                    record_automatically,
                    list_recordings,
                    store_s3_keys,
                    store_gcs,
                    store_azure,
                    store_file};
  // Where joining makes a room, whoever holds a token comes back after the end and makes it again.
  if (!settings.auto_create) set.add(end_bars_return);
  return set;
}

std::vector<spi::TokenKey> webhook_keys_of(const Settings& settings) {
  if (!settings.webhook_keys.empty()) return settings.webhook_keys;
  return {{.issuer = settings.api_key, .secret = settings.api_secret}};
}

// `wss://host/x` as `https://host/x`, or the other way round.
std::string with_scheme(std::string_view url, bool web_socket) {
  const auto colon = url.find(':');
  const auto scheme = url.substr(0, colon);
  const bool secure = scheme == "https" || scheme == "wss";
  const std::string_view name = web_socket ? (secure ? "wss" : "ws") : (secure ? "https" : "http");
  return std::string(name) + std::string(url.substr(colon));
}

std::string origin_of(const std::string& url) {
  const auto parts = spi::parse_url(url);
  return parts ? spi::origin_of(*parts) : std::string{};
}

std::string names_body(std::string_view name) {
  spi::JsonWriter out;
  return std::move(out.begin_object().key("names").begin_array().value(name).end_array().end_object()).text();
}

// Calls into a room answer 503 where the room or the person is not there, and those for a worker where none
// is free.
bool is_partial(std::string_view service, std::string_view method) {
  if (service != "RoomService") return true;
  return method == "SendData" || method == "MutePublishedTrack" || method == "UpdateSubscriptions" ||
         method == "UpdateParticipant" || method == "RemoveParticipant";
}

}  // namespace

LiveKitPlatform::LiveKitPlatform(Settings settings, PlatformEnv env)
    : settings_(std::move(settings)),
      env_(std::move(env)),
      info_{.kind = "livekit",
            .instance = env_.instance,
            .capabilities = capabilities_of(settings_),
            .webhook_advice = webhook_advice},
      signer_(signer_of(spi::HmacKey(settings_.api_secret.reveal()), settings_.api_key)),
      tokens_(std::make_shared<RequestTokens>(settings_.api_key, signer_)),
      webhooks_(webhook_keys_of(settings_)) {
  const auto& seen = settings_.public_url.empty() ? settings_.url : settings_.public_url;
  address_ = with_scheme(seen, false);
  server_url_ = with_scheme(seen, true);
  settings_.url = with_scheme(settings_.url, false);
  origins_ = {origin_of(address_), origin_of(server_url_)};
}

HttpRequest LiveKitPlatform::room_service(std::string_view operation, std::string_view method,
                                          std::string body, const ApiGrant& grant) const {
  return service(operation, "RoomService", method, std::move(body), grant);
}

HttpRequest LiveKitPlatform::service(std::string_view operation, std::string_view service,
                                     std::string_view method, std::string body, const ApiGrant& grant) const {
  HttpRequest request{.operation = std::string(operation), .method = "POST", .body = std::move(body)};
  request.path_template.reserve(service_path.size() + service.size() + 1 + method.size());
  request.path_template.append(service_path).append(service).append("/").append(method);
  request.url = settings_.url + request.path_template;
  request.allow_http = settings_.allow_http;
  request.partial = is_partial(service, method);
  // One by one: a list in braces is copied, the token too.
  request.headers.reserve(3);
  request.headers.push_back(
      {.name = "Authorization", .value = tokens_->authorization(grant, env_.now()), .secret = true});
  request.headers.push_back({.name = "Content-Type", .value = "application/json"});
  request.headers.push_back({.name = "X-Livekit-Request-Id", .value = env_.new_id()});
  return request;
}

Meeting LiveKitPlatform::meeting_of(const wire::Room& room, std::string raw, TimePoint now) const {
  Meeting meeting{.ref = {.platform = info_.instance, .id = room.name, .room = room.name}, .url = address_};
  meeting.ends_at = wire::closes_at(room, now);
  meeting.created_at = room.created_at;
  meeting.metadata = room.metadata;
  meeting.raw = Secret(std::move(raw));
  return meeting;
}

Step<Meeting> LiveKitPlatform::find_meeting(const MeetingRef& ref) const {
  auto request = room_service("find_meeting", "ListRooms", names_body(ref.id), {.room_list = true});
  request.repeat = Repeat::read;
  return then_answer<Meeting>(std::move(request),
                              [this, id = ref.id](const HttpResponse& answer) -> Step<Meeting> {
                                const auto body = wire::read_answer(answer, "livekit refused to find a room");
                                if (!body) return Failure{body.error()};
                                const auto rooms = wire::field(*body, "rooms");
                                // A proxy's own JSON must not read as "there is no such room".
                                if (!rooms.is_array() && !rooms.is_null())
                                  return fail(ErrorCode::bad_response, "livekit's answer lists no rooms");
                                for (const auto& room : rooms.items()) {
                                  if (wire::text_of(room, "name") == id)
                                    return meeting_of(wire::read_room(room), answer.body, env_.now());
                                }
                                return fail(ErrorCode::not_found, "livekit has no room '" + id + "'");
                              });
}

Step<Page<Meeting>> LiveKitPlatform::list_meetings(const PageToken& from) const {
  if (!from.empty()) return fail(ErrorCode::invalid_argument, "livekit lists rooms in one page");
  auto request = room_service("list_meetings", "ListRooms", "{}", {.room_list = true});
  request.repeat = Repeat::read;
  return then_answer<Page<Meeting>>(
      std::move(request), [this](const HttpResponse& answer) -> Step<Page<Meeting>> {
        const auto body = wire::read_answer(answer, "livekit refused to list rooms");
        if (!body) return Failure{body.error()};
        const auto rooms = wire::field(*body, "rooms");
        if (!rooms.is_array() && !rooms.is_null())
          return fail(ErrorCode::bad_response, "livekit's answer lists no rooms");
        const auto now = env_.now();
        Page<Meeting> page;
        for (const auto& room : rooms.items())
          page.items.push_back(meeting_of(wire::read_room(room), room.dump(), now));
        return page;
      });
}

Step<Meeting> LiveKitPlatform::update_meeting(const MeetingRef& ref, const MeetingChange& change) const {
  if (change.ends_at) return fail(ErrorCode::unsupported, "livekit cannot change a room's end");
  if (!change.metadata) return find_meeting(ref);
  spi::JsonWriter body;
  body.begin_object().member("room", ref.id).member("metadata", *change.metadata).end_object();
  auto request =
      room_service("update_meeting", "UpdateRoomMetadata", std::move(body).text(), {.admin_room = ref.id});
  request.repeat = Repeat::idempotent;
  return then_answer<Meeting>(std::move(request), [this](const HttpResponse& answer) -> Step<Meeting> {
    const auto room = wire::read_room_answer(answer, "livekit refused to update a room");
    if (!room) return Failure{room.error()};
    if (room->name.empty()) return fail(ErrorCode::bad_response, "livekit's answer is no room");
    return meeting_of(*room, answer.body, env_.now());
  });
}

Step<void> LiveKitPlatform::end_meeting(const MeetingRef& ref) const {
  spi::JsonWriter body;
  body.begin_object().member("room", ref.id).end_object();
  auto request = room_service("end_meeting", "DeleteRoom", std::move(body).text(), {.room_create = true});
  request.repeat = Repeat::idempotent;
  return then_answer<void>(std::move(request), [](const HttpResponse& answer) -> Step<void> {
    if (wire::says_not_found(answer)) return Result<void>{};
    const auto done = wire::read_answer(answer, "livekit refused to end a room");
    if (!done) return Failure{done.error()};
    return Result<void>{};
  });
}

Step<JoinGrant> LiveKitPlatform::join(const MeetingRef& ref, const JoinSpec& spec) const {
  const auto now = env_.now();
  auto expires = now + spec.ttl.value_or(settings_.token_ttl);
  if (spec.not_after) expires = std::min(expires, *spec.not_after);
  expires = std::chrono::floor<std::chrono::seconds>(expires);
  if (expires <= now) return fail(ErrorCode::failed_precondition, "the meeting is over, nobody can join it");
  if (ref.id.empty()) return fail(ErrorCode::invalid_argument, "a livekit token needs a room");

  auto identity = identity_of(spec.user_id.empty() ? env_.new_id() : spec.user_id);
  const auto claims = join_claims(settings_.api_key, ref.id, spec, identity, now, expires);
  if (!claims) return Failure{claims.error()};
  return JoinGrant{.kind = JoinKind::sdk,
                   .url = Secret(address_),
                   .token = Secret(signer_.sign(write_claims(*claims).view())),
                   .server_url = server_url_,
                   .role = spec.role,
                   .identity = std::move(identity),
                   .expires_at = expires,
                   .hosts = origins_};
}

WebhookVerdict LiveKitPlatform::read_webhook(const WebhookRequest& request) const {
  return webhook::read(request, {.verifier = webhooks_,
                                 .instance = info_.instance,
                                 .now = env_.now(),
                                 .leeway = settings_.webhook_tolerance});
}

Step<Health> LiveKitPlatform::check_health() const {
  auto request =
      room_service("check_health", "ListRooms", names_body("vplatform-health"), {.room_list = true});
  request.repeat = Repeat::read;
  return then_answer<Health>(std::move(request), [](const HttpResponse& answer) -> Step<Health> {
    const auto body = wire::read_answer(answer, "livekit refused to list rooms");
    if (!body) return Failure{body.error()};
    return Health{};
  });
}

}  // namespace vplatform::platforms::livekit
