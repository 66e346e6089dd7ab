// The emulated recorder, and the webhooks by which it tells what it does.

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

const RecordingSpec to_file{.target = FileTarget{"/out"}, .instance_key = "key-1"};

// The events that have fallen due, as our own reader tells them.
std::vector<EventFields> told(World& world) {
  std::vector<EventFields> events;
  for (const auto& webhook : world.server->due(world.clock.now())) {
    const auto verdict = world.client.read_webhook(webhook);
    REQUIRE(verdict.outcome == WebhookOutcome::event);
    events.push_back(**verdict.event);
  }
  return events;
}

std::vector<std::string> types(const std::vector<EventFields>& events) {
  std::vector<std::string> list;
  for (const auto& event : events) list.push_back(event.type);
  return list;
}

}  // namespace

TEST_CASE("a recording's life is told, and each event pairs our key with the egress") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  const auto started = world.client.start_recording(room, to_file);
  REQUIRE(started);
  (void)told(world);
  world.clock.advance(3s);
  (void)world.client.stop_recording(started->ref);
  world.clock.advance(3s);
  auto events = told(world);
  CHECK(types(events) == std::vector<std::string>{"participant_joined", "egress_updated", "egress_updated",
                                                  "participant_left", "egress_ended"});
  CHECK_FALSE(events[0].participant->is_person);
  CHECK(events[1].kind == EventKind::recording_updated);
  CHECK(events[1].recording_state == RecordingState::active);
  CHECK(events[2].recording_state == RecordingState::stopping);
  CHECK(events[4].kind == EventKind::recording_ready);
  CHECK(events[1].natural_key != events[2].natural_key);
  for (const auto& event : events) {
    if (!event.recording) continue;
    CHECK(event.recording->instance_key == "key-1");
    CHECK(event.recording->id == started->ref.id);
    CHECK(event.recording->meeting == room);
  }
}

TEST_CASE("recording.started carries the key and the id; stopping before the start aborts") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  (void)told(world);
  const auto started = world.client.start_recording(room, to_file);
  auto events = told(world);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == EventKind::recording_started);
  CHECK(events[0].recording_state == RecordingState::starting);
  CHECK(events[0].recording->instance_key == "key-1");
  CHECK(events[0].recording->id == started->ref.id);
  CHECK(world.client.stop_recording(started->ref));
  events = told(world);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == EventKind::recording_failed);
  CHECK(events[0].recording_state == RecordingState::cancelled);
}

TEST_CASE("the room's end ends its recordings, and a recorder alone does not keep a room open") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  const auto started = world.client.start_recording(room, to_file);
  world.clock.advance(5s);
  CHECK(world.client.end_meeting(room));
  world.clock.advance(1s);
  (void)world.server->due(world.clock.now());
  world.clock.advance(2s);
  CHECK(world.client.find_recording(started->ref)->state == RecordingState::ready);

  const auto short_lived = world.client.create_meeting({.key = "s", .ends_at = world.clock.now() + 10s})->ref;
  REQUIRE(world.client.start_recording(short_lived, to_file));
  world.clock.advance(30s);
  CHECK(world.client.find_meeting(short_lived).error().code == ErrorCode::not_found);
}

TEST_CASE("25: an automatic egress that cannot start ends as failed, without an id and with our key") {
  auto options = test_server();
  options.egress = EmulatorOptions::Egress::no_worker;
  World world(options);
  MeetingSpec spec{.key = "k", .recording = to_file};
  spec.recording->kind = RecordingKind::per_track;
  const auto room = world.client.create_meeting(spec);
  REQUIRE(room);
  REQUIRE(
      world.server->play("join", {R"({"room":")" + room->ref.id + R"(","user_id":"a"})"}, world.clock.now()));
  (void)told(world);
  REQUIRE(world.server->play("publish", {R"({"participant":"a"})"}, world.clock.now()));
  const auto published = told(world);
  REQUIRE(types(published) == std::vector<std::string>{"track_published"});
  CHECK(published[0].kind == EventKind::track_published);
  CHECK(published[0].participant->identity == "a");
  world.clock.advance(22s);
  const auto events = told(world);
  REQUIRE(types(events) == std::vector<std::string>{"egress_ended"});
  CHECK(events[0].kind == EventKind::recording_failed);
  CHECK(events[0].meeting == room->ref);
  CHECK_FALSE(events[0].recording->id);
  CHECK(events[0].recording->instance_key == "key-1");
  CHECK(events[0].at == world.clock.now());
}

TEST_CASE("EgressInfo is snake_case with defaults in answers, and hides what is secret") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  const auto start = [&](const std::string& outputs) {
    return world.client
        .run(world.platform->egress(EgressCall::start_room_composite,
                                    {R"({"roomName":")" + room.id + R"(","fileOutputs":[)" + outputs + "]}"}))
        ->text;
  };
  const std::string output =
      R"({"filepath":"x","s3":{"accessKey":"AKID","secret":"SHH","bucket":"b","metadata":{"myKey":"v"}}})";
  const auto one = start(output);
  for (const char* part : {R"("egress_id":"EG_)", R"("status":"EGRESS_STARTING")", R"("started_at":"0")",
                           R"("file_outputs":[{)", R"("access_key":"{access_key}")", R"("secret":"{secret}")",
                           R"("myKey":"v")", R"("file_results":[{"filename":"x.mp4")", R"("error":"")"}) {
    INFO(part);
    CHECK(one.find(part) != std::string::npos);
  }
  CHECK(one.find("SHH") == std::string::npos);
  // As on the real server: two outputs of a kind come back in clear.
  CHECK(start(output + "," + output).find("SHH") != std::string::npos);
}

TEST_CASE("the table of Egress's errors") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  const auto code = [&](EgressCall call, const std::string& body) {
    const auto result = world.client.run(world.platform->egress(call, {body}));
    return result ? "" : std::to_string(result.error().http_status) + " " + result.error().provider_code;
  };
  CHECK(code(EgressCall::start_track, R"({"roomName":"nope","trackId":"t","file":{}})") == "404 not_found");
  CHECK(code(EgressCall::start_room_composite, R"({"roomName":")" + room.id + R"("})") ==
        "400 invalid_argument");
  CHECK(code(EgressCall::stop, R"({"egressId":"EG_x"})") == "404 not_found");
  CHECK(code(EgressCall::list, R"({"egressId":"EG_x"})") == "404 not_found");
  CHECK(world.client.stop_recording({.meeting = room, .id = "EG_x"}));
  CHECK(world.client.find_recording({.meeting = room, .id = "EG_x"}).error().code == ErrorCode::not_found);
  CHECK(code(EgressCall::update_layout, R"({"egressId":"EG_x"})") == "404 not_found");
  const auto started = world.client.start_recording(room, to_file);
  (void)world.client.stop_recording(started->ref);
  CHECK(code(EgressCall::stop, R"({"egressId":")" + *started->ref.id + R"("})") == "412 failed_precondition");
  const auto denied = world.client.run(world.platform->raw("Egress", "ListEgress", {}, {.room_list = true}));
  CHECK(denied.error().provider_code == "unauthenticated");
  world.clock.advance(25h);
  CHECK(world.client.find_recording(started->ref).error().code == ErrorCode::not_found);
}

TEST_CASE("the emulator plays what its header lists, and says what it cannot") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  const auto play = [&](const std::string& what, const std::string& arguments) {
    return world.server->play(what, {arguments}, world.clock.now());
  };
  const auto grant = world.client.join(room, {.user_id = "bob"});
  CHECK(play("join", R"({"token":")" + grant->token.reveal() + R"("})")->text == R"({"participant":"bob"})");
  CHECK(play("leave", R"({"participant":"bob"})"));
  const std::pair<const char*, std::string> bad[] = {
      {"dance", "{}"},
      {"join", "[]"},
      {"join", R"({"room":"nope"})"},
      {"join", R"({"room":")" + room.id + R"(","role":"king"})"},
      {"leave", R"({"participant":"bob"})"},
      {"publish", R"({"participant":"bob"})"},
      {"unpublish", R"({"room":"x","track":"y"})"},
      {"start_recording", R"({"room":"nope"})"},
      {"finish_recording", R"({"room":")" + room.id + R"("})"},
      {"fail_recording", "{}"}};
  for (const auto& [what, arguments] : bad) {
    INFO(what << arguments);
    CHECK(play(what, arguments).error().code == ErrorCode::invalid_argument);
  }
  CHECK(play("join", R"({"token":"x"})").error().code == ErrorCode::unauthenticated);
  REQUIRE(play("join", R"({"room":")" + room.id + R"(","user_id":"v","role":"viewer"})"));
  CHECK(play("publish", R"({"participant":"v"})").error().code == ErrorCode::invalid_argument);
  REQUIRE(play("start_recording", R"({"room":")" + room.id + R"("})"));
  world.clock.advance(3s);
  CHECK(play("finish_recording", R"({"room":")" + room.id + R"("})"));
}
