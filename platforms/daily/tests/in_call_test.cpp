#include "world.hpp"

// What Daily can do in a call and other platforms cannot.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

const std::string instance = "5f1d7c3a-2b44-4c6d-9e8f-a1b2c3d4e5f6";

struct Call : World {
  Call() {
    meeting = client.create_meeting({.key = "call"})->ref;
    empty = client.create_meeting({.key = "empty"})->ref;
    const auto entered = emulator->join(meeting.room, {"ada-1", "Ada", false}, clock.now());
    REQUIRE(entered);
    ada.value = *entered;
    (void)emulator->due(clock.now());
    auto made = make(settings_for({}), env_of(clock));
    REQUIRE(made);
    daily = *made;
  }
  template <class T>
  Result<T> run(Step<T> step) {
    return client.run(std::move(step));
  }
  [[nodiscard]] std::string last_body() { return transport->faults().requests().back().body; }
  /// The kinds of the events that are due.
  [[nodiscard]] std::vector<EventKind> events() {
    std::vector<EventKind> kinds;
    for (const auto& request : emulator->due(clock.now())) {
      const auto verdict = client.read_webhook(request);
      REQUIRE(verdict.event);
      kinds.push_back((*verdict.event)->kind);
    }
    return kinds;
  }

  MeetingRef meeting{};
  MeetingRef empty{};
  ParticipantId ada{};
  std::shared_ptr<const DailyPlatform> daily{};
};

}  // namespace

TEST_CASE("a message goes to everybody or to one, once, and only to a call that goes on") {
  Call call;
  REQUIRE(call.run(call.daily->send_app_message(call.meeting, {R"({"hand":"up"})"})));
  CHECK(call.last_body() == R"({"data":{"hand":"up"},"recipient":"*"})");
  REQUIRE(call.run(call.daily->send_app_message(call.meeting, {"{}"}, call.ada.value)));
  CHECK(parsed(call.last_body())["recipient"].text() == call.ada.value);

  const auto nobody = call.run(call.daily->send_app_message(call.empty, {"{}"}));
  CHECK(nobody.error().code == ErrorCode::failed_precondition);
  const auto requests = call.sent().size();
  CHECK(call.run(call.daily->send_app_message(call.meeting, {"[]"})).error().code ==
        ErrorCode::invalid_argument);
  const JsonText long_one{R"({"a":")" + std::string(4096, 'a') + "\"}"};
  CHECK(call.run(call.daily->send_app_message(call.meeting, long_one)).error().code ==
        ErrorCode::invalid_argument);
  CHECK(call.sent().size() == requests);
}

TEST_CASE("a message whose answer is lost is not sent again") {
  Call call;
  call.transport->faults().add(
      {.kind = testing::FaultKind::lost_after, .method = "POST", .path = "send-app-message"});
  const auto before = call.sent().size();
  const auto lost = call.run(call.daily->send_app_message(call.meeting, {"{}"}));
  REQUIRE(!lost);
  CHECK(lost.error().effect == Effect::unknown);
  CHECK(call.sent().size() == before + 1);
}

TEST_CASE("the data of a call is replaced or merged, and ends with it") {
  Call call;
  CHECK(call.run(call.daily->session_data(call.meeting))->text == "{}");
  REQUIRE(call.run(call.daily->set_session_data(call.meeting, {.data = {R"({"a":1,"b":{"c":2}})"}})));
  REQUIRE(call.run(
      call.daily->set_session_data(call.meeting, {.data = {R"({"b":3})"}, .merge = true, .remove = {"a"}})));
  CHECK(call.run(call.daily->session_data(call.meeting))->text == R"({"b":3})");
  REQUIRE(call.run(call.daily->set_session_data(call.meeting, {.data = {R"({"d":4})"}})));
  CHECK(call.run(call.daily->session_data(call.meeting))->text == R"({"d":4})");
  const auto odd = call.run(call.daily->set_session_data(call.meeting, {.remove = {"d"}}));
  CHECK(odd.error().code == ErrorCode::invalid_argument);

  call.emulator->leave(call.ada.value, call.clock.now());
  CHECK(call.run(call.daily->session_data(call.meeting)).error().code == ErrorCode::failed_precondition);
}

TEST_CASE("rights are changed of one or of all, and what is not named stays") {
  Call call;
  REQUIRE(call.run(call.daily->update_permissions(
      call.meeting, call.ada,
      {.can_send = std::vector<std::string>{"audio"}, .can_receive = {R"({"base":false})"}})));
  CHECK(call.last_body() ==
        R"({"data":{")" + call.ada.value + R"(":{"canSend":["audio"],"canReceive":{"base":false}}}})");
  REQUIRE(call.run(call.daily->update_permissions(call.meeting, {"*"},
                                                  {.can_admin = std::vector<std::string>{"participants"}})));
  call.emulator->leave(call.ada.value, call.clock.now());
  const auto left = parsed(call.emulator->due(call.clock.now()).front().body)["payload"]["permissions"];
  CHECK(
      left.dump() ==
      R"({"canAdmin":["participants"],"canReceive":{"base":false},"canSend":["audio"],"hasPresence":true})");
}

TEST_CASE("no rights at all are said as Daily says them, and unknown ones are refused") {
  Call call;
  REQUIRE(call.run(call.daily->update_permissions(
      call.meeting, {"*"}, {.has_presence = false, .can_send = std::vector<std::string>{}})));
  CHECK(call.last_body() == R"({"data":{"*":{"hasPresence":false,"canSend":false}}})");
  const auto unknown = call.run(call.daily->update_permissions(
      call.meeting, {"*"}, {.can_send = std::vector<std::string>{"smoke signals"}}));
  CHECK(unknown.error().code == ErrorCode::invalid_argument);
  CHECK(call.run(call.daily->update_permissions(call.meeting, {""}, {})).error().code ==
        ErrorCode::invalid_argument);
}

TEST_CASE("a live stream starts, changes and stops, each told by a webhook") {
  Call call;
  LiveStream stream{.rtmp_urls = {Secret("rtmps://live.example/app/key-1")},
                    .instance_id = instance,
                    .options = {R"({"width":1280,"height":720})"}};
  REQUIRE(call.run(call.daily->start_streaming(call.meeting, stream)));
  CHECK(parsed(call.last_body()).dump() ==
        R"({"height":720,"instanceId":")" + instance +
            R"(","rtmpUrl":"rtmps://live.example/app/key-1","width":1280})");
  CHECK(call.events() == std::vector<EventKind>{EventKind::stream_started});
  stream.rtmp_urls.emplace_back("rtmps://live.example/app/key-2");
  REQUIRE(call.run(call.daily->update_streaming(call.meeting, stream)));
  CHECK(parsed(call.last_body())["rtmpUrl"].size() == 2);
  CHECK(call.events() == std::vector<EventKind>{EventKind::stream_updated});
  REQUIRE(call.run(call.daily->stop_streaming(call.meeting, instance)));
  CHECK(call.events() == std::vector<EventKind>{EventKind::stream_ended});
  REQUIRE(call.run(call.daily->stop_streaming(call.meeting, instance)));
  CHECK(call.run(call.daily->stop_streaming(call.empty)));
}

TEST_CASE("a live stream that cannot start says why, and not where it would have gone") {
  Call call;
  const LiveStream stream{.rtmp_urls = {Secret("rtmps://live.example/app/key-1")}};
  const auto nobody = call.run(call.daily->start_streaming(call.empty, stream));
  CHECK(nobody.error().code == ErrorCode::failed_precondition);
  REQUIRE(call.run(call.daily->start_streaming(call.meeting, stream)));
  const auto twice = call.run(call.daily->start_streaming(call.meeting, stream));
  CHECK(twice.error().code == ErrorCode::invalid_argument);
  CHECK(twice.error().message.find("key-1") == std::string::npos);
  CHECK(call.transport->faults().requests().back().secrets.back().reveal() ==
        "rtmps://live.example/app/key-1");

  const auto requests = call.sent().size();
  CHECK(call.run(call.daily->start_streaming(call.meeting, {})).error().code == ErrorCode::invalid_argument);
  LiveStream odd = stream;
  odd.options = {R"({"endpoints":[]})"};
  const auto owned = call.run(call.daily->start_streaming(call.meeting, odd));
  CHECK(owned.error().message.find("endpoints") != std::string::npos);
  CHECK(call.sent().size() == requests);
}

TEST_CASE("a transcription starts and stops, and its text is told of") {
  Call call;
  REQUIRE(call.run(call.daily->start_transcription(call.meeting, {R"({"language":"de"})"})));
  CHECK(call.events() == std::vector<EventKind>{EventKind::transcript_started});
  CHECK(call.run(call.daily->start_transcription(call.meeting)).error().code == ErrorCode::invalid_argument);
  REQUIRE(call.run(call.daily->update_transcription(call.meeting, {R"({"participants":[]})"})));
  REQUIRE(call.run(call.daily->stop_transcription(call.meeting)));
  CHECK(call.events() == std::vector<EventKind>{EventKind::transcript_ready});
  CHECK(call.run(call.daily->stop_transcription(call.meeting)));
  CHECK(call.run(call.daily->start_transcription(call.empty)).error().code == ErrorCode::failed_precondition);
  CHECK(call.run(call.daily->start_transcription(call.meeting, {"no"})).error().code ==
        ErrorCode::invalid_argument);
}

TEST_CASE("what runs in a call ends when the last one leaves") {
  Call call;
  REQUIRE(call.run(call.daily->start_transcription(call.meeting)));
  REQUIRE(
      call.run(call.daily->start_streaming(call.meeting, {.rtmp_urls = {Secret("rtmps://live.example/a")}})));
  (void)call.events();
  call.emulator->leave(call.ada.value, call.clock.now());
  CHECK(call.events() == std::vector<EventKind>{EventKind::participant_left, EventKind::stream_ended,
                                                EventKind::transcript_ready});
}
