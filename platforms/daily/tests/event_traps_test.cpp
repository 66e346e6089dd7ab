#include <fstream>

#include "daily_events.hpp"
#include "world.hpp"

// What Daily writes in one way here and another there: each row was seen, or follows from its documents.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

EventFields read(const std::string& body) {
  return read_event(body, parsed(body), "daily");
}

EventFields event_of(const std::string& type, const std::string& payload) {
  return read(R"({"version":"1.0.0","type":")" + type + R"(","id":"e","payload":)" + payload +
              R"(,"event_ts":1760000000.5})");
}

TimePoint at_ms(std::int64_t ms) {
  return TimePoint(std::chrono::milliseconds(ms));
}

}  // namespace

TEST_CASE("a room is named by either of its members, and an event without one names no meeting") {
  const auto [payload, room] = GENERATE(table<std::string, std::string>({
      {R"({"room":"r"})", "r"},
      {R"({"room_name":"r"})", "r"},
      {R"({"room":null,"room_name":"r"})", "r"},
      {R"({"room":"r","room_name":"other"})", "r"},
      {R"({"room_name":null})", ""},
      {R"({"room":{}})", ""},
      {"{}", ""},
      {"null", ""},
  }));
  const std::string type = GENERATE("participant.joined", "recording.started", "recording.error",
                                    "transcript.started", "streaming.error", "dialin.ready");
  CAPTURE(type, payload);
  const auto event = event_of(type, payload);
  CHECK(event.room == room);
  CHECK(event.meeting.has_value() == !room.empty());
}

TEST_CASE("a sitting is named by either of its members") {
  CHECK(event_of("meeting.started", R"({"meeting_id":"m"})").session_id == "m");
  CHECK(event_of("transcript.started", R"({"mtg_session_id":"m"})").session_id == "m");
  CHECK(event_of("calltransfer.triggered", R"({"meeting_id":null,"mtg_session_id":"m"})").session_id == "m");
}

TEST_CASE("a time may be whole, have a fraction or be a text") {
  const auto [time, ms] = GENERATE(table<std::string, std::int64_t>({
      {"1760000100", 1760000100000},
      {"1760000100.25", 1760000100250},
      {"\"1760000100\"", 1760000100000},
      {"\"1760000100.25\"", 1760000100250},
      {"null", 1760000000500},
      {"\"soon\"", 1760000000500},
      {"-1", 1760000000500},
      {"1e300", 1760000000500},
      {"{}", 1760000000500},
  }));
  const auto [type, member] = GENERATE(table<std::string, std::string>({
      {"meeting.started", "start_ts"},
      {"meeting.ended", "end_ts"},
      {"participant.joined", "joined_at"},
      {"waiting-participant.joined", "joined_at"},
      {"recording.started", "start_ts"},
      {"recording.error", "timestamp"},
      {"streaming.ended", "timestamp"},
      {"dialout.stopped", "timestamp"},
  }));
  CAPTURE(type, time);
  CHECK(event_of(type, "{\"" + member + "\":" + time + "}").at == at_ms(ms));
}

TEST_CASE("an event that tells no time at all has none") {
  CHECK_FALSE(read(R"({"type":"meeting.started","payload":{}})").at);
  CHECK_FALSE(read(R"({"type":"meeting.started","payload":{},"event_ts":null})").at);
  CHECK(read(R"({"type":"meeting.started","payload":{},"event_ts":"1760000000"})").at ==
        at_ms(1760000000000));
}

TEST_CASE("who left did so after a stay that is told as a long fraction, or at the event's time") {
  const auto left =
      event_of("participant.left", R"({"joined_at":1760000000.1,"duration":123.60000014305115})");
  CHECK(left.at == at_ms(1760000123700));
  CHECK(event_of("participant.left", R"({"joined_at":"1760000000","duration":"10"})").at ==
        at_ms(1760000010000));
  CHECK(event_of("participant.left", R"({"joined_at":1760000000.1})").at == at_ms(1760000000500));
}

TEST_CASE("somebody without a name or an id is still somebody") {
  const auto event = event_of(
      "participant.joined",
      R"({"session_id":"s","user_id":null,"user_name":null,"will_eject_at":null,"owner":"false","networkQualityState":"bad"})");
  REQUIRE(event.participant);
  CHECK(event.participant->id.value == "s");
  CHECK(event.participant->identity.empty());
  CHECK(event.participant->name.empty());
  CHECK(event.participant->role == Role::participant);
}

TEST_CASE("a start of a recording pairs our key with Daily's id, and names a room where Daily does") {
  const auto bare =
      event_of("recording.started", R"({"instance_id":"k","recording_id":"r1","start_ts":1760000100})");
  REQUIRE(bare.recording);
  CHECK(bare.recording->instance_key == "k");
  CHECK(bare.recording->id == "r1");
  CHECK_FALSE(bare.meeting);
  const auto with_room =
      event_of("recording.started", R"({"instance_id":"k","recording_id":"r1","room_name":"board"})");
  CHECK(with_room.recording->meeting == MeetingRef{"daily", "board", "board"});
  CHECK_FALSE(event_of("recording.started", R"({"instance_id":"k","recording_id":null})").recording->id);
}

TEST_CASE("two rooms whose recordings start in one second, without an instance id, tell two events") {
  const auto one = event_of("recording.started", R"({"instance_id":"default","recording_id":"r1"})");
  const auto other = event_of("recording.started", R"({"instance_id":"default","recording_id":"r2"})");
  CHECK(one.id == "e:r1");
  CHECK(other.id == "e:r2");
  CHECK(event_of("recording.error", R"({"instance_id":"default"})").id == "e");
  CHECK(read(R"({"type":"recording.started","payload":{"recording_id":"r1"}})").id.empty());
}

TEST_CASE(
    "a recording is of its kind, by its type or its layout, and of the usual one where it says neither") {
  const auto [payload, kind] = GENERATE(table<std::string, RecordingKind>({
      {R"({"type":"cloud"})", RecordingKind::composed},
      {R"({"type":"cloud-audio-only"})", RecordingKind::audio_only},
      {R"({"type":"raw-tracks","tracks":null})", RecordingKind::per_track},
      {R"({"type":"local"})", RecordingKind::local},
      {R"({"layout":{"preset":"audio-only"}})", RecordingKind::audio_only},
      {R"({"layout":{"preset":"raw-tracks-audio-only"}})", RecordingKind::per_track},
      {R"({"layout":null})", RecordingKind::composed},
      {R"({"type":null})", RecordingKind::composed},
      {R"({"type":"of the future"})", RecordingKind::composed},
  }));
  CAPTURE(payload);
  CHECK(event_of("recording.ready-to-download", payload).recording->kind == kind);
}

TEST_CASE("a failure is told in either spelling, and a status is whatever Daily calls it") {
  for (const char* action : {"clourd-recording-err", "cloud-recording-error"}) {
    const auto event =
        event_of("recording.error", R"({"action":")" + std::string(action) + R"(","instance_id":"k"})");
    CHECK(event.kind == EventKind::recording_failed);
    CHECK(event.recording->instance_key == "k");
  }
  for (const char* status : {"t_finished", "t_completed", "t_of_the_future"}) {
    CHECK(event_of("transcript.ready-to-download", R"({"status":")" + std::string(status) + R"("})").kind ==
          EventKind::transcript_ready);
  }
}

TEST_CASE("each event reaches the host with the text as it came, of an unknown type too") {
  World world;
  std::ifstream file(DAILY_TEST_DATA "/events.jsonl");
  std::vector<std::string> lines{R"({ "type" : "of.the.future",  "payload" : {"name":"Zo\u00eb"} })"};
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  for (const auto& line : lines) {
    world.emulator->send(line, world.clock.now());
    const auto verdict = world.client.read_webhook(world.emulator->due(world.clock.now()).at(0));
    REQUIRE(verdict.event);
    CHECK((*verdict.event)->raw.text == line);
    CHECK(verdict.reply_status == 200);
  }
}
