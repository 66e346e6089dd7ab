// LiveKit's dialects, row by row: how names, numbers, enums, bytes and defaults are written, and that our
// reader takes each. What the server does with each in a request stands in the recorded data.

#include "livekit_egress.hpp"
#include "livekit_wire.hpp"
#include "server.hpp"
#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

spi::Json json(const std::string& text) {
  return *spi::Json::parse(text);
}

}  // namespace

TEST_CASE("names: snake_case and lowerCamel read the same, and the one that is there counts") {
  for (const char* text : {R"({"maxParticipants":7,"emptyTimeout":60,"numParticipants":2})",
                           R"({"max_participants":7,"empty_timeout":60,"num_participants":2})",
                           R"({"max_participants":7,"emptyTimeout":60,"numParticipants":2,"bogus":{}})"}) {
    INFO(text);
    const auto room = wire::read_room(json(text));
    CHECK(room.max_participants == 7);
    CHECK(room.empty_timeout == 60s);
    CHECK(room.participants == 2);
  }
  CHECK(wire::text_of(json(R"({"room_name":"r"})"), "roomName") == "r");
  CHECK(wire::text_of(json(R"({"roomName":"r"})"), "roomName") == "r");
}

TEST_CASE("int64: a text, a number, or a number with a fraction of nothing") {
  for (const char* value : {R"("1767225600000000000")", "1767225600000000000", "1767225600000000000.0"}) {
    INFO(value);
    const auto egress = wire::read_egress(json(std::string(R"({"started_at":)") + value + "}"));
    CHECK(egress.started_at == testing::FakeClock().now());
  }
  for (const char* value : {R"("0")", "0", R"("")", "null", R"("soon")", "{}", "true"}) {
    INFO(value);
    CHECK_FALSE(wire::read_egress(json(std::string(R"({"startedAt":)") + value + "}")).started_at);
  }
}

TEST_CASE("int32: a number, or a text that is one") {
  for (const char* value : {"5", R"("5")", "5.0"}) {
    CHECK(wire::read_room(json(std::string(R"({"maxParticipants":)") + value + "}")).max_participants == 5);
  }
}

TEST_CASE("enums: by name, by number, left out where it is the default, unknown ones without harm") {
  struct Row {
    const char* text;
    bool is_person;
  };
  const Row rows[] = {
      {R"({"identity":"x"})", true},           {R"({"identity":"x","kind":"STANDARD"})", true},
      {R"({"identity":"x","kind":0})", true},  {R"({"identity":"x","kind":"SIP"})", true},
      {R"({"identity":"x","kind":3})", true},  {R"({"identity":"x","kind":"EGRESS"})", false},
      {R"({"identity":"x","kind":2})", false}, {R"({"identity":"x","kind":"BRIDGE"})", false},
      {R"({"identity":"x","kind":99})", false}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(wire::is_person(json(row.text)) == row.is_person);
  }
  const std::pair<const char*, RecordingState> states[] = {{R"("EGRESS_ACTIVE")", RecordingState::active},
                                                           {"1", RecordingState::active},
                                                           {R"("1")", RecordingState::active},
                                                           {R"("EGRESS_STARTING")", RecordingState::starting},
                                                           {"0", RecordingState::starting},
                                                           {"null", RecordingState::starting},
                                                           {"77", RecordingState::processing}};
  for (const auto& [value, state] : states) {
    INFO(value);
    CHECK(wire::read_egress(json(std::string(R"({"status":)") + value + "}")).state == state);
  }
}

TEST_CASE("bytes: the server takes both alphabets of base64, padded or not, and nothing else") {
  Server server;
  (void)server.call("CreateRoom", R"({"name":"r"})", create);
  const std::pair<const char*, int> rows[] = {{"AQL/", 200}, {"AQL_", 200}, {"AQ==", 200}, {"AQ", 200},
                                              {"", 200},     {"A", 400},    {"%%", 400},   {"AQ=", 400}};
  for (const auto& [data, status] : rows) {
    INFO(data);
    CHECK(server.call("SendData", std::string(R"({"room":"r","data":")") + data + "\"}", admin("r")).status ==
          status);
  }
}

TEST_CASE("defaults: written out in answers, left out in webhooks, and null is as good as absent") {
  for (const char* text :
       {R"({"name":"r"})", R"({"name":"r","metadata":"","max_participants":0,"version":null})",
        R"({"name":"r","metadata":null,"maxParticipants":null,"creationTimeMs":null})"}) {
    INFO(text);
    const auto room = wire::read_room(json(text));
    CHECK(room.name == "r");
    CHECK(room.metadata.empty());
    CHECK(room.max_participants == 0);
    CHECK_FALSE(room.created_at);
  }
  Server server;
  const auto answer = json(server.call("CreateRoom", R"({"name":"r"})", create).body);
  const auto told = json(server.due().at(0))["room"];
  CHECK(answer["metadata"].text() == "");
  CHECK_FALSE(told["metadata"].is_present());
  CHECK(answer["num_participants"].dump() == "0");
  CHECK_FALSE(told["numParticipants"].is_present());
  CHECK(answer["version"].is_null());
  CHECK(answer["creation_time"].dump() == told["creationTime"].dump());
}

TEST_CASE("maps: keys are the user's own, and are never respelt") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  const auto grant = world.client.join(
      room, {.user_id = "ada", .extras = {{"livekit", {R"({"attributes":{"my_key":"1","myKey":"2"}})"}}}});
  REQUIRE(grant);
  REQUIRE(world.server->join(grant->token.reveal(), world.clock.now()));
  const auto body = R"({"room":")" + room.id + R"(","identity":"ada"})";
  const auto person =
      world.client.run(world.platform->raw("RoomService", "GetParticipant", {body}, {.admin_room = room.id}));
  REQUIRE(person);
  CHECK(json(person->text)["attributes"].dump() == R"({"myKey":"2","my_key":"1"})");
}

TEST_CASE("aliOSS is spelt so in both dialects") {
  World world;
  const auto room = world.client.create_meeting({.key = "k"})->ref;
  const auto started = world.client.run(world.platform->egress(
      EgressCall::start_room_composite,
      {R"({"roomName":")" + room.id + R"(","fileOutputs":[{"filepath":"x","aliOSS":{"secret":"SHH"}}]})"}));
  REQUIRE(started);
  CHECK(json(started->text)["room_composite"]["file_outputs"].items().at(0)["aliOSS"]["secret"].text() ==
        "{secret}");
  CHECK(started->text.find("SHH") == std::string::npos);
}
