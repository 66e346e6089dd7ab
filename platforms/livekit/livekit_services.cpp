// What LiveKit can do and other platforms cannot.

#include <array>
#include <utility>

#include "livekit_wire.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit {

namespace {

constexpr std::size_t nonce_length = 16;

// A method of a service, and whether it only reads.
struct Method {
  std::string_view name{};
  bool reads = false;
};

Method method_of(EgressCall call) {
  static constexpr std::array<Method, 9> methods{{{"StartRoomCompositeEgress"},
                                                  {"StartWebEgress"},
                                                  {"StartParticipantEgress"},
                                                  {"StartTrackCompositeEgress"},
                                                  {"StartTrackEgress"},
                                                  {"UpdateLayout"},
                                                  {"UpdateStream"},
                                                  {"ListEgress", true},
                                                  {"StopEgress"}}};
  return methods.at(static_cast<std::size_t>(call));
}

Method method_of(IngressCall call) {
  static constexpr std::array<Method, 4> methods{
      {{"CreateIngress"}, {"UpdateIngress"}, {"ListIngress", true}, {"DeleteIngress"}}};
  return methods.at(static_cast<std::size_t>(call));
}

Method method_of(DispatchCall call) {
  static constexpr std::array<Method, 3> methods{
      {{"CreateDispatch"}, {"ListDispatch", true}, {"DeleteDispatch"}}};
  return methods.at(static_cast<std::size_t>(call));
}

Method method_of(SipCall call) {
  static constexpr std::array<Method, 10> methods{{{"CreateSIPInboundTrunk"},
                                                   {"ListSIPInboundTrunk", true},
                                                   {"CreateSIPOutboundTrunk"},
                                                   {"ListSIPOutboundTrunk", true},
                                                   {"DeleteSIPTrunk"},
                                                   {"CreateSIPDispatchRule"},
                                                   {"ListSIPDispatchRule", true},
                                                   {"DeleteSIPDispatchRule"},
                                                   {"CreateSIPParticipant"},
                                                   {"TransferSIPParticipant"}}};
  return methods.at(static_cast<std::size_t>(call));
}

Repeat repeat_of(const Method& method) {
  return method.reads ? Repeat::read : Repeat::never;
}

std::string text_in(const JsonText& body, const wire::FieldName& name) {
  const auto json = spi::Json::parse(body.text);
  return json ? wire::text_of(*json, name) : std::string{};
}

Step<void> expect_done(HttpRequest request, std::string what) {
  return then_answer<void>(std::move(request),
                           [what = std::move(what)](const HttpResponse& answer) -> Step<void> {
                             const auto done = wire::read_answer(answer, what);
                             if (!done) return Failure{done.error()};
                             return Result<void>{};
                           });
}

void write_texts(spi::JsonWriter& out, spi::JsonName name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(name).begin_array();
  for (const auto& text : texts) out.value(text);
  out.end_array();
}

void write_permission(spi::JsonWriter& out, const Permission& permission) {
  out.key("permission").begin_object();
  out.member("canSubscribe", permission.can_subscribe).member("canPublish", permission.can_publish);
  out.member("canPublishData", permission.can_publish_data).member("hidden", permission.hidden);
  out.member("canUpdateMetadata", permission.can_update_metadata);
  write_texts(out, "canPublishSources", permission.can_publish_sources);
  out.end_object();
}

std::string update_body(const std::string& room, const std::string& identity,
                        const ParticipantUpdate& update) {
  spi::JsonWriter out;
  out.begin_object().member("room", room).member("identity", identity);
  if (!update.name.empty()) out.member("name", update.name);
  if (!update.metadata.empty()) out.member("metadata", update.metadata);
  if (update.permission) write_permission(out, *update.permission);
  if (!update.attributes.empty()) {
    out.key("attributes").begin_object();
    for (const auto& [name, value] : update.attributes) out.member(name, value);
    out.end_object();
  }
  return std::move(out.end_object()).text();
}

}  // namespace

Step<void> LiveKitPlatform::send_data(const MeetingRef& ref, const DataMessage& message) const {
  // The server drops a message whose nonce it has seen.
  const auto digest = spi::sha256(env_.new_id());
  spi::JsonWriter body;
  body.begin_object().member("room", ref.id).member("data", spi::to_base64(message.bytes));
  if (!message.reliable) body.member("kind", "LOSSY");
  if (!message.topic.empty()) body.member("topic", message.topic);
  write_texts(body, "destinationIdentities", message.to);
  body.member("nonce", spi::to_base64(spi::as_text(digest).substr(0, nonce_length))).end_object();
  return expect_done(room_service("send_data", "SendData", std::move(body).text(), {.admin_room = ref.id}),
                     "livekit refused to send data");
}

Step<void> LiveKitPlatform::mute_track(const MeetingRef& ref, const ParticipantId& who,
                                       const std::string& track, bool muted) const {
  spi::JsonWriter body;
  body.begin_object().member("room", ref.id).member("identity", who.value);
  body.member("trackSid", track).member("muted", muted).end_object();
  auto request =
      room_service("mute_track", "MutePublishedTrack", std::move(body).text(), {.admin_room = ref.id});
  request.repeat = Repeat::idempotent;
  return then_answer<void>(std::move(request), [](const HttpResponse& answer) -> Step<void> {
    const auto done = wire::read_answer(answer, "livekit refused to mute a track");
    if (!done) return Failure{done.error()};
    // LiveKit says 200 for a track that nobody publishes.
    if (!wire::field(*done, "track").is_object())
      return fail(ErrorCode::not_found, "livekit has no such track of this participant");
    return Result<void>{};
  });
}

Step<Participant> LiveKitPlatform::update_participant(const MeetingRef& ref, const ParticipantId& who,
                                                      const ParticipantUpdate& update) const {
  auto request = room_service("update_participant", "UpdateParticipant",
                              update_body(ref.id, who.value, update), {.admin_room = ref.id});
  request.repeat = Repeat::idempotent;
  return then_answer<Participant>(std::move(request), [](const HttpResponse& answer) -> Step<Participant> {
    const auto json = wire::read_answer(answer, "livekit refused to update a participant");
    if (!json) return Failure{json.error()};
    auto participant = wire::read_participant(*json);
    if (participant.identity.empty())
      return fail(ErrorCode::bad_response, "livekit's answer is no participant");
    return participant;
  });
}

Step<void> LiveKitPlatform::update_subscriptions(const MeetingRef& ref, const ParticipantId& who,
                                                 const std::vector<std::string>& tracks,
                                                 bool subscribe) const {
  spi::JsonWriter body;
  body.begin_object().member("room", ref.id).member("identity", who.value);
  write_texts(body, "trackSids", tracks);
  body.member("subscribe", subscribe).end_object();
  auto request = room_service("update_subscriptions", "UpdateSubscriptions", std::move(body).text(),
                              {.admin_room = ref.id});
  request.repeat = Repeat::idempotent;
  return expect_done(std::move(request), "livekit refused to update subscriptions");
}

Step<JsonText> LiveKitPlatform::raw(const std::string& service_name, const std::string& method,
                                    const JsonText& body, const ApiGrant& grant, Repeat repeat) const {
  const auto json = spi::Json::parse(body.empty() ? "{}" : body.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "the body of a call to livekit is not a JSON object");
  const auto is_name = [](std::string_view name) {
    return !name.empty() && name.find_first_not_of(
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789") == std::string_view::npos;
  };
  if (!is_name(service_name) || !is_name(method))
    return fail(ErrorCode::invalid_argument, "livekit's services and methods are named by letters");
  auto request = service("raw", service_name, method, body.empty() ? "{}" : body.text, grant);
  request.repeat = repeat;
  return then_answer<JsonText>(std::move(request),
                               [what = "livekit refused " + service_name + "/" +
                                       method](const HttpResponse& answer) -> Step<JsonText> {
                                 const auto done = wire::read_answer(answer, what);
                                 if (!done) return Failure{done.error()};
                                 return JsonText{answer.body};
                               });
}

Step<JsonText> LiveKitPlatform::egress(EgressCall call, const JsonText& body) const {
  const auto method = method_of(call);
  return raw("Egress", std::string(method.name), body, {.room_record = true}, repeat_of(method));
}

Step<JsonText> LiveKitPlatform::ingress(IngressCall call, const JsonText& body) const {
  const auto method = method_of(call);
  return raw("Ingress", std::string(method.name), body, {.ingress_admin = true}, repeat_of(method));
}

Step<JsonText> LiveKitPlatform::sip(SipCall call, const JsonText& body) const {
  const auto method = method_of(call);
  ApiGrant grant{.sip_admin = call < SipCall::create_participant,
                 .sip_call = call >= SipCall::create_participant};
  // Passing a call on is a matter of the room it is in, too.
  if (call == SipCall::transfer_participant) grant.admin_room = text_in(body, "roomName");
  return raw("SIP", std::string(method.name), body, grant, repeat_of(method));
}

Step<JsonText> LiveKitPlatform::dispatch(const MeetingRef& ref, DispatchCall call,
                                         const JsonText& body) const {
  const auto method = method_of(call);
  spi::JsonWriter room;
  room.begin_object().member("room", ref.id).end_object();
  auto whole = spi::merge_patch(body.empty() ? "{}" : body.text, room.text());
  if (!whole) return Failure{whole.error()};
  return raw("AgentDispatchService", std::string(method.name), {*std::move(whole)}, {.admin_room = ref.id},
             repeat_of(method));
}

}  // namespace vplatform::platforms::livekit
