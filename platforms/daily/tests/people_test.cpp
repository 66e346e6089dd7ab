#include "vplatform/testing/scripted_transport.hpp"
#include "world.hpp"

// Who is in, putting people out, and who was there.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

struct Call : World {
  Call() { meeting = client.create_meeting({.key = "call"})->ref; }
  std::string enter(const std::string& name) {
    const auto id = emulator->join(meeting.room, {name + "-1", name, false}, clock.now());
    REQUIRE(id);
    return *id;
  }
  MeetingRef meeting{};
};

}  // namespace

TEST_CASE("presence says who is in, as of fifteen seconds ago") {
  Call call;
  const auto empty = call.client.presence(call.meeting);
  REQUIRE(empty);
  CHECK(empty->state == PresenceState::empty);
  CHECK(empty->complete);
  const auto ada = call.enter("Ada");
  const auto now = call.client.presence(call.meeting);
  REQUIRE(now);
  CHECK(now->state == PresenceState::occupied);
  CHECK(now->as_of == call.clock.now() - 15s);
  REQUIRE(now->people.size() == 1);
  CHECK(now->people[0].id.value == ada);
  CHECK(now->people[0].identity == "Ada-1");
  CHECK(now->people[0].name == "Ada");
  CHECK(now->people[0].joined_at == call.clock.now());
}

TEST_CASE("a room that is gone has no presence, and a list that is cut is not complete") {
  Call call;
  CHECK(call.client.presence({"daily", "gone", "gone"}).error().code == ErrorCode::not_found);
  testing::ScriptedTransport* script = nullptr;
  auto transport = std::make_shared<testing::ScriptedTransport>();
  script = transport.get();
  const auto platform = make(settings_for({}), env_of(call.clock));
  const Client client(std::make_shared<InstanceRuntime>(*platform, transport, call.clock.env()));
  script->answer(200, R"({"total_count":2,"data":[{"id":"p1","userName":null,"userId":7}]})");
  const auto cut = client.presence(call.meeting);
  REQUIRE(cut);
  CHECK_FALSE(cut->complete);
  CHECK(cut->people[0].identity == "7");
  script->answer(200, R"({"total_count":2,"data":[]})");
  CHECK(client.presence(call.meeting)->state == PresenceState::unknown);
  script->answer(200, R"({"total_count":0})");
  CHECK(client.presence(call.meeting).error().code == ErrorCode::bad_response);
}

TEST_CASE("F17 one is put out by the id of their connection, and an unknown id is not found") {
  Call call;
  const auto ada = call.enter("Ada");
  (void)call.enter("Grace");
  REQUIRE(call.client.remove_participant(call.meeting, {ada}));
  CHECK(call.client.presence(call.meeting)->people.size() == 1);
  CHECK(call.client.remove_participant(call.meeting, {ada}).error().code == ErrorCode::not_found);
  const auto answer =
      parsed(call.ask("POST", "/rooms/" + call.meeting.room + "/eject", R"({"ids":["nobody"]})").body);
  CHECK(answer["ejectedIds"].size() == 0);
}

TEST_CASE("somebody whose removal was done by a lost first attempt is removed") {
  Call call;
  const auto ada = call.enter("Ada");
  (void)call.enter("Grace");
  call.transport->faults().add({.kind = testing::FaultKind::lost_after, .path = "eject"});
  CHECK(call.client.remove_participant(call.meeting, {ada}));
}

TEST_CASE("everybody is put out, a hundred at a time, and nobody is no error") {
  Call call;
  CHECK(call.client.remove_all(call.meeting));
  for (int i = 0; i < 130; ++i) (void)call.enter("P" + std::to_string(i));
  REQUIRE(call.client.remove_all(call.meeting));
  CHECK(call.client.presence(call.meeting)->state == PresenceState::empty);
}

TEST_CASE("past sittings and who was in them are read, and F30 the 404 after the last page is its end") {
  Call call;
  const auto ada = call.enter("Ada");
  call.clock.advance(1min);
  for (int i = 0; i < 100; ++i) (void)call.enter("P" + std::to_string(i));
  call.clock.advance(1min);
  REQUIRE(call.client.remove_all(call.meeting));
  call.clock.advance(1min);

  const auto sessions = call.client.list_sessions(call.meeting);
  REQUIRE(sessions);
  REQUIRE(sessions->items.size() == 1);
  const auto& session = sessions->items[0];
  CHECK(session.started_at == call.clock.now() - 3min);
  CHECK(session.ended_at == call.clock.now() - 1min);
  CHECK(session.most_participants == 101);

  const auto first = call.client.list_attendance(session.ref);
  REQUIRE(first);
  CHECK(first->items.size() == 100);
  CHECK(first->items[0].participant.id.value == ada);
  CHECK(first->items[0].left_at == call.clock.now() - 1min);
  const auto second = call.client.list_attendance(session.ref, first->next);
  REQUIRE(second);
  CHECK(second->items.size() == 1);
  PageToken after_all{second->items[0].participant.id.value};
  const auto third = call.client.list_attendance(session.ref, after_all);
  REQUIRE(third);
  CHECK(third->items.empty());
  CHECK(third->next.empty());
  CHECK(call.client.list_attendance({call.meeting, "nothing"}).error().code == ErrorCode::not_found);
}

TEST_CASE("a sitting that goes on has no end yet") {
  Call call;
  (void)call.enter("Ada");
  const auto sessions = call.client.list_sessions(call.meeting);
  REQUIRE(sessions->items.size() == 1);
  CHECK_FALSE(sessions->items[0].ended_at);
}
