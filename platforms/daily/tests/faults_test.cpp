#include <algorithm>

#include "world.hpp"

// What goes wrong between us and Daily, each kind of it, seen from a client.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;
using testing::Fault;
using testing::FaultKind;

namespace {

const std::string instance = "5f1d7c3a-2b44-4c6d-9e8f-a1b2c3d4e5f6";
constexpr auto longer_than_an_attempt = 11s;

struct Call : World {
  explicit Call(Settings settings = settings_for({})) : World(std::move(settings)) {
    meeting = client.create_meeting({.key = "call"})->ref;
    REQUIRE(emulator->join(meeting.room, {"ada-1", "Ada", false}, clock.now()));
    before = sent().size();
  }
  /// How many requests have gone out since.
  [[nodiscard]] std::size_t tries() { return sent().size() - before; }
  MeetingRef meeting{};
  std::size_t before = 0;
};

/// The kinds that a request which may be repeated gets over.
FaultKind passing_fault() {
  return GENERATE(FaultKind::rate_limited, FaultKind::unavailable, FaultKind::delay, FaultKind::lost_before,
                  FaultKind::lost_after, FaultKind::applied_late, FaultKind::cut_transport, FaultKind::html);
}

}  // namespace

TEST_CASE("what is read is read again after any fault, and is right in the end") {
  Call call;
  const auto kind = passing_fault();
  CAPTURE(to_string(kind));
  call.transport->faults().add({.kind = kind, .delay = longer_than_an_attempt});
  const auto presence = call.client.presence(call.meeting);
  REQUIRE(presence);
  CHECK(presence->people.size() == 1);
  CHECK(call.tries() == 2);
}

TEST_CASE("what is read and cut off as if it were whole is an error, and no shorter list") {
  Call call;
  call.transport->faults().add({.kind = FaultKind::cut_body, .times = 2});
  CHECK(call.client.presence(call.meeting).error().code == ErrorCode::bad_response);
  CHECK(call.client.list_meetings().error().code == ErrorCode::bad_response);
  CHECK(call.tries() == 2);
}

TEST_CASE("a meeting ends once, whatever goes wrong on the way") {
  Call call;
  const auto kind = GENERATE(FaultKind::rate_limited, FaultKind::unavailable, FaultKind::delay,
                             FaultKind::lost_before, FaultKind::lost_after, FaultKind::applied_late,
                             FaultKind::cut_body, FaultKind::cut_transport, FaultKind::html);
  CAPTURE(to_string(kind));
  call.transport->faults().add({.kind = kind, .method = "DELETE", .delay = longer_than_an_attempt});
  REQUIRE(call.client.end_meeting(call.meeting));
  CHECK(call.emulator->meetings(call.clock.now()).empty());
  CHECK(call.client.find_meeting(call.meeting).error().code == ErrorCode::not_found);
}

TEST_CASE("a create that acts late, however late, leaves one meeting for its key") {
  World world;
  const int late_by = GENERATE(1, 2, 4);
  const int times = GENERATE(1, 3);
  world.transport->faults().add(
      {.kind = FaultKind::applied_late, .method = "POST", .times = times, .late_by = late_by});
  auto meeting = world.client.create_meeting({.name = "standup", .key = "standup"});
  if (!meeting) CHECK(meeting.error().effect == Effect::unknown);
  for (int i = 0; i < 3 && !meeting; ++i) meeting = world.client.create_meeting({.key = "standup"});
  REQUIRE(meeting);
  for (int i = 0; i < 4; ++i) CHECK(world.client.find_meeting(meeting->ref));
  CHECK(world.emulator->meetings(world.clock.now()).size() == 1);
}

TEST_CASE("a start of a recording that acts late, however late, makes one recording of its key") {
  Call call;
  const int late_by = GENERATE(1, 2, 4);
  const int times = GENERATE(1, 2);
  call.transport->faults().add(
      {.kind = FaultKind::applied_late, .path = "recordings/start", .times = times, .late_by = late_by});
  const auto started = call.client.start_recording(call.meeting, {.instance_key = instance});
  REQUIRE(started);
  for (int i = 0; i < 4; ++i) CHECK(call.client.presence(call.meeting));
  CHECK(call.client.list_recordings(call.meeting)->items.size() == 1);
  REQUIRE(call.client.stop_recording(started->ref));
  call.clock.advance(2min);
  CHECK(call.client.list_recordings(call.meeting)->items.front().state == RecordingState::ready);
}

TEST_CASE("a change that acts late leaves the end as it was asked for") {
  Call call;
  const int late_by = GENERATE(1, 2, 4);
  const auto ends_at = call.clock.now() + 3h;
  call.transport->faults().add({.kind = FaultKind::applied_late, .method = "POST", .late_by = late_by});
  const auto moved = call.client.update_meeting(call.meeting, {.ends_at = ends_at});
  REQUIRE(moved);
  for (int i = 0; i < 4; ++i) CHECK(call.client.find_meeting(call.meeting)->ends_at == ends_at);
}

TEST_CASE("an answer that takes its time is taken, and one that takes too long is asked for again") {
  Call call;
  call.transport->faults().add({.kind = FaultKind::delay, .delay = 9s});
  CHECK(call.client.find_meeting(call.meeting));
  CHECK(call.tries() == 1);
  call.transport->faults().add({.kind = FaultKind::delay, .delay = longer_than_an_attempt});
  CHECK(call.client.find_meeting(call.meeting));
  CHECK(call.tries() == 3);
  const auto* daily = call.client.as<DailyPlatform>();
  call.transport->faults().add({.kind = FaultKind::delay, .delay = longer_than_an_attempt});
  const auto late = call.client.run(daily->send_app_message(call.meeting, {"{}"}));
  REQUIRE(!late);
  CHECK(late.error().code == ErrorCode::deadline_exceeded);
  CHECK(late.error().effect == Effect::unknown);
  CHECK(call.tries() == 4);
}

TEST_CASE("what must not be sent twice is sent again only where Daily says 'not now'") {
  Call call;
  const auto [kind, tries] = GENERATE(table<FaultKind, std::size_t>({
      {FaultKind::rate_limited, 2},
      {FaultKind::unavailable, 1},
      {FaultKind::lost_before, 1},
      {FaultKind::lost_after, 1},
      {FaultKind::applied_late, 1},
      {FaultKind::cut_transport, 1},
      {FaultKind::html, 1},
  }));
  CAPTURE(to_string(kind));
  call.transport->faults().add({.kind = kind});
  const auto sent = call.client.run(call.client.as<DailyPlatform>()->send_app_message(call.meeting, {"{}"}));
  CHECK(sent.has_value() == (tries == 2));
  if (!sent) CHECK(sent.error().effect == Effect::unknown);
  CHECK(call.tries() == tries);
  if (kind == FaultKind::rate_limited) CHECK(call.clock.waits().back() >= 1s);
}

TEST_CASE("a token that Daily makes is asked for again after any fault") {
  auto settings = settings_for({});
  settings.tokens = TokenSource::api;
  Call call(settings);
  const auto kind = passing_fault();
  CAPTURE(to_string(kind));
  call.transport->faults().add({.kind = kind, .path = "meeting-tokens", .delay = longer_than_an_attempt});
  const auto grant = call.client.join(call.meeting, {.role = Role::host, .name = "Ada"});
  REQUIRE(grant);
  CHECK_FALSE(grant->token.empty());
}
