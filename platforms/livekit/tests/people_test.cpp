// Who is in a room, and putting people out.

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

struct Called {
  World world{};
  MeetingRef room = world.client.create_meeting({.key = "k"})->ref;

  void play(const std::string& what, const std::string& arguments) {
    REQUIRE(world.server->play(what, {arguments}, world.clock.now()));
  }
  void join(const std::string& id, const std::string& role = "participant") {
    play("join", R"({"room":")" + room.id + R"(","user_id":")" + id + R"(","name":"N )" + id +
                     R"(","role":")" + role + R"("})");
  }
};

}  // namespace

TEST_CASE("an empty room is empty and complete, as of when it was read") {
  Called call;
  const auto presence = call.world.client.presence(call.room);
  REQUIRE(presence);
  CHECK(presence->state == PresenceState::empty);
  CHECK(presence->complete);
  CHECK(presence->people.empty());
  CHECK(presence->as_of == call.world.clock.now());
}

TEST_CASE("people are listed by identity, machines are listed and are no people") {
  Called call;
  call.join("bot", "agent");
  auto presence = call.world.client.presence(call.room);
  REQUIRE(presence);
  CHECK(presence->state == PresenceState::empty);
  REQUIRE(presence->people.size() == 1);
  CHECK_FALSE(presence->people[0].is_person);

  call.join("alice");
  presence = call.world.client.presence(call.room);
  REQUIRE(presence);
  CHECK(presence->state == PresenceState::occupied);
  REQUIRE(presence->people.size() == 2);
  const auto& alice = presence->people[0];
  CHECK(alice.id.value == "alice");
  CHECK(alice.identity == "alice");
  CHECK(alice.name == "N alice");
  CHECK(alice.is_person);
  CHECK(alice.joined_at == call.world.clock.now());
}

TEST_CASE("an error of a presence is an error, and never an empty room") {
  const std::pair<int, const char*> rows[] = {
      {200, "{}"},
      {200, R"({"participants":null})"},
      {200, R"({"participants":{}})"},
      {200, R"({"participants":[{"sid":"PA_1"}]})"},
      {200, "<html>"},
      {404, R"({"code":"bad_route","msg":"x"})"},
      {401, R"({"code":"unauthenticated","msg":"permissions denied"})"}};
  for (const auto& [status, body] : rows) {
    INFO(body);
    Script script;
    script.transport->answer(status, body);
    CHECK_FALSE(script.client.presence({.platform = "livekit", .id = "r", .room = "r"}));
  }
}

TEST_CASE("who has disconnected is not in, in either spelling of the state") {
  Script script;
  script.transport->answer(
      200,
      R"({"participants":[{"identity":"a","state":"DISCONNECTED"},{"identity":"b","state":3},{"identity":"c","state":"JOINING"},{"identity":"d","kind":"EGRESS"},{"identity":"e","kind":"NEWS","state":"ACTIVE"}]})");
  const auto presence = script.client.presence({.platform = "livekit", .id = "r", .room = "r"});
  REQUIRE(presence);
  REQUIRE(presence->people.size() == 3);
  CHECK(presence->people[0].identity == "c");
  CHECK(presence->people[0].is_person);
  CHECK_FALSE(presence->people[1].is_person);
  CHECK_FALSE(presence->people[2].is_person);
}

TEST_CASE("somebody is put out by their identity, and being gone already is success") {
  Called call;
  call.join("alice");
  call.join("bob");
  CHECK(call.world.client.remove_participant(call.room, {"alice"}));
  CHECK(call.world.client.remove_participant(call.room, {"alice"}));
  const auto presence = call.world.client.presence(call.room);
  REQUIRE(presence->people.size() == 1);
  CHECK(presence->people[0].identity == "bob");
  const auto sent = call.world.network->faults().requests();
  const auto& removal = sent[1];
  CHECK(removal.body == R"({"room":")" + call.room.id + R"(","identity":"alice"})");
  CHECK(claims_of(token_of(removal))["video"]["room"].text() == call.room.id);
  CHECK(call.world.client.remove_participant(call.room, {""}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("only LiveKit's own not_found says that somebody is gone") {
  Script script;
  script.transport->answer(404, "404 page not found");
  CHECK_FALSE(script.client.remove_participant({.platform = "livekit", .id = "r", .room = "r"}, {"a"}));
}

TEST_CASE("all people are put out, and machines stay") {
  Called call;
  for (const auto* id : {"a", "b", "c"}) call.join(id);
  call.join("bot", "agent");
  CHECK(call.world.client.remove_all(call.room));
  const auto presence = call.world.client.presence(call.room);
  CHECK(presence->state == PresenceState::empty);
  REQUIRE(presence->people.size() == 1);
  CHECK(presence->people[0].identity == "bot");
  CHECK(call.world.client.remove_all({.platform = "livekit", .id = "nope", .room = "nope"}));
}

TEST_CASE("putting all out ends with the first that is refused, and says so") {
  Called call;
  for (const auto* id : {"a", "b", "c"}) call.join(id);
  call.world.network->faults().add(
      {.kind = testing::FaultKind::html, .path = "RemoveParticipant", .times = 9, .skip = 1});
  const auto removed = call.world.client.remove_all(call.room);
  REQUIRE_FALSE(removed);
  CHECK(removed.error().effect == Effect::unknown);
  CHECK(call.world.client.presence(call.room)->people.size() == 2);
}
