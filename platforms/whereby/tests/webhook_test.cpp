#include "support/catch.hpp"

#include <chrono>
#include <fstream>
#include <sstream>

#include "account.hpp"
#include "vplatform/spi/crypto.hpp"

using namespace vplatform;
using namespace vplatform::platforms::whereby;
using namespace std::chrono_literals;

namespace {

const std::string secret = "vp-whereby-test-secret-0123456789abcdef";
const TimePoint start = TimePoint{} + 1767225600s;

std::string read_file(const std::string& name) {
  std::ifstream file(std::string(WHEREBY_TEST_DATA) + "/" + name, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::shared_ptr<const WherebyPlatform> platform_at(TimePoint now,
                                                   std::vector<std::string> secrets = {secret}) {
  Settings settings;
  settings.api_key = Secret("k");
  for (auto& one : secrets) settings.webhook_secrets.emplace_back(std::move(one));
  return platform_on(testing::FakeClock(now), settings);
}

std::string signature_of(const std::string& body, const std::string& time = "1767225600",
                         const std::string& key = secret) {
  return "t=" + time + ",v1=" + spi::to_hex(spi::as_text(spi::HmacKey(key).sign({time, ".", body})));
}

WebhookRequest request_with(std::string body, const std::string& signature) {
  return {.headers = {{.name = "Whereby-Signature", .value = signature}}, .body = std::move(body)};
}

WebhookVerdict verdict_on(const std::string& body) {
  return platform_at(start)->read_webhook(request_with(body, signature_of(body)));
}

EventFields event_of(const std::string& type, const std::string& data) {
  const auto verdict =
      verdict_on(R"({"id":"e1","apiVersion":"1.0","createdAt":"2026-01-01T00:00:00.250Z","type":")" + type +
                 R"(","data":)" + data + "}");
  REQUIRE(verdict.event.has_value());
  return **verdict.event;
}

bool is_refused(const WebhookRequest& request, TimePoint now = start) {
  const auto verdict = platform_at(now)->read_webhook(request);
  CHECK(!verdict.event.has_value());
  return verdict.outcome == WebhookOutcome::refused && verdict.reply_status == 401;
}

}  // namespace

TEST_CASE("every signature vector gets its verdict") {
  const auto file = json(read_file("vectors.json"));
  REQUIRE(file["vectors"].size() == 16);
  for (const auto& vector : file["vectors"].items()) {
    const auto name = vector["name"].text_or("");
    const auto body = file["bodies"][vector["body"].text_or("")];
    const auto text = body["utf8"].text_or("");
    INFO(name);
    REQUIRE(static_cast<std::int64_t>(text.size()) == body["bytes"].integer());
    REQUIRE(spi::to_hex(spi::as_text(spi::sha256(text))) == body["sha256"].text());

    const auto now = TimePoint{} + std::chrono::seconds(vector["now"].integer().value());
    const auto verdict = platform_at(now, {file["secret"].text_or("")})
                             ->read_webhook(request_with(text, vector["header"].text_or("")));
    const auto expect = vector["expect"].text_or("");
    if (expect == "accept") {
      CHECK(verdict.outcome == WebhookOutcome::event);
      CHECK(verdict.reply_status == 200);
    } else if (expect == "accept-signature") {
      CHECK(verdict.outcome == WebhookOutcome::unreadable);
      CHECK(verdict.reply_status == 200);
    } else {
      CHECK(expect == "reject");
      CHECK(verdict.outcome == WebhookOutcome::refused);
      CHECK(verdict.reply_status == 401);
      CHECK(verdict.error->code == ErrorCode::unauthenticated);
    }
  }
}

TEST_CASE("the tolerance holds to the second, both ways") {
  const std::string body = R"({"type":"x","data":{}})";
  const auto request = request_with(body, signature_of(body));
  CHECK(platform_at(start + 300s)->read_webhook(request).outcome == WebhookOutcome::event);
  CHECK(platform_at(start - 300s)->read_webhook(request).outcome == WebhookOutcome::event);
  CHECK(is_refused(request, start + 301s));
  CHECK(is_refused(request, start - 301s));
}

TEST_CASE("the parts of a signature come in any order and with other schemes") {
  const std::string body = R"({"type":"x","data":{}})";
  const auto good = signature_of(body);
  const auto mac = good.substr(good.find("v1="));
  for (const auto& header : {mac + ",t=1767225600", " t=1767225600 , " + mac + " ", "v2=abc," + good,
                             good + ",v0=", "T=1," + good}) {
    INFO(header);
    CHECK(platform_at(start)->read_webhook(request_with(body, header)).outcome == WebhookOutcome::event);
  }
}

TEST_CASE("a signature of another form is refused") {
  const std::string body = R"({"type":"x","data":{}})";
  const auto good = signature_of(body);
  const auto mac = good.substr(good.find("v1="));
  for (const auto& header : std::vector<std::string>{
           "", ",", mac, "t=1767225600", "t=1767225600,t=1767225600," + mac, good + "," + mac,
           "t=-1767225600," + mac, "t=+1767225600," + mac, "t=1767225600.0," + mac,
           "t=99999999999999999999," + mac, "t=999999999999," + mac, "t=," + mac, "t=1767225600,v1=",
           good + "0", good + ",junk", "sha256=" + good, "t=1767225600,v1=" + std::string(64, 'z')}) {
    INFO(header);
    CHECK(is_refused(request_with(body, header)));
  }
}

TEST_CASE("a missing signature, one that comes twice, and a body that is too large are refused") {
  const std::string body = R"({"type":"x","data":{}})";
  CHECK(is_refused({.headers = {}, .body = body}));
  auto twice = request_with(body, signature_of(body));
  twice.headers.push_back({.name = "whereby-signature", .value = signature_of(body)});
  CHECK(is_refused(twice));
  const std::string large(1024 * 1024 + 1, ' ');
  CHECK(is_refused(request_with(large, signature_of(large))));
}

TEST_CASE("while a secret is rotated out both are good") {
  const std::string body = R"({"type":"x","data":{}})";
  const auto platform = platform_at(start, {"old", "new"});
  CHECK(platform->read_webhook(request_with(body, signature_of(body, "1767225600", "old"))).outcome ==
        WebhookOutcome::event);
  CHECK(platform->read_webhook(request_with(body, signature_of(body, "1767225600", "new"))).outcome ==
        WebhookOutcome::event);
  CHECK(platform->read_webhook(request_with(body, signature_of(body, "1767225600", ""))).outcome ==
        WebhookOutcome::refused);
}

TEST_CASE("without a secret nothing can be told, and Whereby is asked to repeat") {
  const std::string body = R"({"type":"x","data":{}})";
  const auto verdict = platform_at(start, {})->read_webhook(request_with(body, signature_of(body)));
  CHECK(verdict.outcome == WebhookOutcome::refused);
  CHECK(verdict.reply_status == 503);
}

TEST_CASE("a genuine event that cannot be read is answered with 200") {
  for (const auto* body : {"", "{", "[]", "null", R"({"type":"x"})", R"({"data":{}})",
                           R"({"type":7,"data":{}})", R"({"type":"x","data":[]})"}) {
    INFO(body);
    const auto verdict = verdict_on(body);
    CHECK(verdict.outcome == WebhookOutcome::unreadable);
    CHECK(verdict.reply_status == 200);
  }
}

TEST_CASE("somebody who joins is told with role, ids and the number of people") {
  const auto event = event_of(
      "room.client.joined",
      R"({"roleName":"host","displayName":"Ada","meetingId":"90000001","roomName":"/vp-x","roomSessionId":null,)"
      R"("subdomain":"vp-demo","participantId":"p1","metadata":"m","externalId":"user-42","numClients":3,)"
      R"("numClientsByRoleName":{"host":1,"granted_visitor":1,"recorder":1},"isDialIn":false})");
  CHECK(event.kind == EventKind::participant_joined);
  CHECK(event.id == "e1");
  CHECK(event.platform == "whereby");
  CHECK(event.meeting == MeetingRef{.platform = "whereby", .id = "90000001", .room = "vp-x"});
  CHECK(event.room == "vp-x");
  CHECK(event.session_id.empty());
  CHECK(event.at == start + 250ms);
  CHECK(event.people == 2);
  REQUIRE(event.participant);
  CHECK(event.participant->id.value == "p1");
  CHECK(event.participant->identity == "user-42");
  CHECK(event.participant->name == "Ada");
  CHECK(event.participant->role == Role::host);
  CHECK(event.participant->is_person);
  CHECK(event.participant->joined_at == start + 250ms);
  CHECK(event.natural_key == "room.client.joined|p1|2026-01-01T00:00:00.250Z");
}

TEST_CASE("roles are Whereby's, and machines are no people") {
  struct Case {
    std::string role{};
    Role means = Role::participant;
    bool person = true;
  };
  for (const auto& one :
       {Case{"owner", Role::host, true}, Case{"member", Role::host, true}, Case{"host", Role::host, true},
        Case{"visitor", Role::participant, true}, Case{"granted_visitor", Role::participant, true},
        Case{"viewer", Role::viewer, true}, Case{"granted_viewer", Role::viewer, true},
        Case{"recorder", Role::participant, false}, Case{"streamer", Role::participant, false},
        Case{"captioner", Role::participant, false}, Case{"assistant", Role::participant, false},
        Case{"of the future", Role::participant, true}}) {
    const auto event =
        event_of("room.client.left", R"({"participantId":"p","roleName":")" + one.role +
                                         R"(","numClientsByRoleName":{")" + one.role + R"(":2}})");
    INFO(one.role);
    CHECK(event.participant->role == one.means);
    CHECK(event.participant->is_person == one.person);
    CHECK(event.people == (one.person ? 2 : 0));
  }
}

TEST_CASE("each type of event has its kind, and an unknown one is other") {
  struct Case {
    std::string type{};
    EventKind kind = EventKind::other;
  };
  for (const auto& one :
       {Case{"room.client.joined", EventKind::participant_joined},
        Case{"room.client.left", EventKind::participant_left},
        Case{"room.client.knocked", EventKind::participant_waiting},
        Case{"room.client.knockCancelled", EventKind::participant_stopped_waiting},
        Case{"room.session.started", EventKind::meeting_started},
        Case{"room.session.ended", EventKind::meeting_ended},
        Case{"transcription.started", EventKind::transcript_started},
        Case{"transcription.finished", EventKind::transcript_ready},
        Case{"transcription.failed", EventKind::transcript_failed},
        Case{"recording.finished", EventKind::recording_ready}, Case{"assistant.requested", EventKind::other},
        Case{"room.client.knockcancelled", EventKind::other}, Case{"of.the.future", EventKind::other}}) {
    const auto event = event_of(one.type, "{}");
    INFO(one.type);
    CHECK(event.kind == one.kind);
    CHECK(event.type == one.type);
    CHECK(!event.meeting);
    CHECK(!event.people);
  }
}

TEST_CASE("somebody who knocks has no role yet") {
  const auto event = event_of(
      "room.client.knocked",
      R"({"displayName":"Bo","meetingId":"1","roomName":"/r","participantId":"p2","externalId":null})");
  REQUIRE(event.participant);
  CHECK(!event.participant->role);
  CHECK(event.participant->is_person);
  CHECK(event.participant->identity.empty());
  CHECK(!event.participant->joined_at);
}

TEST_CASE("a session is known by its own id") {
  const auto event = event_of("room.session.started",
                              R"({"meetingId":"1","roomName":"/r","roomSessionId":"s1","subdomain":"d"})");
  CHECK(event.session_id == "s1");
  CHECK(event.natural_key == "room.session.started|s1");
  CHECK(!event.participant);
}

TEST_CASE("a finished recording names its room alone, with or without the slash") {
  for (const auto* room : {"/vp-x", "vp-x"}) {
    const auto event =
        event_of("recording.finished", R"({"filename":"f.mp4","recordingId":"r1","roomName":")" +
                                           std::string(room) + R"(","status":"completed"})");
    CHECK(event.kind == EventKind::recording_ready);
    CHECK(!event.meeting);
    CHECK(event.room == "vp-x");
    CHECK(event.recording_state == RecordingState::ready);
    REQUIRE(event.recording);
    CHECK(event.recording->id == "r1");
    CHECK(event.recording->meeting == MeetingRef{.platform = "whereby", .room = "vp-x"});
    CHECK(event.natural_key == "recording.finished|r1");
  }
  const auto other =
      event_of("recording.finished", R"({"recordingId":"r1","roomName":"/r","status":"paused"})");
  CHECK(other.kind == EventKind::recording_updated);
  CHECK(!other.recording_state);
}

TEST_CASE("the raw event stays as it came") {
  const std::string body = "{ \"type\" : \"x\",\n \"data\" : {\"name\":\"Zo\\u00eb\"} }";
  CHECK((*verdict_on(body).event)->raw.text == body);
}

TEST_CASE("counts that are no numbers do no harm") {
  CHECK(
      event_of("room.client.left", R"({"numClientsByRoleName":{"host":"many","visitor":-3,"member":1e300}})")
          .people.has_value());
  CHECK(!event_of("room.client.left", R"({"numClientsByRoleName":7,"numClients":7})").people);
  CHECK(event_of("room.client.left", R"({"numClientsByRoleName":{}})").people == 0);
}
