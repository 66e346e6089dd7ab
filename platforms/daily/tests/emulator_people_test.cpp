#include "world.hpp"

// The emulator's people and their webhooks, read by the platform.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

std::vector<EventFields> events_due(World& world) {
  std::vector<EventFields> events;
  for (const auto& request : world.emulator->due(world.clock.now())) {
    const auto verdict = world.client.read_webhook(request);
    REQUIRE(verdict.outcome == WebhookOutcome::event);
    events.push_back(**verdict.event);
  }
  return events;
}

std::vector<EventKind> kinds_due(World& world) {
  std::vector<EventKind> kinds;
  for (const auto& event : events_due(world)) kinds.push_back(event.kind);
  return kinds;
}

using Kinds = std::vector<EventKind>;

}  // namespace

TEST_CASE("people who come and go are told of, and the end of a meeting comes 20 seconds late") {
  World world;
  REQUIRE(world.ask("POST", "/rooms", R"({"name":"standup"})").status == 200);
  const auto ada = world.emulator->join("standup", {"ada-1", "Ada", true}, world.clock.now());
  REQUIRE(ada);
  const auto arrived = events_due(world);
  REQUIRE(arrived.size() == 2);
  CHECK(arrived[0].kind == EventKind::meeting_started);
  CHECK(arrived[1].kind == EventKind::participant_joined);
  CHECK(arrived[1].participant->identity == "ada-1");
  CHECK(arrived[1].participant->role == Role::host);
  CHECK(arrived[1].participant->id.value == *ada);
  CHECK(arrived[0].room == "standup");

  world.clock.advance(90'500ms);
  world.emulator->leave(*ada, world.clock.now());
  const auto left_at = world.clock.now();
  const auto left = events_due(world);
  REQUIRE(left.size() == 1);
  CHECK(left[0].at == left_at);
  world.clock.advance(19'999ms);
  CHECK(events_due(world).empty());
  world.clock.advance(1ms);
  const auto ended = events_due(world);
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].kind == EventKind::meeting_ended);
  CHECK(ended[0].at == left_at);
  CHECK(ended[0].session_id == arrived[0].session_id);
}

TEST_CASE("a meeting goes on when somebody comes back in time, and is another one later") {
  World world;
  REQUIRE(world.ask("POST", "/rooms", R"({"name":"standup"})").status == 200);
  const auto first = world.emulator->join("standup", {}, world.clock.now());
  world.emulator->leave(*first, world.clock.now());
  (void)world.emulator->due(world.clock.now());
  world.clock.advance(10s);
  const auto second = world.emulator->join("standup", {}, world.clock.now());
  CHECK(kinds_due(world) == Kinds{EventKind::participant_joined});
  world.emulator->leave(*second, world.clock.now());
  world.clock.advance(20s);
  CHECK(kinds_due(world) == Kinds{EventKind::participant_left, EventKind::meeting_ended});
  REQUIRE(world.emulator->join("standup", {}, world.clock.now()));
  CHECK(kinds_due(world) == Kinds{EventKind::meeting_started, EventKind::participant_joined});
}

TEST_CASE("the probe arrives signed") {
  World world;
  world.emulator->probe(world.clock.now());
  const auto due = world.emulator->due(world.clock.now());
  REQUIRE(due.size() == 1);
  CHECK(due[0].body == R"({"test":"test"})");
  CHECK(find_header(due[0].headers, "x-webhook-signature"));
  CHECK(world.client.read_webhook(due[0]).outcome == WebhookOutcome::probe);
  CHECK(world.emulator->due(world.clock.now()).empty());
}

TEST_CASE("who came while the room ejects at its end is put out then, and nobody else") {
  World world;
  const auto with =
      world.client.create_meeting({.name = "a", .ends_at = world.clock.now() + 1h, .eject_at_end = true});
  const auto without = world.client.create_meeting({.name = "b", .ends_at = world.clock.now() + 1h});
  REQUIRE((with && without));
  for (const auto& meeting : {*with, *without}) {
    REQUIRE(
        world.emulator->join_with_token(world.client.join(meeting, {})->token.reveal(), world.clock.now()));
  }
  (void)world.emulator->due(world.clock.now());
  world.clock.advance(1h);
  const auto out = events_due(world);
  REQUIRE(out.size() == 1);
  CHECK(out[0].kind == EventKind::participant_left);
  CHECK(out[0].room == with->ref.id);
}

TEST_CASE("a token opens its own room until it ends, and a full room takes nobody") {
  World world;
  MeetingSpec spec{.name = "x"};
  spec.max_participants = 1;
  const auto meeting = world.client.create_meeting(spec);
  REQUIRE(meeting);
  const auto token = world.client.join(*meeting, {.ttl = 60s})->token.reveal();
  REQUIRE(world.emulator->join_with_token(token, world.clock.now()));
  const auto full = world.emulator->join_with_token(token, world.clock.now());
  REQUIRE(!full);
  CHECK(full.error().code == ErrorCode::failed_precondition);
  const auto forged =
      world.emulator->join_with_token(token.substr(0, token.size() - 2) + "AA", world.clock.now());
  REQUIRE(!forged);
  CHECK(forged.error().code == ErrorCode::unauthenticated);
  world.clock.advance(60s);
  CHECK(world.emulator->join_with_token(token, world.clock.now()).error().code == ErrorCode::unauthenticated);
}
