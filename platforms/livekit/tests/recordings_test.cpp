#include "support/catch.hpp"
#include "world.hpp"

// Recordings, which LiveKit calls egress.

namespace vplatform::platforms::livekit {

namespace {

const S3Keys bucket{.bucket = "calls",
                    .region = "eu-west-1",
                    .prefix = "2026",
                    .access_key_id = Secret("AKIA-not-to-be-seen"),
                    .secret_access_key = Secret("s3-secret-not-to-be-seen")};

struct Call : World {
  explicit Call(EmulatorOptions options = test_server()) : World(std::move(options)) {
    meeting = client.create_meeting({.key = "call"})->ref;
  }
  Result<JsonText> play(const std::string& what) {
    return server->play(what, {R"({"room":")" + meeting.room + R"("})"}, clock.now());
  }
  [[nodiscard]] std::size_t starts() const {
    std::size_t count = 0;
    for (const auto& one : network->faults().requests())
      count += one.path_template.ends_with("StartRoomCompositeEgress") ? 1U : 0U;
    return count;
  }
  MeetingRef meeting{};
};

}  // namespace

TEST_CASE("a recording goes into a file that bears our key, and the key finds it") {
  Call call;
  const auto started = call.client.start_recording(call.meeting, {.target = bucket, .instance_key = "rec-1"});
  REQUIRE(started);
  CHECK(started->state == RecordingState::starting);
  REQUIRE(started->ref.id);
  const auto body = *spi::Json::parse(call.network->faults().requests().back().body);
  const auto output = body["fileOutputs"].items().front();
  CHECK(output["filepath"].text() == "2026/" + call.meeting.room + "/rec-1.mp4");
  CHECK(output["s3"]["accessKey"].text() == "AKIA-not-to-be-seen");
  call.clock.advance(5s);
  const RecordingRef by_key{.meeting = call.meeting, .instance_key = "rec-1"};
  const auto active = call.client.find_recording(by_key);
  REQUIRE(active);
  CHECK(active->state == RecordingState::active);
  CHECK(active->ref == started->ref);

  REQUIRE(call.client.stop_recording(by_key));
  CHECK(call.client.find_recording(started->ref)->state == RecordingState::stopping);
  call.clock.advance(5s);
  const auto ready = call.client.find_recording(started->ref);
  CHECK(ready->state == RecordingState::ready);
  CHECK(ready->duration == 7s);
  REQUIRE(ready->files.size() == 1);
  CHECK(ready->files[0].bytes == 4096U);
  CHECK(call.client.list_recordings(call.meeting)->items.size() == 1);
}

TEST_CASE("each target is written as LiveKit spells it") {
  Call call;
  const auto output_for = [&](RecordingTarget target, RecordingKind kind = RecordingKind::composed) {
    auto step = call.platform->start_recording(
        call.meeting, {.kind = kind, .target = std::move(target), .instance_key = "k"});
    auto next =
        advance(std::move(step), Reply{.answer = HttpResponse{.status = 200, .body = R"({"items":[]})"}});
    const auto* pending = next.pending();
    REQUIRE(pending != nullptr);
    CHECK(pending->request.repeat == Repeat::never);
    const auto body = *spi::Json::parse(pending->request.body);
    CHECK(body["audioOnly"].boolean().value_or(false) == (kind == RecordingKind::audio_only));
    return body["fileOutputs"].items().front();
  };
  const auto file = output_for(FileTarget{"/out"}, RecordingKind::audio_only);
  CHECK(file.dump() == R"({"fileType":"OGG","filepath":"/out/)" + call.meeting.room + R"(/k.ogg"})");
  const auto role = output_for(S3Role{.bucket = "b", .region = "r", .role_arn = "arn:x"});
  CHECK(role["s3"].dump() == R"({"assumeRoleArn":"arn:x","bucket":"b","region":"r"})");
  const auto minio = output_for(S3Keys{.bucket = "b", .region = "r", .endpoint = "https://minio:9000"});
  CHECK(minio["s3"]["forcePathStyle"].boolean() == true);
  const auto google = output_for(GoogleStorage{.bucket = "b", .prefix = "p/", .credentials = Secret("{}")});
  CHECK(google["gcp"].dump() == R"({"bucket":"b","credentials":"{}"})");
  CHECK(google["filepath"].text_or("").starts_with("p/" + call.meeting.room));
  const auto azure = output_for(AzureStorage{.account = "a", .container = "c", .account_key = Secret("k")});
  CHECK(azure["azure"].dump() == R"({"accountKey":"k","accountName":"a","containerName":"c"})");
}

TEST_CASE("what LiveKit does not take is refused by name, and nothing is sent") {
  Call call;
  const auto before = call.network->faults().requests().size();
  const auto refused = [&](const RecordingSpec& spec) {
    return call.client.start_recording(call.meeting, spec).error();
  };
  CHECK(refused({}).message.find("store_at_provider") != std::string::npos);
  CHECK(refused({.kind = RecordingKind::per_track, .target = bucket}).code == ErrorCode::unsupported);
  CHECK(refused({.target = bucket, .max_length = 1h}).message.find("max_length") != std::string::npos);
  CHECK(refused({.target = bucket, .instance_key = "../x"}).code == ErrorCode::invalid_argument);
  CHECK(call.client.recording_link({.meeting = call.meeting, .id = "EG_1"}, 1h).error().code ==
        ErrorCode::unsupported);
  CHECK(call.network->faults().requests().size() == before);
}

TEST_CASE("one key is one recording, however often and with whatever is lost") {
  Call call;
  const auto kind =
      GENERATE(testing::FaultKind::lost_after, testing::FaultKind::lost_before, testing::FaultKind::html);
  call.network->faults().add({.kind = kind, .path = "StartRoomComposite"});
  const auto first = call.client.start_recording(call.meeting, {.target = bucket, .instance_key = "rec-1"});
  if (kind == testing::FaultKind::lost_after) REQUIRE(first);
  if (!first) CHECK(first.error().effect == Effect::unknown);
  const auto second = call.client.start_recording(call.meeting, {.target = bucket, .instance_key = "rec-1"});
  REQUIRE(second);
  CHECK(call.client.list_recordings(call.meeting)->items.size() == 1);
  CHECK(call.client.start_recording(call.meeting, {.target = bucket, .instance_key = "rec-1"})->ref ==
        second->ref);
}

TEST_CASE("stopping what has ended, or never ran, is success") {
  Call call;
  const auto started = call.client.start_recording(call.meeting, {.target = bucket, .instance_key = "rec-1"});
  REQUIRE(call.play("finish_recording"));
  CHECK(call.client.stop_recording(started->ref));
  CHECK(call.client.stop_recording({.meeting = call.meeting, .id = "EG_unknown"}));
  CHECK(call.client.stop_recording({.meeting = call.meeting, .instance_key = "never"}));
  CHECK(call.client.find_recording({.meeting = call.meeting, .instance_key = "never"}).error().code ==
        ErrorCode::not_found);
  CHECK(call.client.find_recording({.meeting = call.meeting, .id = "EG_unknown"}).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("a server without redis, or without a worker, says so, and a room that is gone too") {
  auto options = test_server();
  options.redis = false;
  Call bare(options);
  const auto refused = bare.client.start_recording(bare.meeting, {.target = bucket, .instance_key = "rec-1"});
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::unavailable);
  CHECK(refused.error().message.find("redis") != std::string::npos);
  CHECK(bare.starts() == 0);

  options = test_server();
  options.egress = false;
  Call idle(options);
  const auto nobody = idle.client.start_recording(idle.meeting, {.target = bucket, .instance_key = "rec-1"});
  CHECK(nobody.error().code == ErrorCode::unavailable);
  CHECK(idle.starts() == 1);
  const MeetingRef gone{.platform = "livekit", .id = "gone", .room = "gone"};
  CHECK(idle.client.start_recording(gone, {.target = bucket, .instance_key = "r"}).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("a page of recordings that is none is an error") {
  Script script;
  const MeetingRef meeting{.platform = "livekit", .id = "r", .room = "r"};
  script.transport->answer(200, R"({"rooms":[]})");
  CHECK(script.client.list_recordings(meeting).error().code == ErrorCode::bad_response);
  script.transport->answer(200, R"({"items":[{"status":"EGRESS_ACTIVE"}]})");
  CHECK(script.client.list_recordings(meeting).error().code == ErrorCode::bad_response);
  script.transport->answer(
      200, R"({"items":[{"egress_id":"EG_1","status":"EGRESS_NEW"}],"next_page_token":{"token":"t"}})");
  const auto page = script.client.list_recordings(meeting);
  REQUIRE(page);
  CHECK(page->items[0].state == RecordingState::processing);
  CHECK(page->next.value == "t");
}

TEST_CASE(
    "a meeting that is to be recorded from its start is, and the webhooks pair our key with the egress") {
  World world;
  RecordingSpec recording{.target = bucket, .instance_key = "auto-1"};
  const auto meeting = world.client.create_meeting({.key = "call", .recording = recording});
  REQUIRE(meeting);
  CHECK(world.network->faults().requests().back().body.find("s3-secret-not-to-be-seen") != std::string::npos);
  const auto list = world.client.list_recordings(meeting->ref);
  REQUIRE(list->items.size() == 1);
  CHECK(list->items[0].ref.instance_key == "auto-1");
  REQUIRE(world.client.create_meeting({.key = "call", .recording = recording}));
  CHECK(world.client.list_recordings(meeting->ref)->items.size() == 1);

  world.clock.advance(3s);
  REQUIRE(world.server->play("fail_recording", {R"({"room":")" + meeting->ref.room + R"("})"},
                             world.clock.now()));
  std::vector<std::pair<EventKind, RecordingState>> told;
  for (const auto& request : world.server->due(world.clock.now())) {
    const auto verdict = world.client.read_webhook(request);
    REQUIRE(verdict.event);
    const auto& event = **verdict.event;
    if (!event.recording) continue;
    CHECK(event.recording->instance_key == "auto-1");
    CHECK(event.recording->id == list->items[0].ref.id);
    told.emplace_back(event.kind, *event.recording_state);
  }
  const std::vector<std::pair<EventKind, RecordingState>> expected{
      {EventKind::recording_started, RecordingState::starting},
      {EventKind::recording_updated, RecordingState::active},
      {EventKind::recording_failed, RecordingState::failed}};
  CHECK(told == expected);
}

TEST_CASE("the storage's credentials are in no error") {
  Script script;
  const MeetingRef meeting{.platform = "livekit", .id = "r", .room = "r"};
  script.transport->answer(200, R"({"items":[]})");
  script.transport->answer(
      400, R"({"code":"invalid_argument","msg":"bad s3: AKIA-not-to-be-seen s3-secret-not-to-be-seen"})");
  const auto refused = script.client.start_recording(meeting, {.target = bucket, .instance_key = "k"});
  REQUIRE(!refused);
  CHECK(refused.error().provider_message.find("not-to-be-seen") == std::string::npos);
}

}  // namespace vplatform::platforms::livekit
