// Recordings: exactly one of an instance key, whatever the network does.

#include <algorithm>

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

RecordingSpec composed(const std::string& key = "key-1") {
  return {.target = S3Keys{.bucket = "b",
                           .region = "eu-1",
                           .prefix = "calls",
                           .access_key_id = Secret("AKIDVALUE"),
                           .secret_access_key = Secret("SECRETVALUE")},
          .instance_key = key};
}

struct Called {
  explicit Called(EmulatorOptions options = test_server()) : world(std::move(options)) {}

  World world;
  MeetingRef room = world.client.create_meeting({.key = "k"})->ref;

  std::string play(const std::string& what, const std::string& arguments) {
    const auto said = world.server->play(what, {arguments}, world.clock.now());
    REQUIRE(said);
    return said->text;
  }
  void publish(const std::string& id, const std::string& source = "CAMERA") {
    // Joining again would put the first connection out, and its tracks with it.
    const auto presence = world.client.presence(room);
    REQUIRE(presence);
    const bool is_in = std::any_of(presence->people.begin(), presence->people.end(),
                                   [&](const auto& one) { return one.identity == id; });
    if (!is_in) play("join", R"({"room":")" + room.id + R"(","user_id":")" + id + R"("})");
    play("publish", R"({"participant":")" + id + R"(","source":")" + source + R"("})");
  }
  int count(const std::string& method) {
    int sent = 0;
    for (const auto& one : world.network->faults().requests())
      sent += one.url.ends_with("/" + method) ? 1 : 0;
    return sent;
  }
  std::size_t egresses() {
    const auto list = world.client.run(world.platform->egress(EgressCall::list, {}));
    return (*spi::Json::parse(list->text))["items"].size();
  }
};

EmulatorOptions without(EmulatorOptions::Egress what) {
  auto options = test_server();
  options.egress = what;
  return options;
}

}  // namespace

TEST_CASE("a recording starts, runs, is stopped and is ready with its file") {
  Called call;
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

TEST_CASE("one instance key makes one recording, however often it is asked for") {
  Called call;
  const auto first = call.world.client.start_recording(call.room, composed());
  const auto again = call.world.client.start_recording(call.room, composed());
  const auto other = call.world.client.start_recording(call.room, composed("key-2"));
  REQUIRE(again);
  REQUIRE(other);
  CHECK(again->ref == first->ref);
  CHECK(other->ref.id != first->ref.id);
  CHECK(call.count("StartRoomCompositeEgress") == 2);
  CHECK(call.egresses() == 2);
}

TEST_CASE("a start whose answer is lost is found by its key, and not started again") {
  const auto kind = GENERATE(testing::FaultKind::lost_after, testing::FaultKind::html,
                             testing::FaultKind::unavailable, testing::FaultKind::lost_before);
  Called call;
  call.world.network->faults().add({.kind = kind, .path = "StartRoomComposite"});
  const auto started = call.world.client.start_recording(call.room, composed());
  CHECK(call.count("StartRoomCompositeEgress") == 1);
  if (kind == testing::FaultKind::lost_after) {
    REQUIRE(started);
    CHECK(started->ref.instance_key == "key-1");
    CHECK(call.egresses() == 1);
  } else if (kind == testing::FaultKind::html) {
    CHECK(call.egresses() <= 1);
    CHECK(started.has_value() == (call.egresses() == 1));
  } else {
    CHECK_FALSE(started);
    CHECK(call.egresses() == 0);
  }
}

TEST_CASE("two that start one key at once end up with one recording, the same for both") {
  Called call;
  auto one = call.world.platform->start_recording(call.room, composed());
  auto two = call.world.platform->start_recording(call.room, composed());
  const auto move = [&](Step<Recording>& step) {
    const auto answer = call.world.server->handle(step.pending()->request, call.world.clock.now());
    step = advance(std::move(step), {.answer = answer});
  };
  for (int i = 0; i < 8 && (one.pending() != nullptr || two.pending() != nullptr); ++i) {
    if (one.pending() != nullptr) move(one);
    if (two.pending() != nullptr) move(two);
  }
  const auto first = std::move(one).take();
  const auto second = std::move(two).take();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->ref == second->ref);
  call.world.clock.advance(5s);
  const auto found = call.world.client.find_recording(first->ref);
  CHECK(found->state == RecordingState::active);
  CHECK(found->ref.id == first->ref.id);
  CHECK(call.world.client.list_recordings(call.room)->items.size() == 1);
}

TEST_CASE("each kind and target is asked for as LiveKit spells it, and secrets are marked") {
  Called call;
  const auto body_of = [&](const RecordingSpec& spec) {
    auto step = call.world.platform->start_recording(call.room, spec);
    step = advance(std::move(step), {.answer = HttpResponse{.status = 200, .body = R"({"items":[]})"}});
    auto request = request_of(step);
    CHECK(request.repeat == Repeat::never);
    CHECK(request.path_template == "/twirp/livekit.Egress/StartRoomCompositeEgress");
    CHECK(claims_of(token_of(request))["video"].dump() == R"({"roomRecord":true})");
    return request;
  };
  const auto room = R"({"roomName":")" + call.room.id + "\"";
  const auto s3 = body_of(composed());
  CHECK(
      s3.body ==
      room +
          R"(,"fileOutputs":[{"fileType":"MP4","filepath":"calls/vplatform-key-1/{room_name}-{time}.mp4","s3":{"accessKey":"AKIDVALUE","secret":"SECRETVALUE","bucket":"b","region":"eu-1"}}]})");
  CHECK(s3.secrets.size() == 2);
  CHECK(
      body_of({.kind = RecordingKind::audio_only, .target = FileTarget{"/out/"}, .instance_key = "a b/c"})
          .body ==
      room +
          R"(,"audioOnly":true,"fileOutputs":[{"fileType":"OGG","filepath":"/out/vplatform-a%20b%2Fc/{room_name}-{time}.ogg"}]})");
  const auto gcs =
      body_of({.target = GoogleStorage{.bucket = "g", .credentials = Secret("{}")}, .instance_key = "x"});
  CHECK(gcs.body.find(R"("gcp":{"bucket":"g","credentials":"{}"})") != std::string::npos);
  const auto azure =
      body_of({.target = AzureStorage{.account = "acc", .container = "c", .account_key = Secret("AZ")},
               .instance_key = "x"});
  CHECK(azure.body.find(R"("azure":{"accountName":"acc","accountKey":"AZ","containerName":"c"})") !=
        std::string::npos);
  CHECK(azure.secrets.size() == 1);
  const auto minio =
      body_of({.target = S3Keys{.bucket = "b", .endpoint = "https://minio"}, .instance_key = "x"});
  CHECK(minio.body.find(R"("endpoint":"https://minio","forcePathStyle":true)") != std::string::npos);
}

TEST_CASE("what LiveKit cannot record is refused by name, and nothing is sent") {
  Called call;
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

TEST_CASE("tracks are recorded one by one, and are one recording") {
  Called call;
  auto spec = composed();
  spec.kind = RecordingKind::per_track;
  CHECK(call.world.client.start_recording(call.room, spec).error().code == ErrorCode::failed_precondition);
  call.publish("alice");
  call.publish("alice", "MICROPHONE");
  call.publish("bob");
  const auto started = call.world.client.start_recording(call.room, spec);
  REQUIRE(started);
  CHECK(call.egresses() == 3);
  CHECK(started->ref.kind == RecordingKind::per_track);
  CHECK(call.world.client.list_recordings(call.room)->items.size() == 1);
  CHECK(call.world.client.start_recording(call.room, spec));
  CHECK(call.egresses() == 3);
  call.publish("carol");
  CHECK(call.world.client.start_recording(call.room, spec));
  CHECK(call.egresses() == 4);

  call.world.clock.advance(3s);
  CHECK(call.world.client.stop_recording(started->ref));
  call.world.clock.advance(3s);
  const auto found = call.world.client.find_recording(started->ref);
  REQUIRE(found);
  CHECK(found->state == RecordingState::ready);
  REQUIRE(found->files.size() == 4);
  CHECK(found->files[0].track.substr(0, 3) == "TR_");
  CHECK(found->files[0].path.find(found->files[0].track) != std::string::npos);
}

TEST_CASE("a track's start whose answer is lost goes on with the next") {
  Called call;
  auto spec = composed();
  spec.kind = RecordingKind::per_track;
  call.publish("alice");
  call.publish("bob");
  call.world.network->faults().add({.kind = testing::FaultKind::lost_after, .path = "StartTrackEgress"});
  CHECK(call.world.client.start_recording(call.room, spec));
  CHECK(call.egresses() == 2);
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
  Called no_redis(without(EmulatorOptions::Egress::no_redis));
  for (const auto& error :
       {no_redis.world.client.start_recording(no_redis.room, composed()).error(),
        no_redis.world.client.list_recordings(no_redis.room).error(),
        no_redis.world.client.stop_recording({.meeting = no_redis.room, .id = "EG_1"}).error()}) {
    CHECK(error.code == ErrorCode::failed_precondition);
    CHECK(error.message.find("needs redis and an egress worker") != std::string::npos);
    CHECK(error.provider_code == "internal");
  }
  Called no_worker(without(EmulatorOptions::Egress::no_worker));
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
  Called call;
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
  Called call;
  const auto started = call.world.client.start_recording(call.room, composed());
  call.play("fail_recording", R"({"recording":")" + *started->ref.id + R"(","error":"disk full"})");
  const auto found = call.world.client.find_recording(started->ref);
  CHECK(found->state == RecordingState::failed);
  CHECK(found->failure == "disk full");
}
