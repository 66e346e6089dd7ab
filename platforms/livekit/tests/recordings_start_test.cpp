// Starting: exactly one recording of an instance key, whatever the network does.

#include "recorded_room.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

TEST_CASE("one instance key makes one recording, however often it is asked for") {
  RecordedRoom call;
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
  RecordedRoom call;
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
  RecordedRoom call;
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
  RecordedRoom call;
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

TEST_CASE("tracks are recorded one by one, and are one recording") {
  RecordedRoom call;
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
  RecordedRoom call;
  auto spec = composed();
  spec.kind = RecordingKind::per_track;
  call.publish("alice");
  call.publish("bob");
  call.world.network->faults().add({.kind = testing::FaultKind::lost_after, .path = "StartTrackEgress"});
  CHECK(call.world.client.start_recording(call.room, spec));
  CHECK(call.egresses() == 2);
}
