#include "support/catch.hpp"

#include <fstream>
#include <map>
#include <set>

#include "account.hpp"
#include "vplatform/spi/crypto.hpp"

// Each event that Whereby sends, what it may leave out or write in another way, and who is in by its events.

namespace vplatform::platforms::whereby {

namespace {

using namespace std::chrono_literals;

const TimePoint start = TimePoint{} + 1767225600s;

/// What Whereby sends with this body.
WebhookRequest signed_now(std::string body) {
  const std::string time = "1767225600";
  const auto mac = spi::HmacKey("s").sign({time, ".", body});
  return {.headers = {{.name = "Whereby-Signature",
                       .value = "t=" + time + ",v1=" + spi::to_hex(spi::as_text(mac))}},
          .body = std::move(body)};
}

EventFields read(const std::string& body) {
  Settings settings;
  settings.api_key = Secret("k");
  settings.webhook_secrets = {Secret("s")};
  const auto verdict = platform_on(testing::FakeClock(start), settings)->read_webhook(signed_now(body));
  CHECK(verdict.reply_status == 200);
  REQUIRE(verdict.event);
  return **verdict.event;
}

EventFields event_of(const std::string& type, const std::string& data) {
  return read(R"({"id":"e1","apiVersion":"1.0","createdAt":"2026-01-01T00:00:00.250Z","type":")" + type +
              R"(","data":)" + data + "}");
}

/// How many people are in, as a host may count them: an event counts once, and not after a later one.
class Count {
 public:
  int after(const std::string& id, int second, const std::string& type, const std::string& data) {
    const auto event = read(R"({"id":")" + id + R"(","apiVersion":"1.0","createdAt":")" +
                            to_rfc3339(start + std::chrono::seconds(second)) + R"(","type":")" + type +
                            R"(","data":)" + data + "}");
    if (!seen_.insert(event.id).second || !event.people) return people_;
    REQUIRE(event.at);
    if (*event.at < latest_) return people_;
    latest_ = *event.at;
    people_ = *event.people;
    return people_;
  }
  int after_client(const std::string& id, int second, const std::string& what, const std::string& role,
                   const std::string& by_role, int clients) {
    return after(id, second, "room.client." + what,
                 R"({"meetingId":"90000001","roomName":"/r","participantId":"p-)" + id + R"(","roleName":")" +
                     role + R"(","numClients":)" + std::to_string(clients) + R"(,"numClientsByRoleName":)" +
                     by_role + "}");
  }

 private:
  std::set<std::string> seen_{};
  TimePoint latest_{};
  int people_ = 0;
};

}  // namespace

TEST_CASE("each event of Whereby's documentation has its kind, its time and its room, and keeps its text") {
  const std::map<std::string, EventKind> kinds{
      {"room.client.joined", EventKind::participant_joined},
      {"room.client.left", EventKind::participant_left},
      {"room.client.knocked", EventKind::participant_waiting},
      {"room.client.knockCancelled", EventKind::participant_stopped_waiting},
      {"room.session.started", EventKind::meeting_started},
      {"room.session.ended", EventKind::meeting_ended},
      {"transcription.started", EventKind::transcript_started},
      {"transcription.finished", EventKind::transcript_ready},
      {"transcription.failed", EventKind::transcript_failed},
      {"recording.finished", EventKind::recording_ready},
      {"assistant.requested", EventKind::other}};
  std::ifstream file(std::string(WHEREBY_TEST_DATA) + "/events.jsonl");
  std::set<std::string> seen;
  for (std::string line; std::getline(file, line);) {
    const auto event = read(line);
    CAPTURE(event.type);
    CHECK(event.kind == kinds.at(event.type));
    CHECK(event.id.size() == 64);
    CHECK(event.at == *parse_rfc3339(json(line)["createdAt"].text_or("")));
    CHECK(event.room == "vp-demo-0b8f6f0e-6f0a-4a53-9d51-3f6f2f1f7a01");
    CHECK(event.meeting.has_value() == json(line)["data"]["meetingId"].is_present());
    CHECK(event.raw.text == line);
    // Assistants can be asked for several times in a session.
    CHECK(event.natural_key.empty() == (event.kind == EventKind::other));
    seen.insert(event.type);
  }
  CHECK(seen.size() == kinds.size());
}

TEST_CASE("who is in follows from the events, in whatever order and however often they come") {
  Count people;
  CHECK(people.after_client("1", 0, "joined", "host", R"({"host":1})", 1) == 1);
  // Sent with the second one's coming, and here before it.
  CHECK(people.after("2", 10, "room.session.started",
                     R"({"meetingId":"90000001","roomName":"/r","roomSessionId":"s"})") == 1);
  CHECK(people.after_client("3", 10, "joined", "visitor", R"({"host":1,"visitor":1})", 2) == 2);
  CHECK(people.after_client("3", 10, "joined", "visitor", R"({"host":1,"visitor":1})", 2) == 2);
  CHECK(people.after_client("4", 20, "joined", "recorder", R"({"host":1,"visitor":1,"recorder":1})", 3) == 2);
  CHECK(people.after_client("5", 5, "left", "visitor", R"({"host":1})", 1) == 2);
  CHECK(people.after_client("6", 30, "left", "visitor", R"({"host":1,"recorder":1})", 2) == 1);
  CHECK(people.after_client("7", 40, "left", "host", R"({"recorder":1})", 1) == 0);
  CHECK(people.after_client("8", 41, "left", "recorder", "{}", 0) == 0);
  CHECK(people.after("9", 100, "room.session.ended",
                     R"({"meetingId":"90000001","roomName":"/r","roomSessionId":"s"})") == 0);
}

TEST_CASE("an id may be a number, and what should be a text may be null or something else") {
  const auto event = event_of(
      "room.client.joined",
      R"({"meetingId":90000001,"roomName":"r","roomSessionId":null,"participantId":7,"externalId":null,"metadata":null,"displayName":"[[redacted]]","roleName":null,"subdomain":5})");
  CHECK(event.meeting == MeetingRef{.platform = "whereby", .id = "90000001", .room = "r"});
  CHECK(event.session_id.empty());
  REQUIRE(event.participant);
  CHECK(event.participant->id.value == "7");
  CHECK(event.participant->identity.empty());
  CHECK(event.participant->name == "[[redacted]]");
  CHECK_FALSE(event.participant->role);
  CHECK_FALSE(event.people);
}

TEST_CASE("counts may be texts or have a fraction") {
  const auto people = [](const std::string& by_role) {
    return event_of("room.client.left", R"({"numClientsByRoleName":)" + by_role + "}").people;
  };
  CHECK(people(R"({"host":"1","visitor":2.0,"recorder":"3"})") == 3);
  CHECK(people(R"({"host":null,"visitor":1,"of_the_future":1})") == 2);
  CHECK(people("null") == std::nullopt);
}

TEST_CASE("an event without its room or its meeting names none") {
  const std::string data = GENERATE(as<std::string>{}, "{}", R"({"roomName":null,"meetingId":null})",
                                    R"({"roomName":7,"meetingId":""})", R"({"roomName":{},"meetingId":[]})");
  const std::string type = GENERATE("room.client.left", "room.session.ended", "recording.finished",
                                    "transcription.finished", "assistant.requested", "of.the.future");
  CAPTURE(type, data);
  const auto event = event_of(type, data);
  CHECK(event.room.empty());
  CHECK_FALSE(event.meeting);
  CHECK(event.type == type);
  CHECK(event.at == start + 250ms);
}

TEST_CASE("a time may lack its fraction or have an offset, and one that is none is left out") {
  const auto at = [](const std::string& created) {
    return read(R"({"type":"room.session.started","createdAt":)" + created + R"(,"data":{}})").at;
  };
  CHECK(at(R"("2026-01-01T00:00:00Z")") == start);
  CHECK(at(R"("2026-01-01T01:00:00+01:00")") == start);
  CHECK(at("1767225600") == std::nullopt);
  CHECK(at(R"("yesterday")") == std::nullopt);
  CHECK(at("null") == std::nullopt);
}

TEST_CASE("two texts of one recording are two events, although both name the recording") {
  const auto key = [](const std::string& id) {
    return event_of("transcription.finished",
                    R"({"recordingId":"r1","status":"ready","transcriptionId":")" + id + R"("})")
        .natural_key;
  };
  CHECK(key("t1") == "transcription.finished|t1");
  CHECK(key("t1") != key("t2"));
}

TEST_CASE("a recording may lack its file's name and its status") {
  const auto event = event_of("recording.finished", R"({"recordingId":12,"roomName":"/r","filename":null})");
  CHECK(event.kind == EventKind::recording_ready);
  CHECK(event.recording->id == "12");
  CHECK(event.recording->instance_key.empty());
  CHECK_FALSE(event_of("recording.finished", "{}").recording->id);
}

}  // namespace vplatform::platforms::whereby
