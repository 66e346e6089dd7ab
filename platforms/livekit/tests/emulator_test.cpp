// The emulated server answers as livekit-server 1.13.5 did when it was asked, in November 2026.

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

std::string token_for(const std::string& video, std::int64_t expires_in = 600, std::int64_t starts_in = -10,
                      const std::string& key = test_key, const std::string& secret = test_secret,
                      const std::string& subject = "") {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(testing::FakeClock().now().time_since_epoch()).count();
  spi::JsonWriter claims;
  claims.begin_object().member("iss", key).member("nbf", now + starts_in);
  if (expires_in != 0) claims.member("exp", now + expires_in);
  if (!subject.empty()) claims.member("sub", subject);
  claims.key("video").raw(video).end_object();
  return spi::sign_hs256(spi::HmacKey(secret), claims.text());
}

const std::string create = R"({"roomCreate":true})";
const std::string list = R"({"roomList":true})";
std::string admin(const std::string& room) {
  return R"({"roomAdmin":true,"room":")" + room + "\"}";
}
std::string joins(const std::string& room) {
  return R"({"roomJoin":true,"room":")" + room + "\"}";
}

// A server, and a clock to ask it by.
struct Server {
  explicit Server(EmulatorOptions options = test_server()) : emulator(std::move(options)) {}

  HttpResponse post(const std::string& method, const std::string& body, const std::string& authorization,
                    const std::string& type = "application/json") {
    HttpRequest request{.method = "POST", .url = "/twirp/livekit.RoomService/" + method, .body = body};
    request.headers = {{.name = "Content-Type", .value = type}};
    if (!authorization.empty()) request.headers.push_back({.name = "Authorization", .value = authorization});
    return emulator.handle(request, clock.now());
  }
  HttpResponse call(const std::string& method, const std::string& body, const std::string& video) {
    return post(method, body, "Bearer " + token_for(video));
  }
  HttpResponse get(const std::string& path) { return emulator.handle({.url = path}, clock.now()); }
  std::vector<std::string> due() {
    std::vector<std::string> bodies;
    for (auto& webhook : emulator.due(clock.now())) bodies.push_back(webhook.body);
    return bodies;
  }

  testing::FakeClock clock{};
  platforms::livekit::Emulator emulator;
};

std::string event_of(const std::string& body) {
  return (*spi::Json::parse(body))["event"].text_or("");
}

}  // namespace

TEST_CASE("1: the emulated server is there") {
  Server server;
  CHECK(server.get("/").status == 200);
  CHECK(server.get("/").body == "OK");
  CHECK(server.get("http://127.0.0.1:7880").body == "OK");
}

TEST_CASE("2: CreateRoom answers in snake_case, defaults written out, 64 bits as text, spaces after commas") {
  Server server;
  const auto answer = server.call(
      "CreateRoom", R"({"name":"r1","emptyTimeout":30,"metadata":"m1","maxParticipants":7})", create);
  CHECK(answer.status == 200);
  CHECK(
      answer.body.find(
          R"("name":"r1", "empty_timeout":30, "departure_timeout":20, "max_participants":7, "creation_time":"1767225600", "creation_time_ms":"1767225600000", "turn_password":")") !=
      std::string::npos);
  CHECK(
      answer.body.find(
          R"("metadata":"m1", "num_participants":0, "num_publishers":0, "active_recording":false, "version":null})") !=
      std::string::npos);
  CHECK(answer.body.find(R"({"mime":"audio/opus", "fmtp_line":""})") != std::string::npos);
  CHECK(answer.body.substr(0, 11) == R"({"sid":"RM_)");

  auto options = test_server();
  options.spaces = false;
  Server dense(options);
  CHECK(dense.call("CreateRoom", R"({"name":"a, b"})", create)
            .body.find(R"("name":"a, b","empty_timeout":300)") != std::string::npos);
}

TEST_CASE("2: room_started falls due at once, in lowerCamel with defaults left out") {
  Server server;
  (void)server.call("CreateRoom", R"({"name":"r1"})", create);
  const auto bodies = server.due();
  REQUIRE(bodies.size() == 1);
  CHECK(bodies[0].substr(0, 46) ==
        R"({"event":"room_started", "room":{"sid":"RM_)" + bodies[0].substr(43, 3));
  CHECK(bodies[0].find("numParticipants") == std::string::npos);
  CHECK(bodies[0].find("metadata") == std::string::npos);
  CHECK(bodies[0].find(R"("emptyTimeout":300, "departureTimeout":20, "creationTime":"1767225600")") !=
        std::string::npos);
  CHECK(bodies[0].find(R"("createdAt":"1767225600"})") != std::string::npos);
  CHECK(server.due().empty());
}

TEST_CASE("3: a room that is there stays as it is, and nothing is told") {
  Server server;
  const auto first = server.call("CreateRoom", R"({"name":"r1","metadata":"m1"})", create);
  (void)server.due();
  CHECK(server.call("CreateRoom", R"({"name":"r1","metadata":"m2","emptyTimeout":60})", create).body ==
        first.body);
  CHECK(server.due().empty());
}

TEST_CASE("4: ListRooms gives all, the named ones, or none") {
  Server server;
  (void)server.call("CreateRoom", R"({"name":"r1"})", create);
  (void)server.call("CreateRoom", R"({"name":"r2"})", create);
  const auto count = [&](const std::string& body) {
    return (*spi::Json::parse(server.call("ListRooms", body, list).body))["rooms"].size();
  };
  CHECK(count("{}") == 2);
  CHECK(count(R"({"names":["r1","r1"]})") == 1);
  CHECK(count(R"({"names":["nope"]})") == 0);
  CHECK(server.call("ListRooms", R"({"names":["nope"]})", list).body == R"({"rooms":[]})");
}

TEST_CASE("5: a join token is validated without making a room") {
  Server server;
  const auto validate = [&](const std::string& token) {
    return server.get("/rtc/validate?access_token=" + token);
  };
  CHECK(validate(token_for(joins("r1"), 600, -10, test_key, test_secret, "al")).body == "success");
  CHECK(server.emulator.meetings(server.clock.now()).empty());
  CHECK(server.get("/rtc/validate").body == "no permissions to access the room");
  CHECK(server.get("/rtc/validate").status == 401);
  const std::tuple<std::string, int, const char*> rows[] = {
      {token_for(joins("r1")), 400, "identity cannot be empty"},
      {token_for(create, 600, -10, test_key, test_secret, "al"), 401, "permissions denied"},
      {token_for(joins(""), 600, -10, test_key, test_secret, "al"), 400, "no room name"},
      {token_for(joins("r1"), 600, -10, test_key, test_secret, std::string(257, 'a')), 400,
       "participant identity length exceeds limits: max length 256"}};
  for (const auto& [token, status, text] : rows) {
    INFO(text);
    CHECK(validate(token).status == status);
    CHECK(validate(token).body == text);
  }
  auto options = test_server();
  options.auto_create = false;
  Server strict(options);
  CHECK(
      strict
          .get("/rtc/validate?access_token=" + token_for(joins("r1"), 600, -10, test_key, test_secret, "al"))
          .status == 404);
}

TEST_CASE("6, 7: a token's times have a minute of leeway") {
  Server server;
  const auto status = [&](std::int64_t expires, std::int64_t starts) {
    return server.post("ListRooms", "{}", "Bearer " + token_for(list, expires, starts)).status;
  };
  CHECK(status(-59, -600) == 200);
  CHECK(status(-60, -600) == 401);
  CHECK(status(600, 59) == 200);
  CHECK(status(600, 61) == 401);
}

TEST_CASE("8: a token without an expiry is taken") {
  Server server;
  CHECK(server.post("ListRooms", "{}", "Bearer " + token_for(list, 0)).status == 200);
}

TEST_CASE("9: the door answers in plain text, with the token that it refuses") {
  Server server;
  const auto refused = [&](const std::string& authorization) {
    const auto answer = server.post("ListRooms", "{}", authorization);
    CHECK(answer.status == 401);
    CHECK(find_header(answer.headers, "content-type") == "text/plain; charset=utf-8");
    return answer.body;
  };
  const auto wrong = token_for(list, 600, -10, test_key, "wrong");
  const auto old = token_for(list, -100, -600);
  CHECK(refused("Basic x") == "invalid authorization header. Must start with Bearer ");
  CHECK(refused("Bearer x") == "invalid authorization token");
  CHECK(refused("Bearer " + token_for(list, 600, -10, "nope")) == "invalid API key: nope");
  CHECK(refused("Bearer " + wrong) ==
        "invalid token: " + wrong + ", error: token signature is invalid: signature is invalid");
  CHECK(refused("Bearer " + old) ==
        "invalid token: " + old + ", error: token has invalid claims: token is expired");
  const auto none = vectors()["tokens"].items()[4]["jwt"].text_or("");
  CHECK(refused("Bearer " + none) ==
        "invalid token: " + none + ", error: token signature is invalid: signing method none is invalid");
}

TEST_CASE("10, 11: a token without the grant is Twirp's unauthenticated") {
  Server server;
  (void)server.call("CreateRoom", R"({"name":"r1"})", create);
  const std::string denied = R"({"code":"unauthenticated","msg":"permissions denied"})";
  const std::tuple<const char*, std::string, std::string> rows[] = {
      {"CreateRoom", R"({"name":"r2"})", list},
      {"ListRooms", "{}", create},
      {"DeleteRoom", R"({"room":"r1"})", list},
      {"UpdateRoomMetadata", R"({"room":"r1"})", admin("r2")},
      {"UpdateRoomMetadata", R"({"room":"r1"})", create},
      {"ListParticipants", R"({"room":"r1"})", admin("r2")}};
  for (const auto& [method, body, video] : rows) {
    INFO(method);
    const auto answer = server.call(method, body, video);
    CHECK(answer.status == 401);
    CHECK(answer.body == denied);
  }
  CHECK(server.post("ListRooms", "{}", "").body == denied);
  CHECK(server.emulator.meetings(server.clock.now()).size() == 1);
}

TEST_CASE("12: DeleteRoom puts everybody out, tells it, and then does not know the room") {
  Server server;
  (void)server.call("CreateRoom", R"({"name":"r1"})", create);
  REQUIRE(server.emulator.join(token_for(joins("r1"), 600, -10, test_key, test_secret, "al"),
                               server.clock.now()));
  (void)server.due();
  CHECK(server.call("DeleteRoom", R"({"room":"r1"})", create).body == "{}");
  const auto bodies = server.due();
  REQUIRE(bodies.size() == 2);
  CHECK(event_of(bodies[0]) == "participant_left");
  CHECK(bodies[0].find(R"("disconnectReason":"ROOM_DELETED")") != std::string::npos);
  CHECK(event_of(bodies[1]) == "room_finished");
  const auto again = server.call("DeleteRoom", R"({"room":"r1"})", create);
  CHECK(again.status == 404);
  CHECK(again.body == R"({"code":"not_found","msg":"twirp error unknown: requested room does not exist"})");
}

TEST_CASE("13: the participants of a room that is not there are an empty list") {
  Server server;
  CHECK(server.call("ListParticipants", R"({"room":"nope"})", admin("nope")).body ==
        R"({"participants":[]})");
  REQUIRE(server.emulator.join(token_for(joins("r1"), 600, -10, test_key, test_secret, "al"),
                               server.clock.now()));
  CHECK(server.call("ListParticipants", R"({"room":"r1"})", admin("r1")).body.find(R"("identity":"al")") !=
        std::string::npos);
}

TEST_CASE("15: limits are kept") {
  Server server;
  const auto name = server.call("CreateRoom", R"({"name":")" + std::string(257, 'x') + "\"}", create);
  CHECK(name.status == 400);
  CHECK(
      name.body ==
      R"({"code":"invalid_argument","msg":"twirp error unknown: room name length exceeds limits: max length 256"})");
  const auto big = server.call(
      "CreateRoom", R"({"name":"b","metadata":")" + std::string(512 * 1024 + 1, 'x') + "\"}", create);
  CHECK(big.status == 400);
  CHECK(
      big.body ==
      R"({"code":"invalid_argument","msg":"metadata size exceeds limits 524288","meta":{"argument":"metadata size exceeds limits"}})");
}

TEST_CASE("16: a room that nobody joins closes after its empty_timeout, counted in whole seconds") {
  Server server;
  server.clock.advance(std::chrono::milliseconds(700));
  (void)server.call("CreateRoom", R"({"name":"r1","empty_timeout":5})", create);
  (void)server.due();
  server.clock.advance(std::chrono::milliseconds(4200));
  CHECK(server.due().empty());
  server.clock.advance(std::chrono::milliseconds(100));
  const auto bodies = server.due();
  REQUIRE(bodies.size() == 1);
  CHECK(event_of(bodies[0]) == "room_finished");
  CHECK(server.emulator.meetings(server.clock.now()).empty());
}

TEST_CASE("a room that the last one has left closes after its departure_timeout") {
  Server server;
  REQUIRE(server.emulator.join(token_for(joins("r1"), 7200, -10, test_key, test_secret, "al"),
                               server.clock.now()));
  server.clock.advance(1h);
  CHECK(server.emulator.meetings(server.clock.now()).size() == 1);
  CHECK(server.emulator.leave("r1", "al", server.clock.now()));
  server.clock.advance(19s);
  CHECK(server.emulator.meetings(server.clock.now()).size() == 1);
  server.clock.advance(1s);
  CHECK(server.emulator.meetings(server.clock.now()).empty());
  std::vector<std::string> events;
  for (const auto& body : server.due()) events.push_back(event_of(body));
  CHECK(events ==
        std::vector<std::string>{"room_started", "participant_joined", "participant_left", "room_finished"});
  CHECK(server.emulator.leave("r1", "al", server.clock.now()).error().code == ErrorCode::not_found);
}

TEST_CASE("the same identity again puts the older one out, and a full room lets nobody in") {
  Server server;
  (void)server.call("CreateRoom", R"({"name":"r1","max_participants":1})", create);
  const auto al = token_for(joins("r1"), 600, -10, test_key, test_secret, "al");
  const auto first = server.emulator.join(al, server.clock.now());
  const auto second = server.emulator.join(al, server.clock.now());
  REQUIRE(second);
  CHECK(*first != *second);
  const auto bo = token_for(joins("r1"), 600, -10, test_key, test_secret, "bo");
  CHECK(server.emulator.join(bo, server.clock.now()).error().code == ErrorCode::failed_precondition);
}

TEST_CASE("UpdateRoomMetadata sets what it is given, nothing included") {
  Server server;
  (void)server.call("CreateRoom", R"({"name":"r1","metadata":"m"})", create);
  CHECK(server.call("UpdateRoomMetadata", R"({"room":"r1","metadata":"n"})", admin("r1"))
            .body.find(R"("metadata":"n")") != std::string::npos);
  CHECK(server.call("UpdateRoomMetadata", R"({"room":"r1","metadata":""})", admin("r1"))
            .body.find(R"("metadata":"")") != std::string::npos);
  CHECK(server.call("UpdateRoomMetadata", R"({"room":"nope","metadata":"n"})", admin("nope")).status == 404);
}

TEST_CASE("requests in either spelling are read, unknown members ignored, wrong types refused") {
  Server server;
  CHECK(server.call("CreateRoom", R"({"name":"a","empty_timeout":"12","bogus":1})", create)
            .body.find(R"("empty_timeout":12)") != std::string::npos);
  CHECK(server.call("CreateRoom", R"({"name":"b","emptyTimeout":12})", create)
            .body.find(R"("empty_timeout":12)") != std::string::npos);
  for (const auto* body : {R"({"name":"r3","emptyTimeout":"zz"})", R"({"name":5})", "{bad", "", "[]"}) {
    INFO(body);
    const auto answer = server.call("CreateRoom", body, create);
    CHECK(answer.status == 400);
    CHECK(answer.body == R"({"code":"malformed","msg":"the json request could not be decoded"})");
  }
}

TEST_CASE("routes that are not there") {
  Server server;
  const auto nope = server.call("Nope", "{}", list);
  CHECK(nope.status == 404);
  CHECK(
      nope.body ==
      R"({"code":"bad_route","msg":"no handler for path \"/twirp/livekit.RoomService/Nope\"","meta":{"twirp_invalid_route":"POST /twirp/livekit.RoomService/Nope"}})");
  CHECK(server.get("/twirp/livekit.RoomService/ListRooms").body.find("only POST is allowed") !=
        std::string::npos);
  CHECK(server.post("ListRooms", "{}", "Bearer " + token_for(list), "text/plain")
            .body.find("unexpected Content-Type") != std::string::npos);
  CHECK(
      server.post("ListRooms", "{}", "Bearer " + token_for(list), "application/json;charset=UTF-8").status ==
      200);
  CHECK(server.get("/nowhere").status == 404);
  CHECK(server.get("/nowhere").body == "404 page not found\n");
  CHECK(server.get("//rtc/validate").status == 401);
}

TEST_CASE("its webhooks are read by the platform, whenever they are fetched") {
  World world;
  const auto made = world.client.create_meeting({.key = "k", .ends_at = world.clock.now() + 1h});
  const auto grant = world.client.join(*made, {.name = "Ada", .user_id = "ada"});
  REQUIRE(world.server->join(grant->token.reveal(), world.clock.now()));
  world.clock.advance(30min);
  REQUIRE(world.server->leave(made->ref.id, "ada", world.clock.now()));
  world.clock.advance(30min);
  std::vector<EventKind> kinds;
  for (const auto& webhook : world.server->due(world.clock.now())) {
    const auto verdict = world.client.read_webhook(webhook);
    REQUIRE(verdict.outcome == WebhookOutcome::event);
    CHECK((*verdict.event)->meeting == made->ref);
    kinds.push_back((*verdict.event)->kind);
  }
  using enum EventKind;
  CHECK(kinds == std::vector{meeting_started, participant_joined, participant_left, meeting_ended});
}

TEST_CASE("webhooks are signed by the key that the server is told to use") {
  auto options = test_server();
  options.keys.push_back({.issuer = "hooks", .secret = Secret("hook secret")});
  options.webhook_key = "hooks";
  auto settings = test_settings();
  settings.webhook_keys = {{.issuer = "hooks", .secret = Secret("hook secret")}};
  World world(options, settings);
  (void)world.client.create_meeting({.key = "k"});
  const auto webhooks = world.server->due(world.clock.now());
  REQUIRE(webhooks.size() == 1);
  CHECK(world.client.read_webhook(webhooks[0]).outcome == WebhookOutcome::event);
  CHECK(platform_on(world.clock)->read_webhook(webhooks[0]).outcome == WebhookOutcome::refused);
}
