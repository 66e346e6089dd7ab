#include "support/catch.hpp"

#include "account.hpp"

// What was said, as text.

using namespace std::chrono_literals;

namespace vplatform::platforms::whereby {

namespace {

struct Call : Account {
  explicit Call(RecordingTarget target = ProviderStorage{})
      : Account(EmulatorOptions{.cloud_recording = true}) {
    meeting =
        client.create_meeting({.key = "call", .recording = RecordingSpec{.target = std::move(target)}})->ref;
  }
  RecordingRef record() {
    return {.meeting = meeting, .id = emulator->finish_recording(meeting.room, clock.now())};
  }
  template <class T>
  Result<T> run(Step<T> step) {
    return client.run(std::move(step));
  }
  std::vector<EventFields> events() {
    std::vector<EventFields> all;
    for (const auto& verdict : webhooks()) {
      REQUIRE(verdict.event);
      all.push_back(**verdict.event);
    }
    return all;
  }
  [[nodiscard]] std::string played(const std::string& what, const std::string& name,
                                   const std::string& value) const {
    const auto answer = emulator->play(what, {R"({")" + name + R"(":")" + value + R"("})"}, clock.now());
    REQUIRE(answer);
    return json(answer->text)["transcription"].text_or("");
  }
  MeetingRef meeting{};
  const WherebyPlatform& whereby = *client.as<WherebyPlatform>();
};

}  // namespace

TEST_CASE("the text of a recording is asked for, told of, found, linked to and deleted") {
  Call call;
  const auto recording = call.record();
  (void)call.events();
  const auto id = call.run(call.whereby.transcribe(recording));
  REQUIRE(id);
  CHECK(call.transport->faults().requests().back().body == R"({"recordingId":")" + *recording.id + R"("})");
  const auto begun = call.run(call.whereby.find_transcription(*id));
  REQUIRE(begun);
  CHECK(begun->state == TranscriptionState::in_progress);
  CHECK(begun->filename.empty());
  CHECK(call.run(call.whereby.transcription_link(*id, 10min)).error().code == ErrorCode::not_found);

  call.clock.advance(60s);
  const auto events = call.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].kind == EventKind::transcript_started);
  CHECK(events[1].kind == EventKind::transcript_ready);
  CHECK(events[1].natural_key == "transcription.finished|" + *id);
  CHECK(events[1].room == call.meeting.room);
  CHECK(json(events[1].raw.text)["data"]["recordingId"].text() == *recording.id);

  const auto ready = call.run(call.whereby.find_transcription(*id));
  REQUIRE(ready);
  CHECK(ready->id == *id);
  CHECK(ready->state == TranscriptionState::ready);
  CHECK(ready->from_recording);
  CHECK_FALSE(ready->self_hosted);
  CHECK(ready->room == call.meeting.room);
  CHECK(ready->duration == 10min);
  CHECK(ready->filename.ends_with(".md"));
  const auto link = call.run(call.whereby.transcription_link(*id, 10min));
  REQUIRE(link);
  CHECK(link->expires_at == call.clock.now() + 10min);
  CHECK(call.run(call.whereby.transcription_link(*id, 48h))->expires_at == call.clock.now() + 12h);
  REQUIRE(call.run(call.whereby.delete_transcription(*id)));
  REQUIRE(call.run(call.whereby.delete_transcription(*id)));
  CHECK(call.run(call.whereby.find_transcription(*id)).error().code == ErrorCode::not_found);
}

TEST_CASE("what is taken down during a call is listed too, and may fail") {
  Call call;
  const auto good = call.played("start_transcription", "room", call.meeting.room);
  const auto bad = call.played("start_transcription", "room", call.meeting.id);
  call.clock.advance(90s);
  (void)call.played("finish_transcription", "transcription", good);
  (void)call.played("fail_transcription", "transcription", bad);
  CHECK_FALSE(call.emulator->fail_transcription(good, call.clock.now()));
  const auto list = call.run(call.whereby.list_transcriptions(call.meeting));
  REQUIRE(list);
  REQUIRE(list->items.size() == 2);
  CHECK(list->items[0].id == good);
  CHECK_FALSE(list->items[0].from_recording);
  CHECK(list->items[0].duration == 90s);
  CHECK(list->items[1].state == TranscriptionState::failed);
  const auto events = call.events();
  REQUIRE(events.size() == 4);
  CHECK(events[3].kind == EventKind::transcript_failed);
  CHECK(json(events[3].raw.text)["data"]["status"].text() == "failed");
}

TEST_CASE("transcriptions are listed page by page, and a page that fails is an error") {
  Call call;
  for (int i = 0; i < 120; ++i) (void)call.played("start_transcription", "room", call.meeting.room);
  const auto first = call.run(call.whereby.list_transcriptions(call.meeting));
  REQUIRE(first);
  CHECK(first->items.size() == 100);
  const auto second = call.run(call.whereby.list_transcriptions(call.meeting, first->next));
  REQUIRE(second);
  CHECK(second->items.size() == 20);
  CHECK(second->next.empty());
  CHECK(call.run(call.whereby.list_transcriptions(call.meeting, {"not ours"})).error().code ==
        ErrorCode::invalid_argument);
  auto step = call.whereby.list_transcriptions(call.meeting);
  CHECK(request_of(step).url.find("roomName=%2F" + call.meeting.room) != std::string::npos);
  CHECK(request_of(step).rate_cost == 3);
  for (const auto* body : {"{}", R"({"results":[{"state":"ready"}],"cursor":null})"}) {
    auto broken = answer(call.whereby.list_transcriptions(call.meeting), 200, body);
    CHECK(std::move(broken).take().error().code == ErrorCode::bad_response);
  }
}

TEST_CASE("only what Whereby stores can be transcribed or linked to") {
  Call call(S3Role{.bucket = "calls", .region = "eu-west-1", .role_arn = "arn:aws:iam::1:role/r"});
  const auto recording = call.record();
  CHECK(call.run(call.whereby.transcribe(recording)).error().code == ErrorCode::not_found);
  CHECK(call.client.recording_link(recording, 1h).error().code == ErrorCode::permission_denied);
  CHECK(call.run(call.whereby.transcribe({.meeting = call.meeting})).error().code ==
        ErrorCode::failed_precondition);
}

TEST_CASE("a transcription whose answer is lost is not asked for again, and may be under way") {
  Call call;
  const auto recording = call.record();
  call.transport->faults().add({.kind = testing::FaultKind::lost_after, .path = "/transcriptions"});
  const auto lost = call.run(call.whereby.transcribe(recording));
  CHECK(lost.error().effect == Effect::unknown);
  const auto list = call.run(call.whereby.list_transcriptions(call.meeting));
  REQUIRE(list);
  CHECK(list->items.size() == 1);
}

TEST_CASE("a transcription with members of the future, or without the usual ones, is read") {
  const Call call;
  const auto read = [&](const std::string& body) {
    auto step = answer(call.whereby.find_transcription("t"), 200, body);
    return std::move(step).take();
  };
  const auto odd = read(
      R"({"transcriptionId":7,"roomSessionId":null,"state":"queued","durationInSeconds":"41.5","storageType":"SELF_HOSTED","type":1,"x":{}})");
  REQUIRE(odd);
  CHECK(odd->id == "7");
  CHECK(odd->state == TranscriptionState::unknown);
  CHECK(odd->duration == 41500ms);
  CHECK(odd->self_hosted);
  CHECK_FALSE(odd->started_at);
  CHECK_FALSE(read(R"({"transcriptionId":"t","durationInSeconds":-1})")->duration);
  CHECK(read("{}").error().code == ErrorCode::bad_response);
  CHECK(read("<html>").error().code == ErrorCode::bad_response);
  auto nameless = answer(call.whereby.transcribe({.id = "r"}), 201, "{}");
  CHECK(std::move(nameless).take().error().code == ErrorCode::bad_response);
}

TEST_CASE("an id of a transcription is never sent raw, and an empty one not at all") {
  Call call;
  auto step = call.whereby.find_transcription("../meetings");
  CHECK(request_of(step).url.ends_with("/v1/transcriptions/..%2Fmeetings"));
  const auto before = call.transport->faults().requests().size();
  CHECK(call.run(call.whereby.find_transcription("")).error().code == ErrorCode::invalid_argument);
  CHECK(call.run(call.whereby.transcription_link("", 1h)).error().code == ErrorCode::invalid_argument);
  CHECK(call.run(call.whereby.transcription_link("t", 0s)).error().code == ErrorCode::invalid_argument);
  CHECK(call.run(call.whereby.delete_transcription("")).error().code == ErrorCode::invalid_argument);
  CHECK(call.transport->faults().requests().size() == before);
}

}  // namespace vplatform::platforms::whereby
