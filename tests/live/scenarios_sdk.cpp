// LiveKit's own SDK as the other side: of our tokens, our webhooks, our requests and our emulator.

#include <array>
#include <cstdio>
#include <fstream>

#include "live.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/spi/verify.hpp"
#include "vplatform/testing/emulator_server.hpp"

namespace vplatform::live {

namespace {

const MeetingRef room_1{.platform = "livekit", .id = "room-1", .room = "room-1"};

std::string quoted(const std::string& path) {
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

spi::Json ask(const Stage& stage, const std::string& questions) {
  const auto file = stage.sdk_folder + "/questions.json";
  std::ofstream(file) << questions;
  const auto command = "node " + quoted(stage.sdk_folder + "/sdk.mjs") + " " + quoted(file);
  auto* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string answers;
  std::array<char, 4096> part{};
  while (const auto size = std::fread(part.data(), 1, part.size(), pipe)) answers.append(part.data(), size);
  ::pclose(pipe);
  return parsed(answers);
}

// A server of ours with a room, somebody in it, and its signed webhooks.
std::vector<WebhookRequest> emulated_webhooks(const Stage& stage) {
  platforms::livekit::Emulator emulator({.keys = {{.issuer = api_key, .secret = Secret(api_secret)}}});
  const auto now = std::chrono::system_clock::now();
  const auto grant = stage.client.join(room_1, {.name = "Alice Ünïcode", .user_id = "alice"});
  if (grant) (void)emulator.join(grant->token.reveal(), now);
  return emulator.due(now);
}

struct Asked {
  std::vector<std::string> tokens{};
  std::vector<WebhookRequest> webhooks{};
  std::vector<std::string> bodies{};
  std::vector<std::pair<std::string, std::string>> requests{};
  std::string emulator_url{};
};

template <class T>
void add_request(Asked& asked, const Step<T>& step) {
  const auto* pending = step.pending();
  if (pending == nullptr) return;
  const auto& path = pending->request.path_template;
  asked.requests.emplace_back(path.substr(path.rfind('/') + 1), pending->request.body);
  asked.tokens.emplace_back(find_header(pending->request.headers, "authorization").value_or("").substr(7));
}

// What a step sends after the answers that it waits for.
template <class T>
void add_last_request(Asked& asked, Step<T> step, const std::vector<std::string>& answers) {
  for (const auto& answer : answers) {
    add_request(asked, step);
    if (step.pending() == nullptr) return;
    step = advance(std::move(step), {.answer = HttpResponse{.status = 200, .body = answer}});
  }
  add_request(asked, step);
}

void add_service_requests(Asked& asked, const platforms::livekit::LiveKitPlatform& platform) {
  const ParticipantId alice{"alice"};
  RecordingSpec spec{.target = S3Keys{.bucket = "b",
                                      .region = "eu-1",
                                      .endpoint = "https://minio.example",
                                      .access_key_id = Secret("key"),
                                      .secret_access_key = Secret("secret")},
                     .instance_key = "key-1"};
  const std::string none = R"({"items":[]})";
  add_last_request(asked, platform.start_recording(room_1, spec), {none});
  add_request(asked, platform.create_meeting({.key = "k", .recording = spec}));
  spec.kind = RecordingKind::audio_only;
  spec.target = GoogleStorage{.bucket = "b", .credentials = Secret("{}")};
  add_last_request(asked, platform.start_recording(room_1, spec), {none});
  spec.kind = RecordingKind::per_track;
  spec.target = AzureStorage{.account = "a", .container = "c", .account_key = Secret("key")};
  add_last_request(asked, platform.start_recording(room_1, spec),
                   {none, R"({"participants":[{"identity":"alice","tracks":[{"sid":"TR_1"}]}]})"});
  add_request(asked, platform.create_meeting({.key = "k", .recording = spec}));
  add_last_request(asked, platform.stop_recording({.meeting = room_1, .id = "EG_1"}),
                   {R"({"items":[{"egressId":"EG_1","roomName":"room-1"}]})"});
  add_request(asked, platform.presence(room_1));
  add_request(asked, platform.remove_participant(room_1, alice));
  add_request(asked,
              platform.send_data(room_1, {.bytes = "x", .topic = "t", .to = {"a"}, .reliable = false}));
  add_request(asked, platform.mute_track(room_1, alice, "TR_1", true));
  add_request(asked, platform.update_participant(
                         room_1, alice,
                         {.name = "A",
                          .metadata = "m",
                          .attributes = {{"k", "v"}},
                          .permission = platforms::livekit::Permission{.can_publish_sources = {"CAMERA"}}}));
  add_request(asked, platform.update_subscriptions(room_1, alice, {"TR_1"}, false));
}

Asked questions_of(const Stage& stage) {
  Asked asked;
  for (const auto role : {Role::host, Role::participant, Role::viewer}) {
    if (const auto grant = stage.client.join(room_1, {.role = role, .user_id = "alice"}))
      asked.tokens.push_back(grant->token.reveal());
  }
  const auto& platform = *stage.platform;
  add_request(asked, platform.create_meeting({.key = "k",
                                              .max_participants = 3,
                                              .metadata = "m",
                                              .extras = {{"livekit", {R"({"departureTimeout":60})"}}}}));
  add_request(asked, platform.find_meeting(room_1));
  add_request(asked, platform.update_meeting(room_1, {.metadata = "n"}));
  add_request(asked, platform.end_meeting(room_1));
  add_service_requests(asked, platform);
  asked.webhooks = emulated_webhooks(stage);
  asked.bodies = {
      R"({"event":"room_started", "room":{"sid":"RM_1", "name":"room-1"}, "id":"EV_1", "createdAt":"1767225600"})",
      R"({"event":"participant_joined","room":{"name":"room-1"},"participant":{"sid":"PA_1","identity":"Ünïcode"},"id":"EV_2"})"};
  return asked;
}

std::string written(const Asked& asked) {
  spi::JsonWriter out;
  out.begin_object()
      .member("key", api_key)
      .member("secret", api_secret)
      .member("emulator", asked.emulator_url)
      .member("playedRoom", "played-room");
  out.key("verify").begin_array();
  for (const auto& token : asked.tokens) out.value(token);
  out.end_array().key("receive").begin_array();
  const auto webhook = [&out](const std::string& body, std::string_view authorization) {
    out.begin_object().member("body", body).member("authorization", authorization).end_object();
  };
  for (const auto& one : asked.webhooks) {
    const auto authorization = find_header(one.headers, "authorization").value_or("");
    webhook(one.body, authorization);
    webhook(one.body + " ", authorization);  // one byte more must not pass
  }
  out.end_array().key("sign").begin_array();
  for (const auto& body : asked.bodies) out.value(body);
  out.end_array().key("requests").begin_array();
  for (const auto& [method, body] : asked.requests)
    out.begin_object().member("method", method).member("body", body).end_object();
  out.end_array().end_object();
  return std::move(out).text();
}

bool ok(const spi::Json& answer) {
  return answer["ok"].boolean().value_or(false);
}

void check_tokens(Report& report, const Asked& asked, const spi::Json& answers) {
  const auto verified = answers["verified"].items();
  bool all = verified.size() == asked.tokens.size() && !verified.empty();
  for (const auto& one : verified) all = all && ok(one);
  report.check("-", "its TokenVerifier takes our " + std::to_string(asked.tokens.size()) + " tokens", all,
               answers["verified"].dump());
  const auto host = verified.empty() ? spi::Json{} : verified.front()["claims"];
  report.check("-", "and reads who it is and what they may do",
               host["sub"].text() == "alice" && host["video"]["roomJoin"].boolean() == true &&
                   host["video"]["room"].text() == "room-1",
               host.dump());
  const spi::JwtVerifier ours({{.issuer = api_key, .secret = Secret(api_secret)}});
  const auto claims =
      ours.claims(answers["minted"]["token"].text_or(""), std::chrono::system_clock::now(), 60s);
  report.check("-", "our verifier takes a token of its own",
               claims && parsed(*claims)["sub"].text() == "alice",
               claims ? std::string{} : claims.error().message);
}

void check_webhooks(const Stage& stage, const Asked& asked, const spi::Json& answers) {
  auto& report = stage.report;
  const auto received = answers["received"].items();
  bool good = received.size() == 2 * asked.webhooks.size() && !received.empty();
  bool bad = good;
  for (std::size_t i = 0; i < received.size(); ++i)
    (i % 2 == 0 ? good : bad) &= ok(received[i]) == (i % 2 == 0);
  report.check(
      "-",
      "its WebhookReceiver takes the " + std::to_string(asked.webhooks.size()) + " webhooks of our emulator",
      good, answers["received"].dump());
  report.check("-", "and refuses each with one byte more", bad, answers["received"].dump());
  report.check("-", "and reads who joined where",
               received.size() > 2 && received[2]["room"].text() == "room-1" &&
                   received[2]["identity"].text() == "alice");

  bool read = answers["signed"].size() == asked.bodies.size();
  bool refused = read;
  for (const auto& one : answers["signed"].items()) {
    WebhookRequest request{.headers = {{.name = "Authorization", .value = one["authorization"].text_or("")}},
                           .body = one["body"].text_or("")};
    read = read && stage.client.read_webhook(request).outcome == WebhookOutcome::event;
    request.body.back() = ' ';
    refused = refused && stage.client.read_webhook(request).outcome == WebhookOutcome::refused;
  }
  report.check("-", "our reader takes the webhooks that it signed", read);
  report.check("-", "and refuses each with its last byte changed", refused);
}

void check_requests(Report& report, const Asked& asked, const spi::Json& answers) {
  const auto requests = answers["requests"].items();
  bool all = requests.size() == asked.requests.size() && requests.size() > 20;
  for (const auto& one : requests) all = all && ok(one);
  report.check("-", "its schema knows every member of our " + std::to_string(requests.size()) + " requests",
               all, answers["requests"].dump());
}

void check_emulator(Report& report, const spi::Json& driven) {
  report.check("-", "its client drives our emulator", ok(driven), driven.dump());
  const bool right = driven["sameSid"].boolean() == true && driven["oldMetadata"].text() == "m" &&
                     driven["emptyTimeout"].integer() == 60 && driven["maxParticipants"].integer() == 3 &&
                     driven["listed"].integer() == 1 && driven["updated"].text() == "n" &&
                     driven["people"].integer() == 0 &&
                     driven["created"].integer().value_or(0) > 1'700'000'000;
  report.check("-", "which answers as the server does", right, driven.dump());
  report.check("-", "also that a room is gone",
               driven["secondDelete"].text_or("").find("does not exist") != std::string::npos, driven.dump());
}

void check_recorder(Report& report, const spi::Json& recorded) {
  report.check("-", "its egress, participant and dispatch clients drive our emulator", ok(recorded),
               recorded.dump());
  report.check("-", "which starts, lists and stops a recording",
               recorded["egressId"].text_or("").substr(0, 3) == "EG_" && recorded["status"].integer() == 0 &&
                   recorded["listed"].integer() == 1 && recorded["sameId"].boolean() == true &&
                   recorded["stopped"].integer() == 5 &&
                   recorded["secondStop"].text_or("").find("cannot be stopped") != std::string::npos,
               recorded.dump());
  report.check("-", "and lists, mutes, changes and removes a participant",
               recorded["people"].dump() == R"(["alice"])" && recorded["muted"].boolean() == true &&
                   recorded["attributes"]["k"].text() == "v" && recorded["name"].text() == "Al" &&
                   recorded["left"].integer() == 0,
               recorded.dump());
  report.check("-", "and sends agents, and says what the cloud alone can do",
               recorded["dispatched"].boolean() == true && recorded["undispatched"].boolean() == false &&
                   recorded["got"].text() == "bot" &&
                   recorded["moved"].text_or("").find("not implemented") != std::string::npos &&
                   recorded["forwarded"].text_or("").find("not implemented") != std::string::npos,
               recorded.dump());
}

void check_started(Report& report, const spi::Json& started) {
  report.check("-", "its six ways to start an egress work, and changing, listing and stopping them",
               ok(started) && started["same"].boolean() == true && started["active"].boolean() == true &&
                   started["none"].integer() == 0 &&
                   started["kinds"].dump() ==
                       R"(["roomComposite","web","participant","trackComposite","track","egress"])" &&
                   started["files"].dump() == "[1,1,1,1,1,1]",
               started.dump());
  report.check("-", "and an absent room and an unknown egress are what the server calls them",
               started["absent"].text_or("").find("requested room does not exist") != std::string::npos &&
                   started["unknown"].text_or("").find("egress does not exist") != std::string::npos,
               started.dump());
}

// Somebody in a room of the emulator, who publishes.
void play_somebody(platforms::livekit::Emulator& emulator, const Stage& stage) {
  const auto now = std::chrono::system_clock::now();
  const auto grant =
      stage.client.join(MeetingRef{.platform = "livekit", .id = "played-room", .room = "played-room"},
                        JoinSpec{.name = "Alice", .user_id = "alice"});
  if (grant) (void)emulator.join(grant->token.reveal(), now);
  (void)emulator.play("publish", {R"({"participant":"alice"})"}, now);
}

}  // namespace

void run_sdk_scenarios(Stage& stage) {
  stage.report.section("livekit-server-sdk for Node");
  auto asked = questions_of(stage);
  const auto service = std::make_shared<platforms::livekit::Emulator>(
      platforms::livekit::EmulatorOptions{.keys = {{.issuer = api_key, .secret = Secret(api_secret)}}});
  play_somebody(*service, stage);
  const auto emulator = testing::EmulatorServer::start(service);
  if (emulator) asked.emulator_url = (*emulator)->url();
  const auto answers = ask(stage, written(asked));
  if (!stage.report.check("-", "the SDK runs", answers.is_object())) return;
  check_tokens(stage.report, asked, answers);
  check_webhooks(stage, asked, answers);
  check_requests(stage.report, asked, answers);
  check_emulator(stage.report, answers["driven"]);
  check_recorder(stage.report, answers["recorded"]);
  check_started(stage.report, answers["started"]);
}

}  // namespace vplatform::live
