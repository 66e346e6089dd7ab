#include "world.hpp"

// Any other call, and what the emulator is made to do by name.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

struct Raw : World {
  Raw() {
    auto made = make(settings_for({}), env_of(clock));
    REQUIRE(made);
    daily = *made;
  }
  Result<JsonText> raw(const std::string& method, const std::string& path, const std::string& body = {},
                       Repeat repeat = Repeat::never) {
    return client.run(daily->raw(method, path, {body}, repeat));
  }
  [[nodiscard]] HttpRequest last() { return transport->faults().requests().back(); }
  Result<JsonText> play(const std::string& what, const std::string& arguments) {
    return emulator->play(what, {arguments}, clock.now());
  }
  std::shared_ptr<const DailyPlatform> daily{};
};

}  // namespace

TEST_CASE("any call of Daily's API can be made with our key, and its answer comes as it is") {
  Raw raw;
  CHECK(parsed(raw.raw("GET", "/")->text)["domain_name"].text() == "acme");
  const auto made = raw.raw("POST", "/rooms", R"({"name":"by-hand"})");
  REQUIRE(made);
  CHECK(parsed(made->text)["name"].text() == "by-hand");
  CHECK(raw.last().path_template == "/{path}");
  CHECK(raw.last().repeat == Repeat::never);
  const auto missing = raw.raw("GET", "/rooms/missing");
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK(missing.error().provider_code == "not-found");
}

TEST_CASE("an empty answer to any call is an empty object") {
  Raw raw;
  const auto hook = raw.client.ensure_webhook({.url = "https://calls.example/hooks/daily"});
  REQUIRE(hook);
  CHECK(raw.raw("DELETE", "/webhooks/" + hook->id)->text == "{}");
}

TEST_CASE("each call is counted by the limit that Daily counts it by") {
  Raw raw;
  const std::vector<std::tuple<std::string, std::string, std::string>> rows{
      {"GET", "/recordings?limit=5", "slow"},
      {"GET", "/recordings/some-id", "general"},
      {"DELETE", "/rooms/some-room", "slow"},
      {"DELETE", "/recordings/some-id", "general"},
      {"POST", "/rooms/some-room/live-streaming/start", "start"},
      {"POST", "/rooms/some-room/transcription/start", "general"},
      {"POST", "/rooms/some-room", "general"},
  };
  for (const auto& [method, path, rate_class] : rows) {
    CAPTURE(method, path);
    (void)raw.raw(method, path);
    CHECK(raw.last().rate_class == rate_class);
  }
}

TEST_CASE("a call by hand goes to Daily's API and nowhere else") {
  Raw raw;
  const auto before = raw.sent().size();
  for (const char* path : {"", "rooms", "//other.example", "/rooms/../x", "/a b", "/rooms#x", "/rooms\n",
                           "https://other.example/"}) {
    CAPTURE(path);
    CHECK(raw.raw("GET", path).error().code == ErrorCode::invalid_argument);
  }
  CHECK(raw.raw("PATCH", "/rooms/x").error().code == ErrorCode::invalid_argument);
  CHECK(raw.raw("POST", "/rooms", "[]").error().code == ErrorCode::invalid_argument);
  CHECK(raw.raw("GET", "/rooms", "{}").error().code == ErrorCode::invalid_argument);
  CHECK(raw.sent().size() == before);
}

TEST_CASE("a call by hand is repeated only where its caller says that it may be") {
  Raw raw;
  raw.transport->faults().add({.kind = testing::FaultKind::lost_after, .method = "POST", .path = "rooms"});
  CHECK(raw.raw("POST", "/rooms", R"({"name":"one"})").error().effect == Effect::unknown);
  raw.transport->faults().add({.kind = testing::FaultKind::lost_before, .method = "POST", .path = "rooms"});
  CHECK(raw.raw("POST", "/rooms", R"({"name":"two"})", Repeat::idempotent));
}

TEST_CASE("F16 stopping what does not run is a 400") {
  Raw raw;
  const auto room = raw.client.create_meeting({.key = "call"})->ref.room;
  REQUIRE(raw.play("join", R"({"room":")" + room + R"("})"));
  for (const char* what : {"recordings", "live-streaming"}) {
    const auto idle = raw.ask("POST", "/rooms/" + room + "/" + what + "/stop", "{}");
    CHECK(idle.status == 400);
    CHECK(parsed(idle.body)["error"].text() == "invalid-request-error");
  }
}

TEST_CASE("F31 two joins of one person, of which the first one's end comes last, leave one in") {
  Raw raw;
  const auto room = raw.client.create_meeting({.key = "call"})->ref.room;
  const Person ada{"ada-1", "Ada", false};
  const auto first = raw.emulator->join(room, ada, raw.clock.now());
  raw.clock.advance(1s);
  REQUIRE(raw.emulator->join(room, ada, raw.clock.now()));
  raw.clock.advance(1s);
  raw.emulator->leave(*first, raw.clock.now());
  std::map<std::string, int> in;  // by connection
  for (const auto& request : raw.emulator->due(raw.clock.now())) {
    const auto verdict = raw.client.read_webhook(request);
    REQUIRE(verdict.event);
    const auto& event = **verdict.event;
    if (event.kind == EventKind::participant_joined) in[event.participant->id.value] = 1;
    if (event.kind == EventKind::participant_left) in.erase(event.participant->id.value);
    if (event.participant) CHECK(event.participant->identity == "ada-1");
  }
  CHECK(in.size() == 1);
  CHECK(raw.client.presence({"daily", room, room})->people.size() == 1);
}

TEST_CASE("F32 an event that comes twice has one id, and under another id one natural key") {
  Raw raw;
  const std::string body =
      R"({"type":"participant.joined","id":"ID","payload":{"room":"r","session_id":"s-1"},"event_ts":1767225600})";
  const auto with_id = [&](const std::string& id) {
    auto text = body;
    text.replace(text.find("ID"), 2, id);
    raw.emulator->send(text, raw.clock.now());
  };
  with_id("e-1");
  with_id("e-1");
  with_id("e-2");
  std::vector<EventFields> read;
  for (const auto& request : raw.emulator->due(raw.clock.now())) {
    const auto verdict = raw.client.read_webhook(request);
    REQUIRE(verdict.event);
    read.push_back(**verdict.event);
  }
  REQUIRE(read.size() == 3);
  CHECK(read[0].id == read[1].id);
  CHECK(read[0].id != read[2].id);
  CHECK(read[0].natural_key == read[2].natural_key);
  CHECK_FALSE(read[0].natural_key.empty());
}

TEST_CASE("people come by link, a recording starts by a button, and deliveries fail as often as is said") {
  Raw raw;
  const auto meeting = raw.client.create_meeting({.key = "call"});
  REQUIRE(meeting);
  REQUIRE(raw.client.ensure_webhook({.url = "https://calls.example/hooks/daily"}));
  (void)raw.emulator->due(raw.clock.now());
  CHECK_FALSE(raw.play("start_recording", R"({"room":")" + meeting->ref.room + R"("})"));
  REQUIRE(raw.play("fail_webhooks", R"({"times":2})"));
  REQUIRE(raw.play("join", R"({"link":")" + meeting->url + R"(?t=x"})"));
  REQUIRE(raw.play("start_recording", R"({"room":")" + meeting->ref.room + R"("})"));
  CHECK(raw.client.list_recordings(meeting->ref)->items.size() == 1);
  CHECK(raw.emulator->due(raw.clock.now()).size() == 3);
  const auto hook = [&] { return parsed(raw.ask("GET", "/webhooks").body).items()[0]; };
  CHECK(hook()["failedCount"].integer() == 0);
  REQUIRE(raw.play("fail_webhooks", R"({"times":3})"));
  for (int i = 0; i < 3; ++i) REQUIRE(raw.play("join", R"({"room":")" + meeting->ref.room + R"("})"));
  (void)raw.emulator->due(raw.clock.now());
  CHECK(hook()["state"].text() == "FAILED");
  CHECK(hook()["failedCount"].integer() == 3);
  CHECK(raw.play("dance", "{}").error().code == ErrorCode::invalid_argument);
}
