#include "support/catch.hpp"

#include "account.hpp"

// Who was in a room, from statistics that lag.

using namespace std::chrono_literals;

namespace vplatform::platforms::whereby {

namespace {

struct Call : Account {
  Call() { meeting = client.create_meeting({.key = "call"})->ref; }
  std::string enter(const std::string& name) {
    const auto id =
        emulator->join(meeting.room, {.display_name = name, .external_id = name + "-1"}, clock.now());
    REQUIRE(id);
    return *id;
  }
  MeetingRef meeting{};
};

}  // namespace

TEST_CASE("presence is never complete and never empty") {
  Call call;
  const auto nobody = call.client.presence(call.meeting);
  REQUIRE(nobody);
  CHECK(nobody->state == PresenceState::unknown);
  CHECK_FALSE(nobody->complete);
  (void)call.enter("Ada");
  CHECK(call.client.presence(call.meeting)->state == PresenceState::unknown);
  const auto grace = call.enter("Grace");
  const auto both = call.client.presence(call.meeting);
  REQUIRE(both);
  CHECK(both->state == PresenceState::occupied);
  CHECK(both->people.size() == 2);
  CHECK_FALSE(both->complete);
  CHECK(both->as_of == call.clock.now() - 15min);
  REQUIRE(call.emulator->leave(grace, call.clock.now()));
  CHECK(call.client.presence(call.meeting)->people.size() == 1);
}

TEST_CASE("past sittings and who was in them are read page by page") {
  Call call;
  std::vector<std::string> in;
  for (int i = 0; i < 120; ++i) in.push_back(call.enter("P" + std::to_string(i)));
  call.clock.advance(5min);
  for (const auto& id : in) REQUIRE(call.emulator->leave(id, call.clock.now()));
  call.clock.advance(5min);

  const auto sessions = call.client.list_sessions(call.meeting);
  REQUIRE(sessions);
  REQUIRE(sessions->items.size() == 1);
  const auto& session = sessions->items[0];
  CHECK(session.started_at == call.clock.now() - 10min);
  CHECK(session.ended_at == call.clock.now() - 4min);
  const auto first = call.client.list_attendance(session.ref);
  REQUIRE(first);
  CHECK(first->items.size() == 100);
  CHECK(first->items[0].participant.identity == "P0-1");
  CHECK(first->items[0].left_at == call.clock.now() - 5min);
  const auto second = call.client.list_attendance(session.ref, first->next);
  REQUIRE(second);
  CHECK(second->items.size() == 20);
  CHECK(second->next.empty());
}

TEST_CASE("E17 a sitting that goes on has no end, and asks by the room's name with its slash") {
  Call call;
  const auto platform = platform_on(call.clock, settings_for({}));
  auto step = platform->list_sessions({.platform = "whereby", .id = "90000001", .room = "vp-demo-0b8f"}, {});
  CHECK(request_of(step).url.find("roomName=%2Fvp-demo-0b8f") != std::string::npos);
  auto done =
      answer(std::move(step), 200, R"({"results":[{"roomSessionId":"c2b7d0f4","roomName":"/vp-demo-0b8f",
    "startedAt":"2026-01-01T00:02:00.000Z","endedAt":null,"totalUniqueParticipants":2}],"cursor":null})");
  const auto page = std::move(done).take();
  REQUIRE(page);
  CHECK(page->items[0].ref.id == "c2b7d0f4");
  CHECK_FALSE(page->items[0].ended_at);
  CHECK(page->next.empty());
}

TEST_CASE("a list that is none, or that fails, is an error and no short list") {
  Call call;
  const auto platform = platform_on(call.clock, settings_for({}));
  const auto told = [&](int status, const std::string& body) {
    auto step = answer(platform->list_sessions(call.meeting, {}), status, body);
    return std::move(step).take().error().code;
  };
  CHECK(told(200, R"({"results":7})") == ErrorCode::bad_response);
  CHECK(told(200, R"({"results":[{"startedAt":"2026-01-01T00:02:00.000Z"}]})") == ErrorCode::bad_response);
  CHECK(told(401, "") == ErrorCode::unauthenticated);
  CHECK(told(503, "<html>") == ErrorCode::unavailable);
}

TEST_CASE("Whereby's webhooks are set by hand, and the answer says where") {
  Call call;
  const auto refused = call.client.ensure_webhook({.url = "https://calls.example/hooks"});
  CHECK(refused.error().code == ErrorCode::unsupported);
  CHECK(refused.error().message.find("dashboard") != std::string::npos);
}

}  // namespace vplatform::platforms::whereby
