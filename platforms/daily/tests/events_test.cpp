#include <fstream>
#include <map>

#include "daily_events.hpp"
#include "vplatform/spi/crypto.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

EventFields read(const std::string& body) {
  return read_event(body, parsed(body), "daily");
}

TimePoint at_seconds(double seconds) {
  return TimePoint(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000 + 0.5)));
}

std::vector<std::string> samples() {
  std::ifstream file(DAILY_TEST_DATA "/events.jsonl");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

EventFields sample(const std::string& type) {
  for (const auto& line : samples()) {
    if (line.find("\"type\":\"" + type + "\"") != std::string::npos) return read(line);
  }
  FAIL("there is no sample of " + type);
  return {};
}

}  // namespace

TEST_CASE("each of Daily's 32 types has its kind") {
  const std::map<std::string, EventKind> known{
      {"meeting.started", EventKind::meeting_started},
      {"meeting.ended", EventKind::meeting_ended},
      {"participant.joined", EventKind::participant_joined},
      {"participant.left", EventKind::participant_left},
      {"waiting-participant.joined", EventKind::participant_waiting},
      {"waiting-participant.left", EventKind::participant_stopped_waiting},
      {"recording.started", EventKind::recording_started},
      {"recording.ready-to-download", EventKind::recording_ready},
      {"recording.error", EventKind::recording_failed},
      {"transcript.started", EventKind::transcript_started},
      {"transcript.ready-to-download", EventKind::transcript_ready},
      {"transcript.error", EventKind::transcript_failed},
      {"streaming.started", EventKind::stream_started},
      {"streaming.updated", EventKind::stream_updated},
      {"streaming.ended", EventKind::stream_ended},
      {"streaming.error", EventKind::stream_failed},
  };
  std::map<std::string, int> seen;
  for (const auto& line : samples()) {
    const auto event = read(line);
    CAPTURE(event.type);
    const auto expected = known.find(event.type);
    CHECK(event.kind == (expected == known.end() ? EventKind::other : expected->second));
    CHECK(!event.id.empty());
    CHECK(event.at);
    CHECK(event.platform == "daily");
    ++seen[event.type];
  }
  CHECK(seen.size() == 32);
}

TEST_CASE("a participant is a connection, a person and a role") {
  const auto joined = sample("participant.joined");
  REQUIRE(joined.participant);
  CHECK(joined.participant->id.value == "7d2a9b64-1c3e-4f58-8a70-2b6c9d0e1f23");
  CHECK(joined.participant->identity == "0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e");
  CHECK(joined.participant->name == "Ada");
  CHECK(joined.participant->role == Role::host);
  CHECK(joined.participant->joined_at == at_seconds(1760000000.1));
  CHECK(joined.at == at_seconds(1760000000.1));
  CHECK(joined.natural_key == "participant.joined:7d2a9b64-1c3e-4f58-8a70-2b6c9d0e1f23");
  CHECK(joined.meeting == MeetingRef{"daily", "vp-standup-42", "vp-standup-42"});
  const auto left = sample("participant.left");
  CHECK(left.at == at_seconds(1760000123.7));
  const auto waiting = sample("waiting-participant.joined");
  CHECK(waiting.participant->identity.empty());
  CHECK(waiting.at == at_seconds(1760000050.3));
}

TEST_CASE("roles follow from ownership and permissions, in either of their forms") {
  const auto role = [](const std::string& members) {
    return read(R"({"type":"participant.joined","payload":{)" + members + "}}").participant->role;
  };
  CHECK(role(R"("owner":true)") == Role::host);
  CHECK(role(R"("owner":false)") == Role::participant);
  CHECK(role(R"("owner":false,"permissions":{"canSend":["audio"],"canAdmin":false})") == Role::participant);
  CHECK(role(R"("owner":false,"permissions":{"canSend":false,"canAdmin":[]})") == Role::viewer);
  CHECK(role(R"("owner":false,"permissions":{"canSend":[],"canAdmin":null})") == Role::viewer);
  CHECK(role(R"("owner":false,"permissions":{"canSend":true,"canAdmin":true})") == Role::host);
  CHECK(role(R"("owner":false,"permissions":{"canSend":true,"canAdmin":["participants"]})") == Role::host);
  CHECK(role(R"("user_name":"x")") == std::nullopt);
}

TEST_CASE("a meeting's times are its own, with or without a fraction") {
  const auto started = sample("meeting.started");
  CHECK(started.at == at_seconds(1760000000.412));
  CHECK(started.session_id == "9b1d7e55-0c2f-4f0b-a1de-6f7081920304");
  const auto ended = sample("meeting.ended");
  CHECK(ended.at == at_seconds(1760001800.204));
  CHECK(ended.natural_key == "meeting.ended:9b1d7e55-0c2f-4f0b-a1de-6f7081920304");
}

TEST_CASE("a recording is known by its keys, also where no room is named") {
  const auto started = sample("recording.started");
  REQUIRE(started.recording);
  CHECK(!started.meeting);
  CHECK(started.room.empty());
  CHECK(started.recording->meeting.platform == "daily");
  CHECK(started.recording->instance_key == "5f1d7c3a-2b44-4c6d-9e8f-a1b2c3d4e5f6");
  CHECK(started.recording->id == "c0ffee00-1111-4222-8333-444455556666");
  CHECK(started.recording_state == RecordingState::active);
  CHECK(started.natural_key == "recording.started:c0ffee00-1111-4222-8333-444455556666");

  const auto ready = sample("recording.ready-to-download");
  CHECK(ready.recording->kind == RecordingKind::composed);
  CHECK(ready.recording->meeting.id == "vp-standup-42");
  CHECK(ready.recording_state == RecordingState::ready);
  CHECK(read(R"({"type":"recording.ready-to-download","payload":{"type":"raw-tracks"}})").recording->kind ==
        RecordingKind::per_track);
  CHECK(read(R"({"type":"recording.ready-to-download","payload":{"type":"cloud-audio-only"}})")
            .recording->kind == RecordingKind::audio_only);

  const auto failed = sample("recording.error");
  CHECK(failed.recording_state == RecordingState::failed);
  CHECK(failed.at == at_seconds(1760000300));
  CHECK(failed.natural_key.empty());
}

TEST_CASE("F33 an event of an unknown type, with unknown members or without the usual ones, is read") {
  const std::string body = GENERATE(
      R"({"type":"participant.waved","payload":{"room":"r"},"id":"1"})", R"({"type":"participant.joined"})",
      R"({"type":"participant.joined","payload":null,"event_ts":null})",
      R"({"type":"participant.joined","payload":[]})",
      R"({"type":"participant.left","payload":{"joined_at":"x","duration":{},"session_id":7,"user_id":null}})",
      R"({"type":"meeting.started","payload":{"start_ts":1e300,"room":5}})",
      R"({"type":"meeting.ended","payload":{"end_ts":-1}})",
      R"({"type":"recording.started","payload":{"layout":[]}})",
      R"({"type":"recording.ready-to-download","payload":{"tracks":null,"share_token":"x","duration":1.5}})");
  World world;
  world.emulator->send(body, world.clock.now());
  const auto due = world.emulator->due(world.clock.now());
  REQUIRE(due.size() == 1);
  const auto verdict = world.client.read_webhook(due[0]);
  CHECK(verdict.outcome == WebhookOutcome::event);
  CHECK(verdict.reply_status == 200);
}

TEST_CASE("a genuine body that is no event is unreadable and answered with 200") {
  const std::string body = GENERATE(as<std::string>{}, "", "[]", "7", "{}", R"({"type":7})",
                                    "{\"type\":\"\xff\"}", std::string(3000, '['));
  World world;
  world.emulator->send(body, world.clock.now());
  const auto verdict = world.client.read_webhook(world.emulator->due(world.clock.now()).at(0));
  CHECK(verdict.outcome == WebhookOutcome::unreadable);
  CHECK(verdict.reply_status == 200);
}
