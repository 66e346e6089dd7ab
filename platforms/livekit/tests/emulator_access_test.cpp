// Who the emulated server lets in and what it refuses, as livekit-server 1.13.5 did when it was asked.

#include "server.hpp"
#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

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
