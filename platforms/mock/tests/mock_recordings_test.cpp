#include <thread>

#include "mock_fixture.hpp"
#include "support/catch.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;

/// A meeting with Ada in it.
struct Held {
  Mock mock{};
  Client client = mock.client();
  MeetingRef ref = mock.meeting();
  ParticipantId ada = mock.enters(ref);

  [[nodiscard]] Recording start(const RecordingSpec& spec = {.instance_key = "r"}) const {
    return client.start_recording(ref, spec).value();
  }
  [[nodiscard]] Recording find(const std::string& key = "r") const {
    return client.find_recording({.meeting = ref, .instance_key = key}).value();
  }
};

TEST_CASE("a recording runs from its start, is processed after its stop, and is ready then") {
  Held held;
  const auto started_at = held.mock.now();
  const auto recording = held.start();
  CHECK(recording.ref.meeting == held.ref);
  CHECK(recording.ref.instance_key == "r");
  CHECK(recording.ref.id.has_value());
  CHECK(recording.state == RecordingState::active);
  CHECK(recording.started_at == started_at);
  CHECK_FALSE(recording.ended_at);

  held.mock.clock.advance(10min);
  REQUIRE(held.client.stop_recording(recording.ref));
  CHECK(held.find().state == RecordingState::processing);
  CHECK(held.find().ended_at == started_at + 10min);
  CHECK(held.find().files.empty());
  held.mock.clock.advance(5s - 1ms);
  CHECK(held.find().state == RecordingState::processing);
  held.mock.clock.advance(1ms);
  const auto ready = held.find();
  CHECK(ready.state == RecordingState::ready);
  CHECK(ready.duration == 10min);
  REQUIRE(ready.files.size() == 1);
  CHECK(ready.files[0].path == held.ref.id + "/r.mp4");
  CHECK(ready.files[0].bytes > 0);
}

TEST_CASE("there is one recording of an instance key, however often it is started") {
  Held held;
  const auto first = held.start();
  held.mock.clock.advance(1min);
  const auto again = held.start();
  CHECK(again.ref == first.ref);
  CHECK(again.started_at == first.started_at);
  REQUIRE(held.client.stop_recording(first.ref));
  CHECK(held.start().state == RecordingState::processing);
  CHECK(held.mock.service->recordings(held.mock.now()).size() == 1);
  const auto other_kind =
      held.client.start_recording(held.ref, {.kind = RecordingKind::audio_only, .instance_key = "r"});
  CHECK(other_kind.error().code == ErrorCode::already_exists);
}

TEST_CASE("a start whose answer was lost has begun one recording, which its key finds") {
  Held held;
  held.mock.service->fail_next({.error = {.code = ErrorCode::unavailable, .effect = Effect::unknown},
                                .operation = "start_recording",
                                .after_acting = true});
  const auto lost = held.client.start_recording(held.ref, {.instance_key = "r"});
  REQUIRE_FALSE(lost);
  CHECK(lost.error().effect == Effect::unknown);
  CHECK(held.find().state == RecordingState::active);
  CHECK(held.start().ref == held.find().ref);
  CHECK(held.mock.service->recordings(held.mock.now()).size() == 1);
}

TEST_CASE("a start that failed before it acted has begun nothing") {
  Held held;
  held.mock.service->fail_next({.error = {.code = ErrorCode::rate_limited}});
  CHECK(held.client.start_recording(held.ref, {.instance_key = "r"}).error().code == ErrorCode::rate_limited);
  const auto none = held.client.find_recording({.meeting = held.ref, .instance_key = "r"});
  CHECK(none.error().code == ErrorCode::not_found);
}

TEST_CASE("however many start a recording of one key at once, there is one") {
  const Held held;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&held] {
      (void)held.client.start_recording(held.ref, {.instance_key = "r"});
      (void)held.client.presence(held.ref);
      (void)held.mock.service->due(held.mock.now());
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(held.mock.service->recordings(held.mock.now()).size() == 1);
}

TEST_CASE("two recordings run at once under two keys, and each is stopped by its own") {
  const Held held;
  const auto video = held.start({.instance_key = "video"});
  const auto audio = held.start({.kind = RecordingKind::audio_only, .instance_key = "audio"});
  CHECK(video.ref.id != audio.ref.id);
  REQUIRE(held.client.stop_recording(audio.ref));
  CHECK(held.find("video").state == RecordingState::active);
  CHECK(held.find("audio").state == RecordingState::processing);
}

TEST_CASE("without a key of the host's a start makes one up") {
  const Held held;
  const auto recording = held.start({});
  CHECK_FALSE(recording.ref.instance_key.empty());
  CHECK(held.find(recording.ref.instance_key).ref == recording.ref);
}

TEST_CASE("a recording starts only where somebody is in") {
  const Held held;
  REQUIRE(held.client.remove_all(held.ref));
  CHECK(held.client.start_recording(held.ref, {}).error().code == ErrorCode::failed_precondition);
  REQUIRE(held.client.end_meeting(held.ref));
  CHECK(held.client.start_recording(held.ref, {}).error().code == ErrorCode::not_found);
}

TEST_CASE("stopping what does not run is fine") {
  const Held held;
  CHECK(held.client.stop_recording({.meeting = held.ref, .instance_key = "never"}));
  CHECK(held.client.stop_recording({.meeting = {"mock", "nowhere", ""}, .instance_key = "never"}));
  const auto recording = held.start();
  CHECK(held.client.stop_recording(recording.ref));
  const auto stopped = held.find();
  CHECK(held.client.stop_recording(recording.ref));
  CHECK(held.find().ended_at == stopped.ended_at);
}

TEST_CASE("a recording ends at its maximum length, when everybody has left, and with its meeting") {
  Held held;
  const auto start = held.mock.now();
  (void)held.start({.max_length = 1min, .instance_key = "short"});
  (void)held.start({.instance_key = "left"});
  held.mock.clock.advance(1h);
  CHECK(held.find("short").ended_at == start + 1min);
  CHECK(held.find("short").duration == 1min);
  CHECK(held.find("short").state == RecordingState::ready);
  CHECK(held.find("left").state == RecordingState::active);
  REQUIRE(held.mock.service->leave(held.ref, held.ada, held.mock.now()));
  CHECK(held.find("left").ended_at == start + 1h);

  held.mock.enters(held.ref);
  (void)held.start({.instance_key = "ended"});
  REQUIRE(held.client.end_meeting(held.ref));
  held.mock.clock.advance(5s);
  CHECK(held.find("ended").state == RecordingState::ready);
}

TEST_CASE("a recording that outlasts its meeting's end stops there, however late that is noticed") {
  Mock mock;
  const auto client = mock.client();
  const auto ends_at = mock.now() + 1h;
  const auto ref = client.create_meeting({.key = "k", .ends_at = ends_at, .eject_at_end = true}).value().ref;
  mock.enters(ref);
  const auto recording = client.start_recording(ref, {.max_length = 2h, .instance_key = "r"}).value();
  mock.clock.advance(5h);
  CHECK(client.find_recording(recording.ref).value().ended_at == ends_at);
}

TEST_CASE("each kind leaves the files that it should") {
  Held held;
  const auto bob = held.mock.enters(held.ref, "Bob");
  REQUIRE(held.mock.service->leave(held.ref, bob, held.mock.now()));
  held.mock.clock.advance(1min);
  for (const auto kind :
       {RecordingKind::composed, RecordingKind::audio_only, RecordingKind::per_track, RecordingKind::local}) {
    (void)held.start({.kind = kind, .instance_key = std::string(to_string(kind))});
  }
  held.mock.clock.advance(1min);
  const auto cleo = held.mock.enters(held.ref, "Cleo");
  REQUIRE(held.client.end_meeting(held.ref));
  held.mock.clock.advance(5s);
  const auto files = [&](RecordingKind kind) { return held.find(std::string(to_string(kind))).files; };
  CHECK(files(RecordingKind::composed).at(0).path == held.ref.id + "/composed.mp4");
  CHECK(files(RecordingKind::audio_only).at(0).path == held.ref.id + "/audio_only.ogg");
  CHECK(files(RecordingKind::local).empty());
  const auto tracks = files(RecordingKind::per_track);
  REQUIRE(tracks.size() == 2);
  CHECK(tracks[0].track == held.ada.value);
  CHECK(tracks[0].path == held.ref.id + "/per_track/" + held.ada.value + ".webm");
  CHECK(tracks[1].track == cleo.value);
}

TEST_CASE("a recording is found by its id or its key, and not from another meeting") {
  const Held held;
  const auto recording = held.start();
  const auto other = held.mock.meeting("other");
  CHECK(held.client.find_recording({.meeting = held.ref, .id = recording.ref.id}).value().ref ==
        recording.ref);
  const auto code = [&](const RecordingRef& ref) { return held.client.find_recording(ref).error().code; };
  CHECK(code({.meeting = other, .id = recording.ref.id}) == ErrorCode::not_found);
  CHECK(code({.meeting = other, .instance_key = "r"}) == ErrorCode::not_found);
  CHECK(code({.meeting = held.ref, .id = "recording-999"}) == ErrorCode::not_found);
  CHECK(code({.meeting = held.ref}) == ErrorCode::invalid_argument);
  CHECK(code({.meeting = held.ref, .instance_key = "r", .id = ""}) == ErrorCode::invalid_argument);
  CHECK(held.client.stop_recording({.meeting = held.ref}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("recordings come in pages, newest first, also when their meeting is gone") {
  const Held held;
  for (int i = 0; i < 130; ++i) (void)held.start({.instance_key = std::to_string(i)});
  REQUIRE(held.client.end_meeting(held.ref));
  const auto first = held.client.list_recordings(held.ref).value();
  REQUIRE(first.items.size() == 100);
  CHECK(first.items[0].ref.instance_key == "129");
  REQUIRE(held.mock.service->finish_recording(first.items[99].ref, held.mock.now()));
  REQUIRE(held.client.delete_recording(first.items[99].ref));
  const auto second = held.client.list_recordings(held.ref, first.next).value();
  REQUIRE(second.items.size() == 30);
  CHECK(second.items[0].ref.instance_key == "29");
  CHECK(second.next.empty());

  CHECK(held.client.list_recordings(held.mock.meeting("other")).value().items.empty());
  CHECK(held.client.list_recordings({"mock", "nowhere", ""}).error().code == ErrorCode::not_found);
  CHECK(held.client.list_recordings(held.ref, {"sessions:1"}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("somebody may play that a recording is finished, or has failed") {
  Held held;
  const auto good = held.start({.instance_key = "good"}).ref;
  const auto bad = held.start({.instance_key = "bad"}).ref;
  auto& service = *held.mock.service;
  const auto now = held.mock.now();
  REQUIRE(service.finish_recording(good, now));
  CHECK(held.find("good").state == RecordingState::ready);
  CHECK(service.finish_recording(good, now));
  CHECK(service.fail_recording(good, "late", now).error().code == ErrorCode::failed_precondition);
  REQUIRE(service.fail_recording(bad, "the disk is full", now));
  CHECK(held.find("bad").state == RecordingState::failed);
  CHECK(held.find("bad").failure == "the disk is full");
  CHECK(held.find("bad").ended_at == now);
  CHECK(service.finish_recording(bad, now).error().code == ErrorCode::failed_precondition);
  const RecordingRef none{.meeting = held.ref, .instance_key = "none"};
  CHECK(service.finish_recording(none, now).error().code == ErrorCode::not_found);
  CHECK(service.fail_recording(none, "", now).error().code == ErrorCode::not_found);
  held.mock.clock.advance(1h);
  CHECK(held.find("bad").state == RecordingState::failed);
}

}  // namespace
}  // namespace vplatform::platforms::mock
