// What the recorder tells, in answers and in webhooks.

#include "livekit_egress.hpp"
#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

wire::Egress read(const std::string& json) {
  return wire::read_egress(*spi::Json::parse(json));
}

}  // namespace

TEST_CASE("each status of an egress has its state, by name, by number and left out") {
  const std::pair<const char*, RecordingState> rows[] = {
      {R"({})", RecordingState::starting},
      {R"({"status":"EGRESS_STARTING"})", RecordingState::starting},
      {R"({"status":"EGRESS_ACTIVE"})", RecordingState::active},
      {R"({"status":"EGRESS_ENDING"})", RecordingState::stopping},
      {R"({"status":"EGRESS_COMPLETE"})", RecordingState::ready},
      {R"({"status":"EGRESS_FAILED"})", RecordingState::failed},
      {R"({"status":"EGRESS_ABORTED"})", RecordingState::cancelled},
      {R"({"status":"EGRESS_LIMIT_REACHED"})", RecordingState::ready},
      {R"({"status":3})", RecordingState::ready},
      {R"({"status":"EGRESS_NEWS"})", RecordingState::processing}};
  for (const auto& [json, state] : rows) {
    INFO(json);
    CHECK(read(json).state == state);
  }
  CHECK_FALSE(read(R"({"status":"EGRESS_NEWS"})").state_is_known);
}

TEST_CASE("the instance key is read from wherever the path stands, and from our folder alone") {
  CHECK(read(R"({"roomComposite":{"fileOutputs":[{"filepath":"a/vplatform-k%2F1/x.mp4"}]}})").instance_key ==
        "k/1");
  CHECK(read(R"({"room_composite":{"file_outputs":[{"filepath":"vplatform-k/x.mp4"}]}})").instance_key ==
        "k");
  CHECK(read(R"({"track":{"file":{"filepath":"vplatform-k/x"}}})").instance_key == "k");
  CHECK(read(R"({"egress":{"outputs":[{"file":{"filepath":"vplatform-k/x"}}]}})").instance_key == "k");
  CHECK(read(R"({"fileResults":[{"filename":"p/vplatform-k/x"}]})").instance_key == "k");
  CHECK(read(R"({"track":{"file":{"filepath":"my-vplatform-k/x"}}})").instance_key.empty());
  CHECK(read(R"({"track":{"file":{"filepath":"vplatform-k"}}})").instance_key.empty());
  CHECK(read(R"({"track":null,"file":7})").instance_key.empty());
}

TEST_CASE("what is recorded follows from which request it was") {
  CHECK(read(R"({"roomComposite":{}})").kind == RecordingKind::composed);
  CHECK(read(R"({"room_composite":{"audio_only":true}})").kind == RecordingKind::audio_only);
  CHECK(read(R"({"track":{"trackId":"TR_1"}})").kind == RecordingKind::per_track);
  CHECK(read(R"({"participant":{}})").kind == RecordingKind::per_track);
  CHECK(read(R"({"trackComposite":{}})").kind == RecordingKind::per_track);
  CHECK(read(R"({"egress":{"template":{"audioOnly":true}}})").kind == RecordingKind::audio_only);
  CHECK(read(R"({"egress":{"media":{}}})").kind == RecordingKind::per_track);
}

TEST_CASE("times are nanoseconds, files may stand in the deprecated member, an end may precede its start") {
  const auto egress = read(
      R"({"egressId":"EG_1","roomName":"r","startedAt":"1767225602000000000","endedAt":"1767225601000000000","status":"EGRESS_COMPLETE","fileResults":[],"file":{"filename":"x.mp4","size":"12"},"roomComposite":{}})");
  CHECK(egress.started_at == TimePoint(1767225602s));
  REQUIRE(egress.files.size() == 1);
  CHECK(egress.files[0].bytes == 12U);
  const auto list = wire::recordings_of({egress}, {.platform = "livekit", .id = "r", .room = "r"});
  REQUIRE(list.size() == 1);
  CHECK_FALSE(list[0].duration);
}

TEST_CASE("a stream keeps nothing, also before it has results") {
  CHECK(read(R"({"roomComposite":{"streamOutputs":[{"urls":["x"]}]}})").is_stream);
  CHECK(read(R"({"track":{"trackId":"t","websocketUrl":"wss://x"}})").is_stream);
  CHECK_FALSE(read(R"({"roomComposite":{"streamOutputs":[{}],"fileOutputs":[{}]}})").is_stream);
}

TEST_CASE("the list of recordings goes over all pages, and a list without end is an error") {
  const MeetingRef room{.platform = "livekit", .id = "r", .room = "r"};
  Script two;
  two.transport->answer(
      200, R"({"items":[{"egress_id":"EG_1","room_name":"r"}],"next_page_token":{"token":"t1"}})");
  two.transport->answer(200, R"({"items":[{"egress_id":"EG_2","room_name":"r"}],"next_page_token":null})");
  CHECK(two.client.list_recordings(room)->items.size() == 2);
  CHECK(two.transport->sent()[1].body == R"({"roomName":"r","pageToken":{"token":"t1"}})");

  Script endless;
  for (int i = 0; i < 2; ++i)
    endless.transport->answer(200, R"({"items":[],"next_page_token":{"token":"t1"}})");
  CHECK(endless.client.list_recordings(room).error().code == ErrorCode::bad_response);

  Script failing;
  failing.transport->answer(200, R"({"items":[{"egress_id":"EG_1"}],"next_page_token":{"token":"t1"}})");
  failing.transport->answer(401, R"({"code":"unauthenticated","msg":"x"})");
  CHECK(failing.client.list_recordings(room).error().code == ErrorCode::unauthenticated);

  Script proxy;
  proxy.transport->answer(200, R"({"error":"maintenance"})");
  CHECK_FALSE(proxy.client.find_recording({.meeting = room, .id = "EG_1"}));
}
