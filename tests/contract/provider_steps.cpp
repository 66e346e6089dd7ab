// What one provider can do and the others cannot: every step that the concrete classes add.

#include "journey.hpp"

#include <tuple>

#include "vplatform/platforms/daily.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/platforms/whereby.hpp"
#include "vplatform/spi/json.hpp"

namespace contract {

using namespace vplatform;
using namespace std::chrono_literals;

namespace daily = platforms::daily;
namespace livekit = platforms::livekit;
namespace whereby = platforms::whereby;

template <class T>
std::optional<T> Journey::value_of(const std::string& operation, Step<T> step, const std::string& evidence) {
  const auto result = client_.run(std::move(step));
  return took(operation, result, evidence) ? std::optional<T>(*result) : std::nullopt;
}

template <class T>
void Journey::step(const std::string& operation, Step<T> step, const std::string& evidence) {
  took(operation, client_.run(std::move(step)), evidence);
}

// The emulator's server has no redis, so it refuses; our request is what is looked at here.
void Journey::sent(const std::string& operation, const std::string& endpoint, Step<JsonText> step) {
  travelled_.declared[operation].insert(endpoint);
  (void)client_.run(std::move(step));
}

void Journey::daily_steps(const daily::DailyPlatform& platform, const MeetingRef& ref) {
  const ParticipantId who{someone_in(ref)};
  step("send_app_message", platform.send_app_message(ref, {R"({"hand":"up"})"}));
  step("send_app_message", platform.send_app_message(ref, {"{}"}, who.value));
  step("set_session_data", platform.set_session_data(ref, {.data = {R"({"slide":7,"note":"x"})"}}));
  step("set_session_data", platform.set_session_data(ref, {.merge = true, .remove = {"note"}}));
  step("session_data", platform.session_data(ref));
  step("update_permissions",
       platform.update_permissions(ref, who,
                                   {.has_presence = true,
                                    .can_send = std::vector<std::string>{"audio", "video"},
                                    .can_admin = std::vector<std::string>{"participants"},
                                    .can_receive = {R"({"base":true})"}}));
  step("update_permissions",
       platform.update_permissions(
           ref, {"*"}, {.can_send = std::vector<std::string>{}, .can_admin = std::vector<std::string>{}}));
  daily_media(platform, ref);
  step("raw", platform.raw("GET", "/rooms?limit=2"));
  step("raw", platform.raw("POST", "/rooms", {R"({"name":"by-hand","privacy":"private"})"}));
  step("raw", platform.raw("POST", "/rooms/by-hand", {R"({"properties":{"enable_chat":true}})"},
                           Repeat::idempotent));
  step("raw", platform.raw("DELETE", "/rooms/by-hand", {}, Repeat::idempotent));
}

void Journey::daily_media(const daily::DailyPlatform& platform, const MeetingRef& ref) {
  const std::string instance = "5f1d7c3a-2b44-4c6d-9e8f-a1b2c3d4e5f6";
  daily::LiveStream stream{
      .rtmp_urls = {Secret("rtmps://live.example/app/key-1")},
      .instance_id = instance,
      .options = {R"({"width":1280,"height":720,"layout":{"preset":"active-participant"}})"}};
  step("start_streaming", platform.start_streaming(ref, stream));
  stream.rtmp_urls.emplace_back("rtmps://live.example/app/key-2");
  step("update_streaming", platform.update_streaming(ref, stream));
  step("stop_streaming", platform.stop_streaming(ref, instance));
  step("start_transcription",
       platform.start_transcription(ref, {R"({"language":"de","punctuate":true,"participants":[]})"}));
  step("update_transcription", platform.update_transcription(ref, {R"({"participants":[]})"}));
  step("stop_transcription", platform.stop_transcription(ref));
}

void Journey::whereby_steps(const whereby::WherebyPlatform& platform, const MeetingRef& ref) {
  const auto recording = text_in(play("finish_recording", {{"room", ref.room}}), "recording");
  const auto id = value_of("transcribe", platform.transcribe({.meeting = ref, .id = recording}));
  step("list_transcriptions", platform.list_transcriptions(ref));
  if (!id) return;
  play("finish_transcription", {{"transcription", *id}});
  step("find_transcription", platform.find_transcription(*id));
  step("transcription_link", platform.transcription_link(*id, 1h));
  step("delete_transcription", platform.delete_transcription(*id));
  step("raw", platform.raw("GET", "/insights/participants?roomSessionId=" + *id));
  step("raw", platform.raw("POST", "/recordings/bulk-delete",
                           {R"({"recordingIds":[")" + recording + R"("]})"}, Repeat::idempotent));
  step("raw", platform.raw("POST", "/transcriptions/bulk-delete",
                           {R"({"transcriptionIds":[")" + *id + R"("]})"}, Repeat::idempotent));
  step("raw", platform.raw("PUT", "/rooms/" + ref.room + "/theme/logo", {R"({"theme":"default"})"},
                           Repeat::idempotent));
}

void Journey::livekit_steps(const livekit::LiveKitPlatform& platform, const MeetingRef& ref) {
  const ParticipantId who{someone_in(ref)};
  const auto track = text_in(play("publish", {{"participant", who.value}}), "track");
  step("send_data",
       platform.send_data(ref, {.bytes = "\x01\xff", .topic = "t", .to = {who.value}, .reliable = false}));
  step("mute_track", platform.mute_track(ref, who, track, true));
  step("update_participant",
       platform.update_participant(ref, who,
                                   {.name = "Grace H",
                                    .metadata = "m",
                                    .attributes = {{"hand", "up"}},
                                    .permission = livekit::Permission{.can_publish_sources = {"CAMERA"}}}));
  step("update_subscriptions", platform.update_subscriptions(ref, who, {track}, false));
  step("raw", platform.raw("RoomService", "GetParticipant",
                           {R"({"room":")" + ref.id + R"(","identity":")" + who.value + R"("})"},
                           {.admin_room = ref.id}, Repeat::read));
  const std::string agents = "POST /twirp/livekit.AgentDispatchService/";
  using livekit::DispatchCall;
  const auto made = value_of(
      "dispatch", platform.dispatch(ref, DispatchCall::create, {R"({"agentName":"bot","metadata":"m"})"}),
      agents + "CreateDispatch");
  step("dispatch", platform.dispatch(ref, DispatchCall::list, {}), agents + "ListDispatch");
  const auto id = made ? text_in(*made, "id") : "";
  step("dispatch", platform.dispatch(ref, DispatchCall::remove, {R"({"dispatchId":")" + id + R"("})"}),
       agents + "DeleteDispatch");
  livekit_egress(platform, ref, who.value, track);
  livekit_services(platform, ref);
}

void Journey::livekit_egress(const livekit::LiveKitPlatform& platform, const MeetingRef& ref,
                             const std::string& who, const std::string& track) {
  using livekit::EgressCall;
  const std::string room = R"("roomName":")" + ref.id + R"(")";
  const std::string file = R"("fileOutputs":[{"fileType":"MP4","filepath":"/recordings/x.mp4"}])";
  const std::string stream =
      R"("streamOutputs":[{"protocol":"RTMP","urls":["rtmps://live.example/app/key-1"]}])";
  const std::string id = R"("egressId":"EG_none")";
  const std::tuple<EgressCall, const char*, std::string> rows[] = {
      {EgressCall::start_room_composite, "StartRoomCompositeEgress", room + R"(,"layout":"speaker",)" + file},
      {EgressCall::start_web, "StartWebEgress", R"("url":"https://calls.example/stage",)" + stream},
      {EgressCall::start_participant, "StartParticipantEgress",
       room + R"(,"identity":")" + who + "\"," + file},
      {EgressCall::start_track_composite, "StartTrackCompositeEgress",
       room + R"(,"videoTrackId":")" + track + "\"," + file},
      {EgressCall::start_track, "StartTrackEgress",
       room + R"(,"trackId":")" + track + R"(","file":{"filepath":"/recordings/x"})"},
      {EgressCall::update_layout, "UpdateLayout", id + R"(,"layout":"grid")"},
      {EgressCall::update_stream, "UpdateStream",
       id + R"(,"addOutputUrls":["rtmps://live.example/app/key-2"])"},
      {EgressCall::list, "ListEgress", room + R"(,"active":true)"},
      {EgressCall::stop, "StopEgress", id}};
  for (const auto& [call, method, members] : rows) {
    sent("egress", "POST /twirp/livekit.Egress/" + std::string(method),
         platform.egress(call, {"{" + members + "}"}));
  }
}

void Journey::livekit_services(const livekit::LiveKitPlatform& platform, const MeetingRef& ref) {
  using livekit::IngressCall;
  using livekit::SipCall;
  const std::string room = R"("roomName":")" + ref.id + R"(")";
  const std::tuple<IngressCall, const char*, std::string> ingress[] = {
      {IngressCall::create, "CreateIngress",
       R"("inputType":"RTMP_INPUT","participantIdentity":"camera",)" + room},
      {IngressCall::update, "UpdateIngress", R"("ingressId":"IN_none","name":"camera")"},
      {IngressCall::list, "ListIngress", room},
      {IngressCall::remove, "DeleteIngress", R"("ingressId":"IN_none")"}};
  for (const auto& [call, method, members] : ingress) {
    sent("ingress", "POST /twirp/livekit.Ingress/" + std::string(method),
         platform.ingress(call, {"{" + members + "}"}));
  }
  const std::string trunk = R"("sipTrunkId":"ST_none")";
  const std::tuple<SipCall, const char*, std::string> sip[] = {
      {SipCall::create_inbound_trunk, "CreateSIPInboundTrunk",
       R"("trunk":{"name":"in","numbers":["+15550100"]})"},
      {SipCall::list_inbound_trunks, "ListSIPInboundTrunk", ""},
      {SipCall::create_outbound_trunk, "CreateSIPOutboundTrunk",
       R"("trunk":{"name":"out","address":"sip.example","numbers":["+15550199"]})"},
      {SipCall::list_outbound_trunks, "ListSIPOutboundTrunk", ""},
      {SipCall::delete_trunk, "DeleteSIPTrunk", trunk},
      {SipCall::create_dispatch_rule, "CreateSIPDispatchRule",
       R"("rule":{"dispatchRuleDirect":{)" + room + "}}"},
      {SipCall::list_dispatch_rules, "ListSIPDispatchRule", ""},
      {SipCall::delete_dispatch_rule, "DeleteSIPDispatchRule", R"("sipDispatchRuleId":"SDR_none")"},
      {SipCall::create_participant, "CreateSIPParticipant", trunk + R"(,"sipCallTo":"+15550100",)" + room},
      {SipCall::transfer_participant, "TransferSIPParticipant",
       R"("participantIdentity":"caller","transferTo":"tel:+15550101",)" + room}};
  for (const auto& [call, method, members] : sip) {
    sent("sip", "POST /twirp/livekit.SIP/" + std::string(method), platform.sip(call, {"{" + members + "}"}));
  }
}

void Journey::provider_steps(const MeetingRef& ref) {
  if (const auto* platform = client_.as<daily::DailyPlatform>()) daily_steps(*platform, ref);
  if (const auto* platform = client_.as<whereby::WherebyPlatform>()) whereby_steps(*platform, ref);
  if (const auto* platform = client_.as<livekit::LiveKitPlatform>()) livekit_steps(*platform, ref);
}

}  // namespace contract
