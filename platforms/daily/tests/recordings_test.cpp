#include "world.hpp"

// Recordings: by our instance id while they run, by Daily's id afterwards.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

const std::string instance = "5f1d7c3a-2b44-4c6d-9e8f-a1b2c3d4e5f6";

struct Call : World {
  explicit Call(Settings settings) : World(std::move(settings)) { begin(); }
  Call() { begin(); }

  void begin() {
    meeting = client.create_meeting({.key = "call"})->ref;
    REQUIRE(play("join", R"({"room":")" + meeting.room + R"(","name":"Ada"})"));
  }
  Result<JsonText> play(const std::string& what, const std::string& arguments) {
    return emulator->play(what, {arguments}, clock.now());
  }
  Result<JsonText> finish() { return play("finish_recording", R"({"room":")" + meeting.room + R"("})"); }
  [[nodiscard]] spi::Json last_body() { return parsed(transport->faults().requests().back().body); }

  MeetingRef meeting{};
};

Settings with_bucket() {
  Settings settings = settings_for({});
  settings.recordings_bucket = RecordingsBucket{"calls", "eu-central-1", "arn:aws:iam::111122223333:role/r"};
  return settings;
}

/// The id that the webhook says.
std::string started_id(Call& call, const std::string& key) {
  for (const auto& request : call.emulator->due(call.clock.now())) {
    const auto verdict = call.client.read_webhook(request);
    REQUIRE(verdict.event);
    const auto& event = **verdict.event;
    if (event.kind == EventKind::recording_started && event.recording->instance_key == key)
      return *event.recording->id;
  }
  return {};
}

}  // namespace

TEST_CASE("a recording lives from its start to its link, and its webhook pairs our key with Daily's id") {
  Call call;
  const auto started =
      call.client.start_recording(call.meeting, {.max_length = 1h, .instance_key = instance});
  REQUIRE(started);
  CHECK(call.last_body().dump() ==
        R"({"instanceId":")" + instance + R"(","maxDuration":3600,"type":"cloud"})");
  CHECK(started->state == RecordingState::requested);
  CHECK_FALSE(started->ref.id);

  RecordingRef ref = started->ref;
  ref.id = started_id(call, instance);
  REQUIRE_FALSE(ref.id->empty());
  CHECK(call.client.find_recording(ref)->state == RecordingState::active);
  CHECK(call.client.recording_link(ref, 1h).error().code == ErrorCode::invalid_argument);

  call.clock.advance(10min);
  REQUIRE(call.client.stop_recording(ref));
  call.clock.advance(2min);
  const auto found = call.client.find_recording(ref);
  REQUIRE(found);
  CHECK(found->state == RecordingState::ready);
  CHECK(found->duration == 10min);
  CHECK(found->ref.instance_key == instance);
  CHECK(found->files.size() == 1);

  const auto link = call.client.recording_link(ref, 2h);
  REQUIRE(link);
  CHECK(link->url.reveal().starts_with("https://"));
  CHECK(link->expires_at == call.clock.now() + 2h);
  REQUIRE(call.client.delete_recording(ref));
  REQUIRE(call.client.delete_recording(ref));
  CHECK(call.client.find_recording(ref).error().code == ErrorCode::not_found);
}

TEST_CASE(
    "F15 a start in an empty room, with no worker free, or of what the room cannot do fails as it should") {
  Call call;
  const auto empty = call.client.create_meeting({.key = "empty"});
  const auto nobody = call.client.start_recording(empty->ref, {.instance_key = instance});
  REQUIRE(!nobody);
  CHECK(nobody.error().code == ErrorCode::failed_precondition);
  CHECK(nobody.error().effect == Effect::none);

  REQUIRE(call.play("no_worker", R"({"times":1})"));
  CHECK(call.client.start_recording(call.meeting, {.instance_key = instance}));
  CHECK(
      call.ask("POST", "/rooms/" + call.meeting.room + "/recordings/start", R"({"max_duration":1})").status ==
      400);

  const auto tracks = call.client.start_recording(call.meeting, {.kind = RecordingKind::per_track});
  CHECK(tracks.error().code == ErrorCode::unsupported);
}

TEST_CASE("starting what runs already is success, and stopping what does not run too") {
  Call call;
  REQUIRE(call.client.start_recording(call.meeting, {.instance_key = instance}));
  const auto again = call.client.start_recording(call.meeting, {.instance_key = instance});
  REQUIRE(again);
  CHECK(again->state == RecordingState::active);
  CHECK(call.client.list_recordings(call.meeting)->items.size() == 1);
  REQUIRE(call.client.stop_recording(again->ref));
  CHECK(call.client.stop_recording(again->ref));
  CHECK(call.ask("POST", "/rooms/" + call.meeting.room + "/recordings/stop", "{}").status == 400);
}

TEST_CASE("a recording without our key is not said to be stopped, and nothing is sent") {
  Call call;
  REQUIRE(call.client.start_recording(call.meeting, {.instance_key = instance}));
  const auto sent = call.sent().size();
  const auto stopped = call.client.stop_recording({.meeting = call.meeting, .id = "r1"});
  REQUIRE(!stopped);
  CHECK(stopped.error().code == ErrorCode::failed_precondition);
  CHECK(call.sent().size() == sent);
}

TEST_CASE("a recording that somebody has started without a key is stopped by the key that Daily gives it") {
  Call call;
  REQUIRE(call.play("start_recording", R"({"room":")" + call.meeting.room + R"("})"));
  const std::string daily_s_own = "c3df927c-f738-4471-a2b7-066fa7e95a6b";
  CHECK(!started_id(call, daily_s_own).empty());
  call.clock.advance(1min);
  REQUIRE(call.client.stop_recording({.meeting = call.meeting, .instance_key = daily_s_own}));
  CHECK(call.last_body().dump() == "{}");  // Daily refuses to be told it
  CHECK(call.ask("POST", "/rooms/" + call.meeting.room + "/recordings/stop", "{}").status == 400);
}

TEST_CASE("a start whose answers are lost makes one recording") {
  Call call;
  const int times = GENERATE(1, 2);
  call.transport->faults().add(
      {.kind = testing::FaultKind::lost_after, .method = "POST", .path = "start", .times = times});
  const auto started = call.client.start_recording(call.meeting, {.instance_key = instance});
  REQUIRE(started);
  CHECK(call.transport->faults().pending() == 0);
  CHECK(call.client.list_recordings(call.meeting)->items.size() == 1);
}

TEST_CASE("a 400 that is no recording's is an error") {
  Call call;
  const auto refused =
      call.client.start_recording(call.meeting, {.instance_key = "c3df927c-f738-4471-a2b7-066fa7e95a6b"});
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  const auto no_uuid = call.client.start_recording(call.meeting, {.instance_key = "my-recording"});
  CHECK(no_uuid.error().code == ErrorCode::invalid_argument);
  CHECK(call.client.list_recordings(call.meeting)->items.empty());
}

TEST_CASE("two recordings run at once, and each is stopped by its own key") {
  Call call(with_bucket());
  const std::string other = "6f1d7c3a-2b44-4c6d-9e8f-a1b2c3d4e5f6";
  const S3Role here{};
  const auto video = call.client.start_recording(call.meeting, {.target = here, .instance_key = instance});
  const auto tracks = call.client.start_recording(
      call.meeting, {.kind = RecordingKind::per_track, .target = here, .instance_key = other});
  REQUIRE(video);
  REQUIRE(tracks);
  call.clock.advance(1min);
  REQUIRE(call.client.stop_recording(tracks->ref));
  CHECK(call.last_body()["type"].text() == "raw-tracks");
  call.clock.advance(2min);
  const auto list = call.client.list_recordings(call.meeting);
  REQUIRE(list->items.size() == 2);
  CHECK(list->items[0].ref.kind == RecordingKind::per_track);
  CHECK(list->items[0].state == RecordingState::ready);
  CHECK(list->items[0].files.size() == 2);
  CHECK(list->items[1].state == RecordingState::active);
}

TEST_CASE("a target that Daily does not take is refused by name, and nothing is sent") {
  Call call(with_bucket());
  const auto before = call.sent().size();
  const auto at_daily = call.client.start_recording(call.meeting, {.instance_key = instance});
  CHECK(at_daily.error().message.find("store_at_provider") != std::string::npos);
  const auto elsewhere = call.client.start_recording(
      call.meeting, {.target = S3Role{.bucket = "others"}, .instance_key = instance});
  CHECK(elsewhere.error().code == ErrorCode::unsupported);
  const auto prefixed =
      call.client.start_recording(call.meeting, {.target = S3Role{.prefix = "a/"}, .instance_key = instance});
  CHECK(prefixed.error().code == ErrorCode::unsupported);
  CHECK(call.sent().size() == before);
}

TEST_CASE("F20 a link is good for as long as was asked, within what Daily gives") {
  Call call;
  const auto started = call.client.start_recording(call.meeting, {.instance_key = instance});
  RecordingRef ref = started->ref;
  ref.id = started_id(call, instance);
  call.clock.advance(1min);
  REQUIRE(call.finish());
  const auto expires = [&](std::chrono::seconds valid_for) {
    return call.client.recording_link(ref, valid_for)->expires_at - call.clock.now();
  };
  CHECK(expires(5min) == 5min);
  CHECK(expires(12h) == 12h);
  CHECK(expires(48h) == 12h);
  // Unless it is asked otherwise Daily gives an hour, in whole seconds.
  const auto usual = parsed(call.ask("GET", "/recordings/" + *ref.id + "/access-link").body);
  CHECK(usual["expires"].integer() ==
        std::chrono::duration_cast<std::chrono::seconds>(call.clock.now().time_since_epoch()).count() + 3600);
}

TEST_CASE("F21 words in place of a link are a failure, not a link") {
  World world(settings_for({}), EmulatorOptions{.links = false});
  const auto meeting = world.client.create_meeting({.key = "call"})->ref;
  REQUIRE(world.emulator->join(meeting.room, {"", "Ada", false}, world.clock.now()));
  REQUIRE(world.client.start_recording(meeting, {.instance_key = instance}));
  world.clock.advance(1min);
  REQUIRE(
      world.emulator->play("finish_recording", {R"({"room":")" + meeting.room + R"("})"}, world.clock.now()));
  const auto list = world.client.list_recordings(meeting);
  REQUIRE(list->items.size() == 1);
  const auto link = world.client.recording_link(list->items[0].ref, 1h);
  REQUIRE(!link);
  CHECK(link.error().code == ErrorCode::failed_precondition);
  CHECK(link.error().provider_message == "Daily has no access to this bucket");
}

TEST_CASE("the list of recordings goes on by its token, and a page that fails is an error") {
  Call call;
  for (int i = 0; i < 130; ++i) {
    const auto key = call.clock.env().new_id();
    const auto one = call.client.start_recording(call.meeting, {.instance_key = key});
    REQUIRE(one);
    call.clock.advance(20s);
    REQUIRE(call.client.stop_recording(one->ref));
    call.clock.advance(20s);
  }
  const auto first = call.client.list_recordings(call.meeting);
  REQUIRE(first);
  CHECK(first->items.size() == 100);
  const auto second = call.client.list_recordings(call.meeting, first->next);
  REQUIRE(second);
  CHECK(second->items.size() == 30);
  CHECK(second->next.empty());
  call.transport->faults().add({.kind = testing::FaultKind::html, .path = "recordings", .times = 3});
  CHECK(!call.client.list_recordings(call.meeting, first->next));
}

TEST_CASE("a recording that failed is told with our key, although its time is a text") {
  Call call;
  REQUIRE(call.client.start_recording(call.meeting, {.instance_key = instance}));
  (void)call.emulator->due(call.clock.now());
  REQUIRE(call.play("fail_recording", R"({"room":")" + call.meeting.room + R"("})"));
  const auto due = call.emulator->due(call.clock.now());
  REQUIRE(due.size() == 1);
  const auto verdict = call.client.read_webhook(due.front());
  REQUIRE(verdict.event);
  CHECK((*verdict.event)->kind == EventKind::recording_failed);
  CHECK((*verdict.event)->recording->instance_key == instance);
  CHECK((*verdict.event)->recording_state == RecordingState::failed);
  CHECK((*verdict.event)->at.has_value());
}

TEST_CASE("with auto_record a recording starts when somebody joins who is no viewer") {
  auto settings = settings_for({});
  settings.auto_record = true;
  settings.recording = {"cloud"};
  World world(settings);
  const auto meeting = *world.client.create_meeting({.key = "call"});
  const auto enter = [&](Role role) {
    const auto grant = world.client.join(meeting, {.role = role, .name = "Ada"});
    REQUIRE(world.emulator->join_with_token(grant->token.reveal(), world.clock.now()));
    return world.client.list_recordings(meeting.ref)->items.size();
  };
  CHECK(enter(Role::viewer) == 0);
  CHECK(enter(Role::participant) == 1);
  CHECK(enter(Role::host) == 1);
}
