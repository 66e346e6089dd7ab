// Recordings on a server that has redis and a worker. The worker is a stand-in, tests/live/recorder: what the
// server makes of its word is real, the media are not.

#include <fstream>
#include <set>

#include "live.hpp"
#include "live_people.hpp"
#include "recorded.hpp"
#include "support/child_process.hpp"
#include "tape.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::live {

namespace {

const std::string egress_path = "/twirp/livekit.Egress/";
const std::string record = R"({"video":{"roomRecord":true}})";

bool becomes_ready(const testing::ChildProcess& recorder, const std::string& log) {
  std::string word;
  return soon([&] {
           std::ifstream(log) >> word;
           return word == "ready" || !recorder.is_running();
         }) &&
         word == "ready";
}

std::string issuer_of(const Delivery& delivery) {
  const auto parts = spi::split_jwt(find_header(delivery.request.headers, "authorization").value_or(""));
  return parts ? parsed(parts->claims)["iss"].text_or("") : std::string{};
}

// One recording through our client, with its events.
void check_life(Stage& stage, const MeetingRef& room) {
  auto& report = stage.report;
  const RecordingSpec spec{.target = FileTarget{"out"}, .instance_key = "key-1"};
  const auto started = stage.client.start_recording(room, spec, {.budget = 30s});
  const auto why = started ? std::string{} : describe(started.error()) + started.error().provider_message;
  if (!report.check("24", "with a worker a recording starts", started.has_value(), why)) return;
  const auto state = [&](RecordingState wanted) {
    return soon([&] {
      const auto found = stage.client.find_recording(started->ref);
      return found && found->state == wanted;
    });
  };
  report.check("24", "and is found active by its key", state(RecordingState::active));
  const auto early = stage.client.find_recording({.meeting = room, .instance_key = "key-1"});
  report.check("24", "a file that is being written is not listed yet", early && early->files.empty());
  const auto again = stage.client.start_recording(room, spec, {.budget = 30s});
  report.check("24", "asked for again it is the same", again && again->ref == started->ref);
  report.check("24", "it is stopped", stage.client.stop_recording(started->ref).has_value());
  const bool ready = state(RecordingState::ready);
  const auto found = stage.client.find_recording(started->ref);
  report.check("24", "and is ready, with its file", ready && found && found->files.size() == 1);
  report.check("24", "stopping it again is success", stage.client.stop_recording(started->ref).has_value());
  const auto told = stage.receiver.wait_for(room.id, "egress_ended", 1, patience);
  const auto verdict = told.empty() ? WebhookVerdict{} : stage.client.read_webhook(told.front().request);
  report.check("24", "egress_ended pairs our key with the egress",
               verdict.event && (*verdict.event)->kind == EventKind::recording_ready &&
                   (*verdict.event)->recording->id == started->ref.id &&
                   (*verdict.event)->recording->instance_key == "key-1");
}

void check_signing_key(Stage& stage, const MeetingRef& room) {
  auto& report = stage.report;
  const std::string body = R"({"roomName":")" + room.id +
                           R"(","fileOutputs":[{"filepath":"x.mp4"}],"webhooks":[{"url":")" +
                           stage.receiver.url() + R"(","signingKey":")" + second_key + "\"}]}";
  const auto started =
      stage.client.run(stage.platform->egress(platforms::livekit::EgressCall::start_room_composite, {body}));
  report.check("28", "an egress with a webhook of its own starts", started.has_value(),
               started ? "" : describe(started.error()) + started.error().provider_message);
  const auto told = stage.receiver.wait_for(room.id, "egress_started", 2, patience);
  std::set<std::string> issuers;
  for (const auto& one : told) issuers.insert(issuer_of(one));
  report.check("28", "egress_started comes twice, its token issued by each of the two keys",
               told.size() == 2 && issuers == std::set<std::string>{api_key, second_key});

  const auto both = make_platform(stage.server.url(), true, api_secret,
                                  {{.issuer = api_key, .secret = Secret(api_secret)},
                                   {.issuer = second_key, .secret = Secret(second_secret)}});
  bool taken = !told.empty();
  bool refused = taken;
  for (const auto& one : told) {
    taken = taken && both->read_webhook(one.request).outcome == WebhookOutcome::event;
    const auto alone = stage.client.read_webhook(one.request).outcome;
    refused = refused && (alone == WebhookOutcome::event) == (issuer_of(one) == api_key);
  }
  report.check("28", "who knows both keys takes both", taken);
  report.check("28", "who knows the first alone refuses the second's", refused);
}

struct Scene {
  Tape& tape;
  std::string room{};

  spi::Json ask(const std::string& method, const std::string& body) const {
    return tape.ask({.path = egress_path + method, .body = body, .claims = record});
  }
  [[nodiscard]] std::string in_room(const std::string& more = {}) const {
    return R"({"roomName":")" + room + "\"" + (more.empty() ? "" : "," + more) + "}";
  }
};

void tape_life(const Scene& scene) {
  (void)scene.ask("ListEgress", scene.in_room());
  for (const char* method : {"ListEgress", "StopEgress", "UpdateLayout"})
    (void)scene.ask(method, R"({"egressId":"EG_none"})");
  (void)scene.ask("StartRoomCompositeEgress", R"({"roomName":"nope","fileOutputs":[{"filepath":"x"}]})");
  const auto started = scene.ask(
      "StartRoomCompositeEgress",
      scene.in_room(R"("layout":"grid","fileOutputs":[{"fileType":"MP4","filepath":"a/{room_name}.mp4",)"
                    R"("s3":{"accessKey":"AK","secret":"SK","bucket":"b","region":"eu-1"}}])"));
  const std::string id = R"({"egressId":")" + started["egress_id"].text_or("") + "\"}";
  (void)scene.tape.wait(scene.room, "egress_updated", 1);
  (void)scene.ask("ListEgress", id);
  (void)scene.ask("ListEgress", scene.in_room(R"("active":true)"));
  (void)scene.ask("StopEgress", id);
  (void)scene.tape.wait(scene.room, "egress_ended", 1);
  (void)scene.ask("ListEgress", id);
  (void)scene.ask("ListEgress", scene.in_room(R"("active":true)"));
  (void)scene.ask("StopEgress", id);
  (void)scene.ask("StartRoomCompositeEgress", scene.in_room());
}

// Each kind of request, as it comes back.
void tape_kinds(const Scene& scene) {
  std::size_t updates = 2;
  const auto start = [&](const char* method, const std::string& body) {
    (void)scene.ask(method, body);
    (void)scene.tape.wait(scene.room, "egress_updated", ++updates);
  };
  const std::string file = R"("fileOutputs":[{"filepath":"x.mp4"}])";
  start("StartRoomCompositeEgress", scene.in_room(R"("audioOnly":true,)" + file));
  start("StartParticipantEgress", scene.in_room(R"("identity":"alice",)" + file));
  start("StartTrackCompositeEgress", scene.in_room(R"("audioTrackId":"TR_a",)" + file));
  start("StartEgress",
        scene.in_room(R"("template":{"layout":"grid"},"outputs":[{"file":{"filepath":"x.mp4"}}],)"
                      R"("storage":{"gcp":{"credentials":"{}","bucket":"b"}})"));
  start("StartRoomCompositeEgress",
        scene.in_room(R"("webhooks":[{"url":"http://127.0.0.1:1/x","signingKey":"APIsecond"}],)"
                      R"("fileOutputs":[{"filepath":"x.mp4","azure":{"accountName":"a","accountKey":"k"}}],)"
                      R"("preset":"H264_1080P_30","audioMixing":"DUAL_CHANNEL_AGENT")"));
  (void)scene.ask("StartWebEgress", R"({"url":"https://example.com",)" + file + "}");
  (void)scene.tape.wait("", "egress_updated", 1);
}

void tape_automatic(const Scene& scene, const std::string& room) {
  (void)scene.tape.ask(
      {.path = "/twirp/livekit.RoomService/CreateRoom",
       .body = R"({"name":")" + room + R"(","egress":{"room":{"fileOutputs":[{"filepath":"y.mp4"}]}}})",
       .claims = R"({"video":{"roomCreate":true}})"});
  (void)scene.tape.wait(room, "egress_updated", 1);
  (void)scene.ask("ListEgress", R"({"roomName":")" + room + "\"}");
}

}  // namespace

void run_recorder_scenarios(Stage& stage) {
  stage.report.section("recordings with a worker, played by a stand-in without media");
  const auto log = stage.sdk_folder + "/recorder.log";
  const testing::ChildProcess recorder({stage.recorder, stage.redis}, log);
  if (!stage.report.check("24", "the stand-in for the worker runs", becomes_ready(recorder, log), log))
    return;
  const auto made = stage.client.create_meeting({.key = fresh_key("recorder")});
  if (!stage.report.check("24", "a room to be recorded", made.has_value())) return;
  check_life(stage, made->ref);
  const auto other = stage.client.create_meeting({.key = fresh_key("signed")});
  if (other) check_signing_key(stage, other->ref);

  Tape tape(stage, "redis and a worker", R"({"egress":"worker"})");
  const Scene scene{.tape = tape, .room = "taped"};
  (void)tape.ask({.path = "/twirp/livekit.RoomService/CreateRoom",
                  .body = R"({"name":"taped"})",
                  .claims = R"({"video":{"roomCreate":true}})"});
  tape_life(scene);
  tape_kinds(scene);
  tape_automatic(scene, "automatic");
  stage.tapes.push_back(tape.finish({"taped", "automatic", ""}));
}

}  // namespace vplatform::live
