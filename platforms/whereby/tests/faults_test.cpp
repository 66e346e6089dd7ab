#include "support/catch.hpp"

#include "account.hpp"

// What goes wrong between us and Whereby, each kind of it, seen from a client. Creates are in
// create_test.cpp.

using namespace std::chrono_literals;

namespace vplatform::platforms::whereby {

namespace {

using testing::FaultKind;

constexpr auto longer_than_an_attempt = 11s;

struct Call : Account {
  Call() : Account(EmulatorOptions{.cloud_recording = true}) {
    meeting = client.create_meeting({.key = "call"})->ref;
    recording = {.meeting = meeting, .id = emulator->finish_recording(meeting.room, clock.now())};
    before = transport->faults().requests().size();
  }
  [[nodiscard]] std::size_t tries() { return transport->faults().requests().size() - before; }
  MeetingRef meeting{};
  RecordingRef recording{};
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
  const auto list = call.client.list_recordings(call.meeting);
  REQUIRE(list);
  CHECK(list->items.size() == 1);
  CHECK(call.tries() == 2);
}

TEST_CASE("what is read and cut off as if it were whole is an error, and no shorter list") {
  Call call;
  call.transport->faults().add({.kind = FaultKind::cut_body, .times = 4});
  CHECK(call.client.list_recordings(call.meeting).error().code == ErrorCode::bad_response);
  CHECK(call.client.list_sessions(call.meeting).error().code == ErrorCode::bad_response);
  CHECK(call.client.presence(call.meeting).error().code == ErrorCode::bad_response);
  CHECK(call.client.recording_link(call.recording, 1h).error().code == ErrorCode::bad_response);
  CHECK(call.tries() == 4);
}

TEST_CASE("a recording is deleted and a meeting ends once, whatever goes wrong on the way") {
  Call call;
  const auto kind = GENERATE(FaultKind::rate_limited, FaultKind::unavailable, FaultKind::delay,
                             FaultKind::lost_before, FaultKind::lost_after, FaultKind::applied_late,
                             FaultKind::cut_body, FaultKind::cut_transport, FaultKind::html);
  const int late_by = GENERATE(1, 2, 4);
  CAPTURE(to_string(kind));
  call.transport->faults().add(
      {.kind = kind, .path = "/recordings/", .late_by = late_by, .delay = longer_than_an_attempt});
  REQUIRE(call.client.delete_recording(call.recording));
  CHECK(call.client.list_recordings(call.meeting)->items.empty());
  call.transport->faults().add(
      {.kind = kind, .method = "DELETE", .late_by = late_by, .delay = longer_than_an_attempt});
  REQUIRE(call.client.end_meeting(call.meeting));
  CHECK(call.meetings().empty());
  CHECK(call.client.find_meeting(call.meeting).error().code == ErrorCode::not_found);
}

TEST_CASE("a create whose answer takes too long is looked for, and not posted again") {
  Account account;
  account.transport->faults().add(
      {.kind = FaultKind::delay, .method = "POST", .delay = longer_than_an_attempt});
  const auto meeting = account.client.create_meeting({.name = "standup"});
  REQUIRE(meeting);
  CHECK(account.sent("POST") == 1);
  CHECK(account.meetings().size() == 1);
  Account patient;
  patient.transport->faults().add({.kind = FaultKind::delay, .method = "POST", .delay = 9s});
  REQUIRE(patient.client.create_meeting({.name = "standup"}));
  CHECK(patient.sent("GET") == 0);
}

TEST_CASE("a theme that is set again after a fault is set once") {
  Call call;
  const auto kind = passing_fault();
  CAPTURE(to_string(kind));
  call.transport->faults().add({.kind = kind, .method = "PUT", .delay = longer_than_an_attempt});
  CHECK(call.client.set_theme(call.meeting, {.primary_color = "#112233"}));
  CHECK(call.sent("PUT") == 2);
}

TEST_CASE("what must not be sent twice is sent again only where Whereby says 'not now'") {
  Call call;
  const auto [kind, tries] = GENERATE(table<FaultKind, std::size_t>({
      {FaultKind::rate_limited, 2},
      {FaultKind::unavailable, 1},
      {FaultKind::delay, 1},
      {FaultKind::lost_before, 1},
      {FaultKind::lost_after, 1},
      {FaultKind::applied_late, 1},
      {FaultKind::cut_transport, 1},
      {FaultKind::cut_body, 1},
      {FaultKind::html, 1},
  }));
  CAPTURE(to_string(kind));
  call.transport->faults().add({.kind = kind, .delay = longer_than_an_attempt});
  const auto text = call.client.run(call.client.as<WherebyPlatform>()->transcribe(call.recording));
  CHECK(text.has_value() == (tries == 2));
  if (!text) CHECK(text.error().effect == Effect::unknown);
  CHECK(call.tries() == tries);
  if (kind == FaultKind::rate_limited) CHECK(call.clock.waits().back() >= 1s);
}

}  // namespace vplatform::platforms::whereby
