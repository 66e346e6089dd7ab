#include "acme_platform.hpp"

#include <charconv>
#include <utility>

#include "vplatform/spi/answers.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/naming.hpp"
#include "vplatform/spi/settings.hpp"
#include "vplatform/spi/url.hpp"

namespace acme {

using namespace vplatform;

namespace {

std::int64_t to_seconds(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

// The body of an answer that has to be an object, or the failure that the answer is.
Result<spi::Json> object_in(const HttpResponse& answer, std::string_view what) {
  if (answer.status != 200) return spi::failure_from_status(answer, what);
  auto json = spi::Json::parse(answer.body);
  if (json && !json->is_object()) return fail(ErrorCode::bad_response, "acme's answer is no object");
  return json;
}

}  // namespace

AcmePlatform::AcmePlatform(Settings settings, PlatformEnv env)
    : settings_(std::move(settings)),
      env_(std::move(env)),
      info_{.kind = "acme",
            .instance = env_.instance,
            .capabilities = {Capability::end_meeting, Capability::presence, Capability::complete_presence},
            .rates = {{.name = "calls", .amount = 50, .per = std::chrono::seconds{1}}}},
      webhooks_(settings_.webhook_secrets) {
  if (webhooks_.has_keys()) info_.capabilities.add(Capability::webhooks);
}

HttpRequest AcmePlatform::request(std::string operation, std::string method, std::string_view room,
                                  Repeat repeat) const {
  HttpRequest request;
  request.operation = std::move(operation);
  request.method = std::move(method);
  request.path_template = "/rooms/{name}";
  request.url = settings_.base_url + "/rooms/" + spi::percent_encode(room);
  request.headers = {{.name = "X-Api-Key", .value = settings_.api_key.reveal(), .secret = true},
                     {.name = "Content-Type", .value = "application/json"}};
  request.repeat = repeat;
  request.rate_class = "calls";
  return request;
}

Result<Meeting> AcmePlatform::read_room(const HttpResponse& answer) const {
  const auto room = object_in(answer, "acme did not give the room");
  if (!room) return Failure{room.error()};
  const auto name = (*room)["name"].text();
  const auto link = (*room)["link"].text();
  const auto ends = (*room)["ends_at"].integer();
  if (!name || !link || !ends) return fail(ErrorCode::bad_response, "acme's room has no name, link or end");
  Meeting meeting;
  meeting.ref = {.platform = info_.instance, .id = std::string(*name), .room = std::string(*name)};
  meeting.url = *link;
  meeting.ends_at = TimePoint(std::chrono::seconds(*ends));
  meeting.raw = Secret(answer.body);
  return meeting;
}

Step<Meeting> AcmePlatform::create_meeting(const MeetingSpec& spec) const {
  spi::JsonWriter body;
  body.begin_object()
      .member("ends_at", to_seconds(spec.ends_at.value_or(env_.now() + settings_.room_ttl)))
      .end_object();
  // The name comes from the key, and PUT gives the room that is there: one key, one room.
  auto put = request("create_meeting", "PUT", spi::room_name(spec.key), Repeat::idempotent);
  put.body = std::move(body).text();
  if (const auto extras = spec.extras.find("acme"); extras != spec.extras.end()) {
    auto merged = spi::merge_patch(put.body, extras->second.text);
    if (!merged) return Failure{merged.error()};
    put.body = std::move(*merged);
  }
  return then_answer<Meeting>(std::move(put),
                              [this, key = spec.key](const HttpResponse& answer) -> Step<Meeting> {
                                auto meeting = read_room(answer);
                                if (meeting) meeting->key = key;
                                return meeting;
                              });
}

Step<Meeting> AcmePlatform::find_meeting(const MeetingRef& ref) const {
  return then_answer<Meeting>(
      request("find_meeting", "GET", ref.id, Repeat::read),
      [this](const HttpResponse& answer) -> Step<Meeting> { return read_room(answer); });
}

Step<void> AcmePlatform::end_meeting(const MeetingRef& ref) const {
  return then_answer<void>(request("end_meeting", "DELETE", ref.id, Repeat::idempotent),
                           [](const HttpResponse& answer) -> Step<void> {
                             // What is gone already has ended.
                             if (answer.status == 204 || answer.status == 404) return Result<void>();
                             return spi::failure_from_status(answer, "acme did not end the room");
                           });
}

Result<Presence> AcmePlatform::read_people(const HttpResponse& answer) const {
  const auto room = object_in(answer, "acme did not say who is in");
  if (!room) return Failure{room.error()};
  const auto people = (*room)["people"];
  // Never an empty room for want of an answer.
  if (!people.is_array()) return fail(ErrorCode::bad_response, "acme's room has no list of people");
  Presence presence{.as_of = env_.now(), .complete = true};
  for (const auto& one : people.items())
    presence.people.push_back({.id = {one["id"].id_or("")}, .name = one["name"].text_or("")});
  presence.state = presence.people.empty() ? PresenceState::empty : PresenceState::occupied;
  return presence;
}

Step<Presence> AcmePlatform::presence(const MeetingRef& ref) const {
  return then_answer<Presence>(
      request("presence", "GET", ref.id, Repeat::read),
      [this](const HttpResponse& answer) -> Step<Presence> { return read_people(answer); });
}

WebhookVerdict AcmePlatform::read_webhook(const WebhookRequest& request) const {
  if (!webhooks_.has_keys()) return WebhookVerdict::no_secret("webhook_secret");
  const auto time = spi::signature_header(request, "X-Acme-Time");
  if (!time) return WebhookVerdict::refuse(time.error().message);
  const auto signature = spi::signature_header(request, "X-Acme-Signature");
  if (!signature) return WebhookVerdict::refuse(signature.error().message);
  std::uint32_t seconds = 0;
  const auto [stop, error] = std::from_chars(time->data(), time->data() + time->size(), seconds);
  const auto mac = spi::digest_from_hex(*signature);
  if (error != std::errc{} || stop != time->data() + time->size() || !mac)
    return WebhookVerdict::refuse("the signature cannot be read");
  const auto pass = webhooks_.verify({.parts = {*time, "\n", request.body},
                                      .mac = spi::as_text(*mac),
                                      .at = TimePoint(std::chrono::seconds(seconds))},
                                     env_.now(), std::chrono::minutes{5});
  if (!pass) return WebhookVerdict::refuse(pass.error().message);

  const auto body = spi::Json::parse(request.body);
  if (!body || !(*body)["what"].text()) return WebhookVerdict::unreadable(*pass, "the body is no event");
  return WebhookVerdict::genuine(*pass, [&] {
    EventFields fields;
    fields.id = (*body)["id"].text_or("");
    fields.type = (*body)["what"].text_or("");
    fields.kind = fields.type == "entered" ? EventKind::participant_joined
                  : fields.type == "left"  ? EventKind::participant_left
                                           : EventKind::other;
    fields.platform = info_.instance;
    fields.room = (*body)["room"].text_or("");
    if (!fields.room.empty())
      fields.meeting = {.platform = fields.platform, .id = fields.room, .room = fields.room};
    fields.raw = {request.body};
    return fields;
  });
}

Result<void> add_to(Registry& registry) {
  return registry.add(
      "acme", [](SettingsReader& reader, const PlatformEnv& env) -> Result<std::shared_ptr<const Platform>> {
        Settings settings;
        settings.api_key =
            reader.secret("api_key", {.env = "ACME_API_KEY", .required = true}).value_or(Secret{});
        settings.webhook_secrets = reader.secrets("webhook_secret", {.env = "ACME_WEBHOOK_SECRET"});
        if (auto url = reader.text("base_url")) settings.base_url = *url;
        if (const auto ttl = reader.duration("room_ttl_seconds")) settings.room_ttl = *ttl;
        return std::shared_ptr<const Platform>(
            std::make_shared<const AcmePlatform>(std::move(settings), env));
      });
}

}  // namespace acme
