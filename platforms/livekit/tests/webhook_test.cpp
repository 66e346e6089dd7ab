#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

constexpr std::int64_t signed_at = 1767225600;

WebhookRequest request_of(const std::string& body, const std::string& authorization) {
  return {.headers = {{.name = "Content-Type", .value = "application/webhook+json"},
                      {.name = "authorization", .value = authorization}},
          .body = body};
}

std::string sign(const std::string& body, const std::string& issuer = test_key,
                 const std::string& secret = test_secret, std::int64_t at = signed_at) {
  spi::JsonWriter claims;
  claims.begin_object().member("iss", issuer).member("exp", at + 300).member("nbf", at);
  claims.member("sha256", spi::to_base64(spi::as_text(spi::sha256(body)))).end_object();
  return spi::sign_hs256(spi::HmacKey(secret), claims.text());
}

WebhookVerdict read_at(std::int64_t now, const WebhookRequest& request, Settings settings = test_settings()) {
  const testing::FakeClock clock{TimePoint(std::chrono::seconds(now))};
  return platform_on(clock, std::move(settings))->read_webhook(request);
}

WebhookVerdict read(const WebhookRequest& request, Settings settings = test_settings()) {
  return read_at(signed_at, request, std::move(settings));
}

EventFields event_of(const std::string& body) {
  const auto verdict = read(request_of(body, sign(body)));
  REQUIRE(verdict.outcome == WebhookOutcome::event);
  CHECK(verdict.reply_status == 200);
  return **verdict.event;
}

spi::Json vector_of(const std::string& id) {
  for (const auto& one : vectors()["webhooks"].items()) {
    if (one["id"].text() == id) return one;
  }
  return {};
}

WebhookRequest request_of_vector(const std::string& id) {
  const auto one = vector_of(id);
  return request_of(one["body"].text_or(""), one["authorization"].text_or(""));
}

}  // namespace

TEST_CASE("the sheet's webhooks W1 to W4 are told apart") {
  const auto now = *vectors()["now_for_tests"].integer();
  int seen = 0;
  for (const auto& one : vectors()["webhooks"].items()) {
    INFO(one["id"].text_or(""));
    const auto verdict = read_at(now, request_of(one["body"].text_or(""), one["authorization"].text_or("")));
    if (*one["valid"].boolean()) {
      REQUIRE(verdict.outcome == WebhookOutcome::event);
      CHECK((*verdict.event)->type == one["expect"]["event"].text_or(""));
      CHECK((*verdict.event)->id == one["expect"]["id"].text_or(""));
    } else {
      CHECK(verdict.outcome == WebhookOutcome::refused);
      CHECK(verdict.reply_status == 401);
    }
    ++seen;
  }
  CHECK(seen == 4);
}

TEST_CASE("the webhook of the official SDK's own test is genuine") {
  // Key, secret, body and digest are those of livekit-server-sdk's own test.
  const std::string body =
      R"({"event":"room_started", "room":{"sid":"RM_TkVjUvAqgzKz", "name":"mytestroom", "emptyTimeout":300, "creationTime":"1628545903", "turnPassword":"ICkSr2rEeslkN6e9bXL4Ji5zzMD5Z7zzr6ulOaxMj6N", "enabledCodecs":[{"mime":"audio/opus"}, {"mime":"video/VP8"}]}})";
  REQUIRE(body.size() == 253);
  spi::JsonWriter claims;
  claims.begin_object().member("iss", "abcdefg").member("nbf", signed_at).member("exp", signed_at + 600);
  claims.member("sha256", "CoEQz1chqJ9bnZRcORddjplkvpjmPujmLTR42DbefYI=").end_object();
  auto settings = test_settings();
  settings.webhook_keys = {{.issuer = "abcdefg", .secret = Secret("abababa")}};
  const auto verdict =
      read(request_of(body, spi::sign_hs256(spi::HmacKey("abababa"), claims.text())), settings);
  REQUIRE(verdict.outcome == WebhookOutcome::event);
  CHECK((*verdict.event)->kind == EventKind::meeting_started);
  CHECK((*verdict.event)->room == "mytestroom");
  CHECK((*verdict.event)->at == TimePoint(1628545903s));
}

TEST_CASE("a person who joins is read with everything that is said of them") {
  const auto verdict = read(request_of_vector("W1"));
  REQUIRE(verdict.outcome == WebhookOutcome::event);
  const auto& event = **verdict.event;
  CHECK(event.kind == EventKind::participant_joined);
  CHECK(event.platform == "livekit");
  CHECK(event.room == "room-1");
  CHECK(event.meeting == MeetingRef{"livekit", "room-1", "room-1"});
  CHECK(event.session_id == "RM_8kQvT2mZ4yXw");
  CHECK(event.natural_key == "participant_joined:PA_Qf3bW9nLr7Ks");
  CHECK(event.at == TimePoint(1767225600456ms));
  REQUIRE(event.participant);
  CHECK(event.participant->id.value == "alice");
  CHECK(event.participant->identity == "alice");
  CHECK(event.participant->name == "Alice Ünïcode");
  CHECK(event.participant->is_person);
  CHECK_FALSE(event.people);
  CHECK(event.raw.text == vector_of("W1")["body"].text_or(""));
}

TEST_CASE("a recording that is ready is read with its egress") {
  const auto verdict = read_at(signed_at + 64, request_of_vector("W3"));
  REQUIRE(verdict.outcome == WebhookOutcome::event);
  const auto& event = **verdict.event;
  CHECK(event.kind == EventKind::recording_ready);
  CHECK(event.recording_state == RecordingState::ready);
  REQUIRE(event.recording);
  CHECK(event.recording->id == "EG_7dPzYw2sVb4H");
  CHECK(event.recording->kind == RecordingKind::per_track);
  CHECK(event.recording->meeting.id == "room-1");
  CHECK(event.at == TimePoint(1767225662s));
  CHECK(event.natural_key == "egress_ended:EG_7dPzYw2sVb4H");
}

TEST_CASE("each of LiveKit's events has its kind") {
  const std::pair<const char*, EventKind> rows[] = {
      {"room_started", EventKind::meeting_started},
      {"room_finished", EventKind::meeting_ended},
      {"participant_joined", EventKind::participant_joined},
      {"participant_left", EventKind::participant_left},
      {"participant_connection_aborted", EventKind::participant_left},
      {"track_published", EventKind::track_published},
      {"track_unpublished", EventKind::track_unpublished},
      {"ingress_started", EventKind::other},
      {"ingress_ended", EventKind::other},
      {"agent_job_started", EventKind::other},
      {"something_new", EventKind::other}};
  for (const auto& [type, kind] : rows) {
    INFO(type);
    const auto event =
        event_of(std::string(R"({"event":")") + type +
                 R"(","room":{"sid":"RM_1","name":"r"},"id":"EV_1","createdAt":"1767225600","news":[1]})");
    CHECK(event.kind == kind);
    CHECK(event.type == type);
    CHECK(event.id == "EV_1");
    CHECK(event.meeting->id == "r");
    CHECK(event.natural_key == std::string(type) + ":RM_1");
    CHECK(event.at == TimePoint(1767225600s));
  }
}

TEST_CASE("recorders and agents are no people, callers are") {
  const auto is_person = [](const std::string& member) {
    return event_of(
               R"({"event":"participant_joined","room":{"name":"r"},"participant":{"sid":"PA_1","identity":"x")" +
               member + "}}")
        .participant->is_person;
  };
  CHECK(is_person(""));
  CHECK(is_person(R"(,"kind":"STANDARD")"));
  CHECK(is_person(R"(,"kind":"SIP")"));
  CHECK_FALSE(is_person(R"(,"kind":"EGRESS")"));
  CHECK_FALSE(is_person(R"(,"kind":"INGRESS")"));
  CHECK_FALSE(is_person(R"(,"kind":"AGENT")"));
  CHECK_FALSE(is_person(R"(,"kind":2)"));
  CHECK_FALSE(is_person(R"(,"permission":{"recorder":true})"));
}

TEST_CASE("a webhook in the dialect of answers is read as well") {
  const auto event = event_of(
      R"({"event":"participant_left","room":{"sid":"RM_1","name":"r","creation_time":"1767225590"},"participant":{"sid":"PA_1","identity":"a","joined_at":"1767225595","kind":"STANDARD"},"id":"EV_1","created_at":"1767225600","egress_info":null,"track":null})");
  CHECK(event.kind == EventKind::participant_left);
  CHECK(event.participant->joined_at == TimePoint(1767225595s));
  CHECK(event.at == TimePoint(1767225600s));
}

TEST_CASE("everything that is not genuine is refused before it is parsed") {
  const std::string body = R"({"event":"room_started","room":{"name":"r"}})";
  const auto good = sign(body);
  auto flipped = body;
  flipped[3] = 'E';
  auto forged = good;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  spi::JsonWriter claims;
  claims.begin_object().member("iss", test_key).member("exp", signed_at + 300).end_object();
  const auto no_digest = spi::sign_hs256(spi::HmacKey(test_secret), claims.text());
  const std::pair<const char*, WebhookRequest> rows[] = {
      {"flipped byte", request_of(flipped, good)},
      {"wrong secret", request_of(body, sign(body, test_key, "another"))},
      {"empty secret", request_of(body, sign(body, test_key, ""))},
      {"unknown key", request_of(body, sign(body, "APIother"))},
      {"forged", request_of(body, forged)},
      {"empty header", request_of(body, "")},
      {"garbage", request_of(body, "not.a.token")},
      {"no digest", request_of(body, no_digest)},
      {"no header", {.body = body}},
      {"header twice",
       {.headers = {{.name = "Authorization", .value = good}, {.name = "authorization", .value = good}},
        .body = body}},
      {"empty body", request_of("", good)}};
  for (const auto& [name, request] : rows) {
    INFO(name);
    const auto verdict = read(request);
    CHECK(verdict.outcome == WebhookOutcome::refused);
    CHECK(verdict.reply_status == 401);
    CHECK_FALSE(verdict.event);
    REQUIRE(verdict.error);
    CHECK(verdict.error->message.find("eyJ") == std::string::npos);
  }
  CHECK(read(request_of(body, good)).outcome == WebhookOutcome::event);
}

TEST_CASE("a body over a mebibyte is refused, whoever signed it") {
  const std::string body(1024 * 1024 + 1, ' ');
  CHECK(read(request_of(body, sign(body))).outcome == WebhookOutcome::refused);
}

TEST_CASE("the token's times are kept with a minute of leeway both ways") {
  const auto request = request_of_vector("W1");
  const std::pair<std::int64_t, WebhookOutcome> rows[] = {
      {-61, WebhookOutcome::refused}, {-60, WebhookOutcome::event}, {0, WebhookOutcome::event},
      {300, WebhookOutcome::event},   {360, WebhookOutcome::event}, {361, WebhookOutcome::refused}};
  for (const auto& [offset, outcome] : rows) {
    INFO(offset);
    CHECK(read_at(signed_at + offset, request).outcome == outcome);
  }
  auto strict = test_settings();
  strict.webhook_tolerance = 5s;
  CHECK(read_at(signed_at + 306, request, strict).outcome == WebhookOutcome::refused);
}

TEST_CASE("old and new keys are good while one is rotated out") {
  auto settings = test_settings();
  settings.webhook_keys = {{.issuer = "old", .secret = Secret("s1")},
                           {.issuer = "new", .secret = Secret("s2")}};
  const std::string body = R"({"event":"room_started"})";
  CHECK(read(request_of(body, sign(body, "old", "s1")), settings).outcome == WebhookOutcome::event);
  CHECK(read(request_of(body, sign(body, "new", "s2")), settings).outcome == WebhookOutcome::event);
  CHECK(read(request_of(body, sign(body, "old", "s2")), settings).outcome == WebhookOutcome::refused);
  CHECK(read(request_of(body, sign(body)), settings).outcome == WebhookOutcome::refused);
}

TEST_CASE("the token may come with or without Bearer, and the content type decides nothing") {
  const std::string body = R"({"event":"room_started"})";
  CHECK(read(request_of(body, "Bearer " + sign(body))).outcome == WebhookOutcome::event);
  CHECK(read({.headers = {{.name = "AUTHORIZATION", .value = sign(body)},
                          {.name = "Content-Type", .value = "text/html"}},
              .body = body})
            .outcome == WebhookOutcome::event);
}

TEST_CASE("what is genuine and cannot be read is answered with 200") {
  for (const std::string& body : {std::string("[]"), std::string("{"), std::string("{}"),
                                  std::string(R"({"event":7})"), std::string("\xff")}) {
    INFO(body);
    const auto verdict = read(request_of(body, sign(body)));
    CHECK(verdict.outcome == WebhookOutcome::unreadable);
    CHECK(verdict.reply_status == 200);
  }
  CHECK(event_of(R"({"event":"room_started","room":7,"participant":"x","egressInfo":[],"createdAt":{}})")
            .room.empty());
}
