#include <algorithm>

#include "mock_fixture.hpp"
#include "mock_webhook.hpp"
#include "support/catch.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> types_of(const Client& client, const std::vector<WebhookRequest>& requests) {
  std::vector<std::string> types;
  for (const auto& request : requests) {
    const auto verdict = client.read_webhook(request);
    types.push_back(verdict.event ? (*verdict.event)->type : "not an event");
  }
  return types;
}

TEST_CASE("a meeting tells its story in signed webhooks, each once") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto token = client.join(ref, {.name = "Ada", .user_id = "ada"}).value().token;
  const auto person = mock.service->enter(token, mock.now()).value();
  mock.clock.advance(1min);
  REQUIRE(mock.service->leave(ref, person.participant.id, mock.now()));
  const auto due = mock.service->due(mock.now());
  CHECK(types_of(client, due) == std::vector<std::string>{"meeting.started", "participant.joined",
                                                          "participant.left", "meeting.ended"});
  CHECK(mock.service->due(mock.now()).empty());
}

TEST_CASE("an event names its meeting, its sitting, its person and its time") {
  Mock mock;
  const auto client = mock.client("mock-eu");
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto joined_at = mock.now();
  const auto token = client.join(ref, {.role = Role::host, .name = "Ada", .user_id = "ada"}).value().token;
  REQUIRE(mock.service->enter(token, joined_at));
  mock.clock.advance(1min);
  const auto verdict = client.read_webhook(mock.service->due(mock.now()).at(1));
  CHECK(verdict.outcome == WebhookOutcome::event);
  CHECK(verdict.reply_status == 200);
  REQUIRE(verdict.event);
  const auto& event = **verdict.event;
  CHECK(event.kind == EventKind::participant_joined);
  CHECK(event.platform == "mock-eu");
  CHECK(event.meeting == ref);
  CHECK(event.room == ref.id);
  CHECK(event.at == joined_at);
  CHECK(event.people == 1);
  CHECK_FALSE(event.id.empty());
  CHECK_FALSE(event.session_id.empty());
  REQUIRE(event.participant);
  CHECK(event.participant->identity == "ada");
  CHECK(event.participant->name == "Ada");
  CHECK(event.participant->role == Role::host);
}

TEST_CASE("somebody who knocks is heard of before they are in") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k", .access = Access::knock}).value().ref;
  const auto guest = mock.service->enter(client.join(ref, {}).value().token, mock.now()).value();
  REQUIRE(mock.service->admit(ref, guest.participant.id, mock.now()));
  REQUIRE(client.end_meeting(ref));
  CHECK(types_of(client, mock.service->due(mock.now())) ==
        std::vector<std::string>{"participant.waiting", "participant.stopped_waiting", "meeting.started",
                                 "participant.joined", "participant.left", "meeting.ended"});
}

TEST_CASE("a meeting that ejects at its end says so then") {
  Mock mock;
  const auto client = mock.client();
  const auto ends_at = mock.now() + 1h;
  const auto ref = client.create_meeting({.key = "k", .ends_at = ends_at, .eject_at_end = true}).value().ref;
  REQUIRE(mock.service->enter(client.join(ref, {}).value().token, mock.now()));
  CHECK(mock.service->due(mock.now()).size() == 2);
  mock.clock.advance(2h);
  const auto due = mock.service->due(mock.now());
  CHECK(types_of(client, due) == std::vector<std::string>{"participant.left", "meeting.ended"});
  CHECK((*client.read_webhook(due.at(1)).event)->at == ends_at);
}

TEST_CASE("a recording tells of its start, its end and its file, by id and by key") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  mock.enters(ref);
  (void)mock.service->due(mock.now());
  const auto recording =
      client.start_recording(ref, {.kind = RecordingKind::audio_only, .instance_key = "r"}).value();
  mock.clock.advance(1min);
  REQUIRE(client.stop_recording(recording.ref));
  const auto ended_at = mock.now();
  mock.clock.advance(1h);
  const auto due = mock.service->due(mock.now());
  CHECK(types_of(client, due) ==
        std::vector<std::string>{"recording.started", "recording.updated", "recording.ready"});
  const auto event = [&](std::size_t i) { return **client.read_webhook(due.at(i)).event; };
  CHECK(event(0).kind == EventKind::recording_started);
  CHECK(event(0).meeting == ref);
  CHECK(event(0).recording == recording.ref);
  CHECK(event(0).recording_state == RecordingState::active);
  CHECK(event(0).at == recording.started_at);
  CHECK_FALSE(event(0).session_id.empty());
  CHECK(event(1).kind == EventKind::recording_updated);
  CHECK(event(1).recording_state == RecordingState::processing);
  CHECK(event(2).kind == EventKind::recording_ready);
  CHECK(event(2).recording == recording.ref);
  CHECK(event(2).recording_state == RecordingState::ready);
  CHECK(event(2).at == ended_at + 5s);
  CHECK(event(2).natural_key != event(1).natural_key);
}

TEST_CASE("two recordings of one sitting are told apart, and a failed one says so") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  mock.enters(ref);
  for (const std::string key : {"a", "b"}) {
    const auto recording = client.start_recording(ref, {.instance_key = key}).value().ref;
    REQUIRE(mock.service->fail_recording(recording, "the disk is full", mock.now()));
  }
  const auto due = mock.service->due(mock.now());
  REQUIRE(due.size() == 6);
  const auto first = **client.read_webhook(due.at(3)).event;
  const auto second = **client.read_webhook(due.at(5)).event;
  CHECK(first.kind == EventKind::recording_failed);
  CHECK(first.recording_state == RecordingState::failed);
  CHECK(first.natural_key != second.natural_key);
  CHECK(first.raw.text.find("the disk is full") != std::string::npos);
}

TEST_CASE("webhooks that are noticed late come in the order of what they tell") {
  Mock mock;
  const auto client = mock.client();
  const auto long_ref = mock.meeting("long");
  const auto short_ref =
      client.create_meeting({.key = "short", .ends_at = mock.now() + 1h, .eject_at_end = true}).value().ref;
  mock.enters(long_ref);
  mock.enters(short_ref);
  (void)client.start_recording(long_ref, {.max_length = 30min});
  (void)mock.service->due(mock.now());
  mock.clock.advance(2h);
  CHECK(
      types_of(client, mock.service->due(mock.now())) ==
      std::vector<std::string>{"recording.updated", "recording.ready", "participant.left", "meeting.ended"});
}

TEST_CASE("a machine is told of as one, and is not counted") {
  const Mock mock;
  const auto ref = mock.meeting();
  REQUIRE(mock.service->enter_as(ref, {.name = "recorder", .is_person = false}, mock.now()));
  const auto verdict = mock.client().read_webhook(mock.service->due(mock.now()).at(1));
  CHECK_FALSE((*verdict.event)->participant->is_person);
  CHECK((*verdict.event)->people == 0);
}

struct Signed {
  Mock mock{};
  WebhookRequest request =
      sign_webhook(R"({"id":"e","type":"meeting.started","meeting":"r"})", webhook_secret, mock.now());

  [[nodiscard]] WebhookVerdict read() const { return mock.client().read_webhook(request); }
};

TEST_CASE("a forged, altered or unsigned webhook is refused with 401") {
  Signed flipped;
  flipped.request.body.at(3) = static_cast<char>(flipped.request.body.at(3) ^ 1);
  CHECK(flipped.read().outcome == WebhookOutcome::refused);
  CHECK(flipped.read().reply_status == 401);

  Signed other;
  other.request = sign_webhook(other.request.body, Secret("another-secret"), other.mock.now());
  CHECK(other.read().outcome == WebhookOutcome::refused);

  Signed missing;
  missing.request.headers.pop_back();
  CHECK(missing.read().outcome == WebhookOutcome::refused);

  Signed twice;
  twice.request.headers.push_back(twice.request.headers.back());
  CHECK(twice.read().outcome == WebhookOutcome::refused);
}

TEST_CASE("a signature header of another shape is refused") {
  for (const std::string header : {"", "t=1767225600", "v1=00,t=1767225600", "t=,v1=00", "t=-1,v1=00",
                                   "t=1767225600,v1=xyz", "t=99999999999999999999,v1=00",
                                   "t=17672256000000,v1=00", "t=99999999999,v1=00", "t= 1767225600,v1=00"}) {
    Signed request;
    request.request.headers.back().value = header;
    INFO(header);
    CHECK(request.read().outcome == WebhookOutcome::refused);
  }
}

TEST_CASE("a webhook is good for five minutes either way, and no longer") {
  for (const auto& [moved, outcome] :
       {std::pair{5min, WebhookOutcome::event}, {-5min, WebhookOutcome::event}}) {
    Signed request;
    request.mock.clock.advance(moved);
    CHECK(request.read().outcome == outcome);
    request.mock.clock.advance(moved > 0min ? 1s : -1s);
    CHECK(request.read().outcome == WebhookOutcome::refused);
  }
}

TEST_CASE("an old and a new secret are good at once") {
  const Mock mock({.webhook_secrets = {Secret("new"), Secret("old")}});
  const auto client = mock.client();
  const std::string body = R"({"type":"meeting.started"})";
  CHECK(client.read_webhook(sign_webhook(body, Secret("old"), mock.now())).outcome == WebhookOutcome::event);
  CHECK(client.read_webhook(sign_webhook(body, Secret("new"), mock.now())).outcome == WebhookOutcome::event);
  CHECK(client.read_webhook(sign_webhook(body, Secret("older"), mock.now())).outcome ==
        WebhookOutcome::refused);
}

TEST_CASE("without a secret every webhook is refused with 503") {
  const Mock mock(Settings{});
  const auto verdict = mock.client().read_webhook(sign_webhook("{}", webhook_secret, mock.now()));
  CHECK(verdict.outcome == WebhookOutcome::refused);
  CHECK(verdict.reply_status == 503);
}

TEST_CASE("a genuine webhook of an unknown type is an event, one that is no event is unreadable") {
  const Mock mock;
  const auto client = mock.client();
  const auto read = [&](const std::string& body) {
    return client.read_webhook(sign_webhook(body, webhook_secret, mock.now()));
  };
  const auto unknown = read(R"({"type":"whiteboard.opened","new":[1]})");
  REQUIRE(unknown.event);
  CHECK((*unknown.event)->kind == EventKind::other);
  CHECK((*unknown.event)->type == "whiteboard.opened");
  for (const char* body : {"", "[]", "{}", "not json", R"({"type":7})"}) {
    INFO(body);
    CHECK(read(body).outcome == WebhookOutcome::unreadable);
    CHECK(read(body).reply_status == 200);
  }
}

TEST_CASE("an event of the wrong types loses what cannot be read, and no more") {
  const Mock mock;
  const auto request = sign_webhook(
      R"({"type":"participant.joined","id":7,"at":"yesterday","meeting":["r"],"participant":{"role":1},"people":"x"})",
      webhook_secret, mock.now());
  const auto verdict = mock.client().read_webhook(request);
  REQUIRE(verdict.event);
  const auto& event = **verdict.event;
  CHECK(event.id == "7");
  CHECK_FALSE(event.at);
  CHECK_FALSE(event.meeting);
  CHECK_FALSE(event.people);
}

TEST_CASE("a recording of the wrong types loses what cannot be read, and no more") {
  const Mock mock;
  const auto read = [&](const std::string& recording) {
    const std::string body = R"({"type":"recording.ready","recording":)" + recording + "}";
    return **mock.client().read_webhook(sign_webhook(body, webhook_secret, mock.now())).event;
  };
  for (const std::string none : {"null", "[]", "7", "\"r\""}) CHECK_FALSE(read(none).recording);
  const auto odd = read(R"({"id":7,"kind":"hologram","state":"melting","instance_key":null})");
  REQUIRE(odd.recording);
  CHECK(odd.recording->id == "7");
  CHECK(odd.recording->instance_key.empty());
  CHECK(odd.recording->meeting.platform == "mock");
  CHECK_FALSE(odd.recording_state);
  CHECK_FALSE(read("{}").recording->id);
}

}  // namespace
}  // namespace vplatform::platforms::mock
