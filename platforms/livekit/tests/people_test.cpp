#include "support/catch.hpp"
#include "world.hpp"

// Who is in, and putting people out.

namespace vplatform::platforms::livekit {

namespace {

struct Call : World {
  Call() { meeting = client.create_meeting({.key = "call"})->ref; }
  std::string enter(const std::string& identity) {
    const auto grant = client.join(meeting, {.name = identity, .user_id = identity});
    const auto sid = server->join(grant->token.reveal(), clock.now());
    REQUIRE(sid);
    return *sid;
  }
  MeetingRef meeting{};
};

}  // namespace

TEST_CASE("presence is complete, and says who is in") {
  Call call;
  const auto empty = call.client.presence(call.meeting);
  REQUIRE(empty);
  CHECK(empty->state == PresenceState::empty);
  CHECK(empty->complete);
  const auto ada = call.enter("ada-1");
  const auto now = call.client.presence(call.meeting);
  CHECK(now->state == PresenceState::occupied);
  CHECK(now->as_of == call.clock.now());
  REQUIRE(now->people.size() == 1);
  CHECK(now->people[0].id.value == ada);
  CHECK(now->people[0].identity == "ada-1");
}

TEST_CASE("a recorder is in a room and is nobody, and an answer that lists no one is an error") {
  Script script;
  const MeetingRef meeting{.platform = "livekit", .id = "r", .room = "r"};
  script.transport->answer(
      200, R"({"participants":[{"sid":"PA_1","identity":"EG_x","state":"ACTIVE","kind":"EGRESS"},
                                                    {"sid":"PA_2","identity":"x","state":"DISCONNECTED"}]})");
  const auto presence = script.client.presence(meeting);
  REQUIRE(presence);
  CHECK(presence->state == PresenceState::empty);
  REQUIRE(presence->people.size() == 1);
  CHECK_FALSE(presence->people[0].is_person);
  script.transport->answer(200, R"({"message":"hello from a proxy"})");
  CHECK(script.client.presence(meeting).error().code == ErrorCode::bad_response);
}

TEST_CASE("one connection is put out, and whoever has come back since is not") {
  Call call;
  const auto first = call.enter("ada-1");
  const auto second = call.enter("ada-1");
  CHECK(call.client.remove_participant(call.meeting, {first}).error().code == ErrorCode::not_found);
  REQUIRE(call.client.remove_participant(call.meeting, {second}));
  CHECK(call.client.presence(call.meeting)->state == PresenceState::empty);
}

TEST_CASE("everybody is put out, also where somebody leaves meanwhile or an answer is lost") {
  Call call;
  for (int i = 0; i < 5; ++i) (void)call.enter("p" + std::to_string(i));
  call.network->faults().add(
      {.kind = testing::FaultKind::lost_after, .path = "RemoveParticipant", .times = 2});
  REQUIRE(call.client.remove_all(call.meeting));
  CHECK(call.client.presence(call.meeting)->state == PresenceState::empty);
  CHECK(call.client.remove_all(call.meeting));
}

TEST_CASE("webhooks are set by hand, and the answer says where") {
  Call call;
  const auto refused = call.client.ensure_webhook({.url = "https://calls.example/hooks"});
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::unsupported);
  CHECK(refused.error().message.find("webhook: {api_key:") != std::string::npos);
}

}  // namespace vplatform::platforms::livekit
