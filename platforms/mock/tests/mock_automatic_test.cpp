#include "mock_fixture.hpp"
#include "support/catch.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;

struct Recorded {
  Mock mock{};
  Client client = mock.client();
  MeetingRef ref = create({.instance_key = "r"}).ref;

  [[nodiscard]] Meeting create(const RecordingSpec& spec) const {
    return client.create_meeting({.key = "k", .ends_at = mock.now() + 10h, .recording = spec}).value();
  }
  [[nodiscard]] Recording find(const std::string& key = "r") const {
    return client.find_recording({.meeting = ref, .instance_key = key}).value();
  }
  [[nodiscard]] std::size_t count() const { return mock.service->recordings(mock.now()).size(); }
};

TEST_CASE("a meeting that is to be recorded is, from when the first one comes") {
  Recorded recorded;
  CHECK(recorded.find().state == RecordingState::requested);
  CHECK_FALSE(recorded.find().started_at);
  recorded.mock.clock.advance(1min);
  recorded.mock.enters(recorded.ref, "Ada");
  const auto started_at = recorded.mock.now();
  recorded.mock.clock.advance(1min);
  recorded.mock.enters(recorded.ref, "Bob");
  CHECK(recorded.find().state == RecordingState::active);
  CHECK(recorded.find().started_at == started_at);
  CHECK(recorded.count() == 1);
}

TEST_CASE("creating a recorded meeting again does not record it twice") {
  const Recorded recorded;
  CHECK(recorded.create({.instance_key = "r"}).differs.empty());
  CHECK(recorded.create({}).differs.empty());
  CHECK(recorded.count() == 1);
  recorded.mock.enters(recorded.ref);
  CHECK(recorded.create({.instance_key = "r"}).ref == recorded.ref);
  CHECK(recorded.client.start_recording(recorded.ref, {.instance_key = "r"}).value().ref ==
        recorded.find().ref);
  CHECK(recorded.count() == 1);
}

TEST_CASE("a meeting that is recorded otherwise than wanted, or not at all, says so") {
  const Recorded recorded;
  const std::vector<std::string> differs{"recording"};
  CHECK(recorded.create({.kind = RecordingKind::audio_only}).differs == differs);
  CHECK(recorded.create({.target = FileTarget{"/r"}}).differs == differs);
  CHECK(recorded.create({.max_length = 1h}).differs == differs);
  const auto ref = recorded.mock.meeting("plain");
  const auto plain = recorded.client.create_meeting({.key = "plain", .recording = RecordingSpec{}}).value();
  CHECK(plain.ref == ref);
  CHECK(plain.differs == differs);
}

TEST_CASE("every sitting of a recorded meeting is recorded, each under a key of its own") {
  Recorded recorded;
  const auto sit = [&] {
    const auto who = recorded.mock.enters(recorded.ref);
    recorded.mock.clock.advance(1min);
    REQUIRE(recorded.mock.service->leave(recorded.ref, who, recorded.mock.now()));
    recorded.mock.clock.advance(1min);
  };
  sit();
  sit();
  sit();
  CHECK(recorded.count() == 3);
  for (const std::string key : {"r", "r-2", "r-3"}) {
    INFO(key);
    CHECK(recorded.find(key).state == RecordingState::ready);
    CHECK(recorded.find(key).duration == 1min);
  }
  REQUIRE(recorded.client.end_meeting(recorded.ref));
  CHECK(recorded.count() == 3);
}

TEST_CASE("a recording that is stopped before anybody came is cancelled, and nothing else begins") {
  const Recorded recorded;
  REQUIRE(recorded.client.stop_recording(recorded.find().ref));
  CHECK(recorded.find().state == RecordingState::cancelled);
  recorded.mock.enters(recorded.ref);
  CHECK(recorded.find().state == RecordingState::cancelled);
  CHECK(recorded.count() == 1);
  CHECK(recorded.client.delete_recording(recorded.find().ref));
}

TEST_CASE("a meeting that ends before anybody came has a cancelled recording") {
  Recorded recorded;
  SECTION("ended by us") {
    REQUIRE(recorded.client.end_meeting(recorded.ref));
  }
  SECTION("ended by the clock") {
    recorded.mock.clock.advance(10h);
  }
  CHECK(recorded.find().state == RecordingState::cancelled);
}

TEST_CASE("a meeting of a key that was used before is recorded beside the earlier one") {
  Recorded recorded;
  recorded.mock.enters(recorded.ref);
  REQUIRE(recorded.client.end_meeting(recorded.ref));
  CHECK(recorded.create({.instance_key = "r"}).ref == recorded.ref);
  CHECK(recorded.find("r").state == RecordingState::processing);
  CHECK(recorded.find("r-2").state == RecordingState::requested);
}

TEST_CASE("a requested recording may fail, and is no recording to finish") {
  const Recorded recorded;
  const auto ref = recorded.find().ref;
  const auto now = recorded.mock.now();
  CHECK(recorded.mock.service->finish_recording(ref, now).error().code == ErrorCode::failed_precondition);
  REQUIRE(recorded.mock.service->fail_recording(ref, "no recorder is free", now));
  CHECK(recorded.find().state == RecordingState::failed);
  CHECK_FALSE(recorded.find().ended_at);
}

TEST_CASE("a kind and a limit hold for what is recorded by itself too") {
  Mock mock;
  const auto client = mock.client();
  const RecordingSpec spec{.kind = RecordingKind::local, .max_length = 1min, .instance_key = "r"};
  const auto meeting = client.create_meeting({.key = "k", .recording = spec}).value();
  CHECK(meeting.raw.reveal().find(R"("recording":"local")") != std::string::npos);
  mock.enters(meeting.ref);
  mock.clock.advance(1h);
  const auto recording = client.find_recording({.meeting = meeting.ref, .instance_key = "r"}).value();
  CHECK(recording.ref.kind == RecordingKind::local);
  CHECK(recording.duration == 1min);
  CHECK(recording.files.empty());
}

TEST_CASE("a mock that records nothing by itself makes no meeting that is to be recorded") {
  Settings settings;
  settings.without = {Capability::record_automatically};
  const Mock mock(settings);
  const auto made = mock.client().create_meeting({.key = "k", .recording = RecordingSpec{}});
  CHECK(made.error().code == ErrorCode::unsupported);
  CHECK(mock.service->meetings(mock.now()).empty());
}

}  // namespace
}  // namespace vplatform::platforms::mock
