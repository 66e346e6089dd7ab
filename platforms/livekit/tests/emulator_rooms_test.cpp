// Rooms of the emulated server, which answers as livekit-server 1.13.5 did when it was asked.

#include "server.hpp"
#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

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
