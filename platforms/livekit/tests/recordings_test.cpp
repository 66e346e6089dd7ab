// Recordings after their start, automatic ones, and what servers cannot do.

#include "recorded_room.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

TEST_CASE("a recording starts, runs, is stopped and is ready with its file") {
  RecordedRoom call;
  const auto started = call.world.client.start_recording(call.room, composed());
  REQUIRE(started);
  CHECK(started->state == RecordingState::starting);
  CHECK(started->ref.instance_key == "key-1");
  REQUIRE(started->ref.id);
  CHECK(started->ref.id->substr(0, 3) == "EG_");

  call.world.clock.advance(5s);
  auto found = call.world.client.find_recording(started->ref);
  REQUIRE(found);
  CHECK(found->state == RecordingState::active);
  CHECK(found->started_at == call.world.clock.now() - 3s);
  CHECK_FALSE(found->ended_at);
  CHECK(call.world.client.presence(call.room)->state == PresenceState::empty);

  CHECK(call.world.client.stop_recording(started->ref));
  CHECK(call.world.client.find_recording(started->ref)->state == RecordingState::stopping);
  CHECK(call.world.client.stop_recording(started->ref));
  call.world.clock.advance(2s);
  found = call.world.client.find_recording(started->ref);
  CHECK(found->state == RecordingState::ready);
  CHECK(found->duration == 4s);
  REQUIRE(found->files.size() == 1);
  CHECK(found->files[0].path.find("calls/vplatform-key-1/") == 0);
  CHECK(found->files[0].bytes == 400'000);
  CHECK(call.world.client.stop_recording(started->ref));
}

TEST_CASE("what LiveKit cannot record is refused by name, and nothing is sent") {
  RecordedRoom call;
  const auto before = call.world.network->faults().requests().size();
  auto limited = composed();
  limited.max_length = 60s;
  auto local = composed();
  local.kind = RecordingKind::local;
  auto provider = composed();
  provider.target = ProviderStorage{};
  auto role = composed();
  role.target = S3Role{.bucket = "b"};
  for (const auto& [spec, word] : std::vector<std::pair<RecordingSpec, std::string>>{
           {limited, "max_length"}, {local, "record"}, {provider, "store"}, {role, "store_s3_role"}}) {
    const auto refused = call.world.client.start_recording(call.room, spec);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::unsupported);
    CHECK(refused.error().message.find(word) != std::string::npos);
    CHECK_FALSE(call.world.client.create_meeting({.key = "z", .recording = spec}));
  }
  auto nowhere = composed();
  nowhere.target = S3Keys{};
  CHECK(call.world.client.start_recording(call.room, nowhere).error().code == ErrorCode::invalid_argument);
  CHECK(call.world.client.find_recording({.meeting = call.room}).error().code == ErrorCode::invalid_argument);
  CHECK(call.world.client.stop_recording({.meeting = call.room}).error().code == ErrorCode::invalid_argument);
  CHECK(call.world.network->faults().requests().size() == before);
}

TEST_CASE("a room records itself from its start, and a second create does not start a second") {
  World world;
  const MeetingSpec spec{.key = "auto", .recording = composed()};
  const auto made = world.client.create_meeting(spec);
  REQUIRE(made);
  CHECK(made->differs.empty());
  const auto found = world.client.find_recording({.meeting = made->ref, .instance_key = "key-1"});
  REQUIRE(found);
  CHECK(found->ref.id);
  world.clock.advance(10s);
  CHECK(world.client.create_meeting(spec)->differs.empty());
  CHECK(world.client.list_recordings(made->ref)->items.size() == 1);

  auto other = spec;
  other.recording->instance_key = "key-2";
  CHECK(world.client.create_meeting(other)->differs == std::vector<std::string>{"recording"});
  auto extras = spec;
  extras.extras = {{"livekit", {R"({"egress":{}})"}}};
  CHECK(world.client.create_meeting(extras).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a room records the tracks that are published in it") {
  World world;
  MeetingSpec spec{.key = "auto", .recording = composed()};
  spec.recording->kind = RecordingKind::per_track;
  const auto made = world.client.create_meeting(spec);
  REQUIRE(made);
  REQUIRE(
      world.server->play("join", {R"({"room":")" + made->ref.id + R"(","user_id":"a"})"}, world.clock.now()));
  REQUIRE(world.server->play("publish", {R"({"participant":"a"})"}, world.clock.now()));
  const auto found = world.client.find_recording({.meeting = made->ref, .instance_key = "key-1"});
  REQUIRE(found);
  CHECK(found->ref.kind == RecordingKind::per_track);
}

TEST_CASE("a server without redis, or without a recorder, says so in words that help") {
  RecordedRoom no_redis(without(EmulatorOptions::Egress::no_redis));
  for (const auto& error :
       {no_redis.world.client.start_recording(no_redis.room, composed()).error(),
        no_redis.world.client.list_recordings(no_redis.room).error(),
        no_redis.world.client.stop_recording({.meeting = no_redis.room, .id = "EG_1"}).error()}) {
    CHECK(error.code == ErrorCode::failed_precondition);
    CHECK(error.message.find("needs redis and an egress worker") != std::string::npos);
    CHECK(error.provider_code == "internal");
  }
  RecordedRoom no_worker(without(EmulatorOptions::Egress::no_worker));
  const auto started = no_worker.world.client.start_recording(no_worker.room, composed());
  CHECK(started.error().code == ErrorCode::unavailable);
  CHECK(started.error().message.find("no egress worker") != std::string::npos);
  CHECK(no_worker.world.client.list_recordings(no_worker.room)->items.empty());
  const auto made = no_worker.world.client.create_meeting({.key = "auto", .recording = composed()});
  CHECK(made.error().code == ErrorCode::unavailable);
  CHECK(made.error().effect == Effect::unknown);
  const auto gave_up = no_redis.world.client.create_meeting({.key = "auto", .recording = composed()});
  CHECK_FALSE(gave_up);
}

TEST_CASE("recordings of others are listed without a key of ours, and streams are not") {
  RecordedRoom call;
  call.play("start_recording", R"({"room":")" + call.room.id + R"("})");
  REQUIRE(call.world.client.run(call.world.platform->egress(
      EgressCall::start_room_composite,
      {R"({"roomName":")" + call.room.id + R"(","streamOutputs":[{"urls":["rtmp://x"]}]})"})));
  const auto list = call.world.client.list_recordings(call.room);
  REQUIRE(list);
  REQUIRE(list->items.size() == 1);
  CHECK(list->items[0].ref.instance_key.empty());
  CHECK(list->next.empty());
  CHECK(call.world.client.find_recording(list->items[0].ref));
  CHECK(call.world.client.list_recordings(call.room, {"x"}).error().code == ErrorCode::invalid_argument);
  const MeetingRef other{.platform = "livekit", .id = "other", .room = "other"};
  CHECK(call.world.client.find_recording({.meeting = other, .id = list->items[0].ref.id}).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("a recording that fails says why") {
  RecordedRoom call;
  const auto started = call.world.client.start_recording(call.room, composed());
  call.play("fail_recording", R"({"recording":")" + *started->ref.id + R"(","error":"disk full"})");
  const auto found = call.world.client.find_recording(started->ref);
  CHECK(found->state == RecordingState::failed);
  CHECK(found->failure == "disk full");
}
