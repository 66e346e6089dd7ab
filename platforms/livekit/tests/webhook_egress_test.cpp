// What webhooks tell of recordings and tracks.

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

EventFields event_of(const std::string& body) {
  const testing::FakeClock clock;
  const auto verdict = platform_on(clock)->read_webhook(signed_webhook(body, clock.now()));
  REQUIRE(verdict.outcome == WebhookOutcome::event);
  return **verdict.event;
}

}  // namespace

TEST_CASE("an egress ends as a recording, a failure, or a stream") {
  const auto ended = [](const std::string& egress) {
    return event_of(R"({"event":"egress_ended","id":"EV_1","egressInfo":{"roomName":"r",)" + egress + "}}")
        .kind;
  };
  CHECK(ended(R"("status":"EGRESS_COMPLETE")") == EventKind::recording_ready);
  CHECK(ended(R"("status":"EGRESS_LIMIT_REACHED")") == EventKind::recording_ready);
  CHECK(ended(R"("status":"EGRESS_FAILED")") == EventKind::recording_failed);
  CHECK(ended(R"("status":"EGRESS_ABORTED")") == EventKind::recording_failed);
  CHECK(ended(R"("status":"EGRESS_COMPLETE","streamResults":[{"url":"x"}])") == EventKind::stream_ended);
  CHECK(ended(R"("status":"EGRESS_COMPLETE","streamResults":[{"url":"x"}],"fileResults":[{}])") ==
        EventKind::recording_ready);
  CHECK(ended(R"("status":"EGRESS_FAILED","streamResults":[{"url":"x"}])") == EventKind::stream_failed);

  const auto started = event_of(
      R"({"event":"egress_started","egressInfo":{"egressId":"EG_1","roomName":"r","roomComposite":{"audioOnly":true}}})");
  CHECK(started.kind == EventKind::recording_started);
  CHECK(started.recording_state == RecordingState::starting);
  CHECK(started.recording->kind == RecordingKind::audio_only);
  CHECK(started.meeting->id == "r");
  // A recorder that never started has no id.
  CHECK_FALSE(event_of(R"({"event":"egress_ended","egressInfo":{"roomName":"r","status":"EGRESS_FAILED"}})")
                  .recording->id);
}

TEST_CASE("the real server's word that a recording could not start is read with our key") {
  // As livekit-server 1.13.5 sent it in November 2026, ids replaced.
  const auto event = event_of(
      R"({"event":"egress_ended", "egressInfo":{"roomId":"RM_s45UMJShkCC4", "roomName":"e5", "status":"EGRESS_FAILED", "track":{"roomName":"e5", "trackId":"TR_AMX4Ar7QwRqkR3", "file":{"filepath":"out/vplatform-k1/x-{track_id}"}}, "error":"no response from servers"}, "id":"EV_EvJsRKCvtYhn", "createdAt":"1795243458"})");
  CHECK(event.kind == EventKind::recording_failed);
  CHECK(event.recording->instance_key == "k1");
  CHECK(event.recording->kind == RecordingKind::per_track);
  CHECK_FALSE(event.recording->id);
  CHECK(event.meeting->id == "e5");
  CHECK(event.session_id == "RM_s45UMJShkCC4");
  CHECK(event.at == TimePoint(1795243458s));
}

TEST_CASE("the real server's event of a track names room and participant alone") {
  const auto event = event_of(
      R"({"event":"track_published", "room":{"sid":"RM_1", "name":"e5"}, "participant":{"sid":"PA_1", "identity":"alice"}, "track":{"sid":"TR_1", "name":"mic", "source":"MICROPHONE", "mimeType":"audio/red", "mid":"7", "stream":"camera", "version":{"unixMicro":"1795243188690124"}}, "id":"EV_1", "createdAt":"1795243188"})");
  CHECK(event.kind == EventKind::track_published);
  CHECK(event.participant->id.value == "alice");
  CHECK(event.natural_key == "track_published:TR_1");
}
