#include "livekit_wire.hpp"

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

TEST_CASE("a room reads the same in each of LiveKit's dialects") {
  const std::pair<const char*, const char*> dialects[] = {
      {"an answer",
       R"({"sid":"RM_1", "name":"r", "empty_timeout":60, "departure_timeout":20, "max_participants":7,
        "creation_time":"1767225590", "creation_time_ms":"1767225590123", "turn_password":"x", "enabled_codecs":[],
        "metadata":"m", "num_participants":2, "num_publishers":0, "active_recording":false, "version":null})"},
      {"a webhook",
       R"({"sid":"RM_1","name":"r","emptyTimeout":60,"maxParticipants":7,"creationTime":"1767225590",
        "creationTimeMs":"1767225590123","metadata":"m","numParticipants":2})"},
      {"numbers as numbers",
       R"({"sid":"RM_1","name":"r","emptyTimeout":60,"maxParticipants":7,"creationTime":1767225590,
        "creationTimeMs":1767225590123,"metadata":"m","numParticipants":2})"}};
  for (const auto& [name, text] : dialects) {
    INFO(name);
    const auto room = wire::read_room(*spi::Json::parse(text));
    CHECK(room.sid == "RM_1");
    CHECK(room.name == "r");
    CHECK(room.empty_timeout == 60s);
    CHECK(room.max_participants == 7);
    CHECK(room.participants == 2);
    CHECK(room.metadata == "m");
    CHECK(room.created_at == TimePoint(1767225590123ms));
  }
}

TEST_CASE("a server that gives seconds alone is understood") {
  const auto room = wire::read_room(
      *spi::Json::parse(R"({"name":"r","creation_time":"1767225590","creation_time_ms":"0"})"));
  CHECK(room.created_at == TimePoint(1767225590s));
}

TEST_CASE("defaults left out and defaults written out are the same") {
  for (const auto* text :
       {R"({"name":"r"})", R"({"name":"r","metadata":null,"empty_timeout":0,"creation_time":"0"})"}) {
    const auto room = wire::read_room(*spi::Json::parse(text));
    CHECK(room.metadata.empty());
    CHECK(room.empty_timeout == 0s);
    CHECK_FALSE(room.created_at);
  }
}

TEST_CASE("absurd numbers do no harm") {
  for (const auto* text :
       {R"({"empty_timeout":9223372036854775807,"creation_time_ms":"9223372036854775807"})",
        R"({"empty_timeout":-5,"creation_time":"-9223372036854775808"})",
        R"({"empty_timeout":1e300,"creation_time":"9223372036854775807"})", R"({"creation_time":{}})"}) {
    INFO(text);
    const auto room = wire::read_room(*spi::Json::parse(text));
    CHECK(room.empty_timeout >= 0s);
    CHECK_FALSE(wire::closes_at(room, TimePoint{}));
  }
}

TEST_CASE("only LiveKit itself can say that a room is not there") {
  CHECK(wire::says_not_found({.status = 404, .body = R"({"code":"not_found","msg":"x"})"}));
  CHECK_FALSE(wire::says_not_found({.status = 404, .body = R"({"code":"bad_route"})"}));
  CHECK_FALSE(wire::says_not_found({.status = 404, .body = "not_found"}));
  CHECK_FALSE(wire::says_not_found({.status = 500, .body = R"({"code":"not_found"})"}));
}
