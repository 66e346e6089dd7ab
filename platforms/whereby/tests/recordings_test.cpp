#include "support/catch.hpp"

#include "account.hpp"

// What was recorded, and how a meeting is told to be.

using namespace std::chrono_literals;

namespace vplatform::platforms::whereby {

namespace {

struct Call : Account {
  Call() : Account(EmulatorOptions{.cloud_recording = true}) {
    meeting = client.create_meeting({.key = "call"})->ref;
  }
  RecordingRef record() {
    const auto id = emulator->finish_recording(meeting.room, clock.now());
    REQUIRE(id);
    return {.meeting = meeting, .instance_key = "k", .id = *id};
  }
  MeetingRef meeting{};
};

spi::Json recording_of(const Call& call, const RecordingSpec& recording) {
  auto step = platform_on(call.clock, settings_for({}))
                  ->create_meeting({.key = "x", .fresh_key = true, .recording = recording});
  return json(request_of(step).body)["recording"];
}

}  // namespace

TEST_CASE("a recording is listed, found, linked to and deleted") {
  Call call;
  const auto ref = call.record();
  const auto list = call.client.list_recordings(call.meeting);
  REQUIRE(list);
  REQUIRE(list->items.size() == 1);
  CHECK(list->items[0].ref.id == ref.id);
  CHECK(list->items[0].duration == 10min);
  CHECK(list->items[0].files.front().bytes == 1'500'000U);
  const auto found = call.client.find_recording(ref);
  REQUIRE(found);
  CHECK(found->state == RecordingState::ready);
  CHECK(found->ref.instance_key == "k");
  const auto link = call.client.recording_link(ref, 10min);
  REQUIRE(link);
  CHECK(link->url.reveal().starts_with("https://"));
  CHECK(link->expires_at == call.clock.now() + 10min);
  CHECK(call.client.recording_link(ref, 48h)->expires_at == call.clock.now() + 12h);
  REQUIRE(call.client.delete_recording(ref));
  REQUIRE(call.client.delete_recording(ref));
  CHECK(call.client.find_recording(ref).error().code == ErrorCode::not_found);
}

TEST_CASE("E16 an access link is read as the sheet has it") {
  Call call;
  const auto platform = platform_on(call.clock, settings_for({}));
  auto step = platform->recording_link({.meeting = call.meeting, .id = "R"}, 600s);
  CHECK(request_of(step).url.ends_with("/v1/recordings/R/access-link?validForSeconds=600"));
  auto done = answer(std::move(step), 200,
                     R"({"accessLink":"https://files.example/r.mp4?sig=x","expires":1767226200000})");
  const auto link = std::move(done).take();
  REQUIRE(link);
  CHECK(link->url.reveal() == "https://files.example/r.mp4?sig=x");
  CHECK(to_rfc3339(link->expires_at) == "2026-01-01T00:10:00Z");
  auto words = answer(platform->recording_link({.meeting = call.meeting, .id = "R"}, 600s), 200,
                      R"({"accessLink":"no"})");
  CHECK(std::move(words).take().error().code == ErrorCode::bad_response);
}

TEST_CASE("a reference that was made from an id alone asks for its room first") {
  Call call;
  (void)call.record();
  const MeetingRef bare{.platform = "whereby", .id = call.meeting.id, .room = call.meeting.id};
  const auto list = call.client.list_recordings(bare);
  REQUIRE(list);
  CHECK(list->items.size() == 1);
  CHECK(call.client.list_recordings({.platform = "whereby", .id = "1", .room = "1"}).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("a meeting is recorded as its create says, and by nothing else") {
  const Call call;
  CHECK(
      recording_of(call, {}).dump() ==
      R"({"destination":{"fileFormat":"mp4","provider":"whereby"},"startTrigger":"automatic","type":"cloud"})");
  CHECK(recording_of(call, {.kind = RecordingKind::local})["type"].text() == "local");
  const auto keys = recording_of(call, {.target = S3Keys{.bucket = "b",
                                                         .region = "r",
                                                         .prefix = "/p/",
                                                         .access_key_id = Secret("a"),
                                                         .secret_access_key = Secret("s")}});
  CHECK(
      keys["destination"].dump() ==
      R"({"accessKeyId":"a","accessKeySecret":"s","authenticationType":"accessKey","bucket":"b/p","fileFormat":"mp4","provider":"s3","region":"r"})");
  const auto role = recording_of(call, {.target = S3Role{.bucket = "b", .role_arn = "arn:x"}});
  CHECK(role["destination"]["oidcRoleArn"].text() == "arn:x");
  CHECK(role["destination"]["authenticationType"].text() == "roleBased");
}

TEST_CASE("what Whereby cannot record is refused by name, and it starts nothing on demand") {
  Call call;
  const auto posts = call.sent("POST");
  const auto refused = [&](const RecordingSpec& recording) {
    return call.client.create_meeting({.key = "other", .recording = recording}).error();
  };
  CHECK(refused({.max_length = 1h}).code == ErrorCode::unsupported);
  CHECK(refused({.target = S3Keys{.endpoint = "https://minio"}}).message.find("endpoint") !=
        std::string::npos);
  CHECK(refused({.kind = RecordingKind::audio_only}).message.find("record_audio_only") != std::string::npos);
  CHECK(call.client.start_recording(call.meeting, {}).error().message.find("record_on_demand") !=
        std::string::npos);
  CHECK(call.sent("POST") == posts);
}

TEST_CASE("a plan without cloud recording refuses the meeting, and nothing was made") {
  Account account;
  const auto refused = account.client.create_meeting({.key = "call", .recording = RecordingSpec{}});
  CHECK(refused.error().code == ErrorCode::permission_denied);
  CHECK(refused.error().effect == Effect::none);
  CHECK(account.meetings().empty());
}

}  // namespace vplatform::platforms::whereby
