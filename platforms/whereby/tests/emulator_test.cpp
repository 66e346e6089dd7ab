#include "support/catch.hpp"

#include <chrono>

#include "account.hpp"

// People who come and go at the emulator, and the library's reading of the webhooks that follow.

using namespace vplatform;
using namespace vplatform::platforms::whereby;
using namespace std::chrono_literals;

namespace {

struct Held {
  Held() : meeting(account.client.create_meeting({.name = "standup"}).value()) {}
  explicit Held(const MeetingSpec& spec) : meeting(account.client.create_meeting(spec).value()) {}

  std::string join(const std::string& role) {
    return account.emulator->join(meeting.ref.id, {.role = role, .display_name = "N"}, account.clock.now())
        .value();
  }

  std::optional<std::string> open(Role role) {
    const auto grant =
        account.client.join(meeting, {.role = role, .name = "Ada", .user_id = "user-42"}).value();
    return account.emulator->open_link(grant.url.reveal(), account.clock.now());
  }

  void leave(const std::string& participant) {
    CHECK(account.emulator->leave(participant, account.clock.now()));
  }

  // The kinds of the events that have fallen due, all of them genuine.
  std::vector<EventKind> kinds() {
    std::vector<EventKind> list;
    events.clear();
    for (auto& verdict : account.webhooks()) {
      REQUIRE(verdict.outcome == WebhookOutcome::event);
      events.push_back(**verdict.event);
      list.push_back(events.back().kind);
    }
    return list;
  }

  Account account{};
  Meeting meeting;
  std::vector<EventFields> events{};
};

using Kinds = std::vector<EventKind>;

}  // namespace

TEST_CASE("a lone host makes no session, the second person starts one") {
  Held at;
  (void)at.join("host");
  CHECK(at.kinds() == Kinds{EventKind::participant_joined});
  CHECK(at.events[0].session_id.empty());
  CHECK(at.events[0].people == 1);
  CHECK(at.events[0].meeting == at.meeting.ref);

  (void)at.join("recorder");
  CHECK(at.kinds() == Kinds{EventKind::participant_joined});
  CHECK(!at.events[0].participant->is_person);

  (void)at.join("visitor");
  CHECK(at.kinds() == Kinds{EventKind::participant_joined, EventKind::meeting_started});
  CHECK(at.events[0].people == 2);
  CHECK(!at.events[1].session_id.empty());
  CHECK(at.events[0].session_id == at.events[1].session_id);
}

TEST_CASE("a session ends 60 s after fewer than two people are in") {
  Held at;
  const auto host = at.join("host");
  const auto guest = at.join("visitor");
  (void)at.kinds();
  at.leave(guest);
  CHECK(at.kinds() == Kinds{EventKind::participant_left});
  CHECK(at.events[0].people == 1);
  at.account.clock.advance(30s);
  at.leave(host);
  at.account.clock.advance(29s);
  CHECK(at.kinds() == Kinds{EventKind::participant_left});
  at.account.clock.advance(1s);
  CHECK(at.kinds() == Kinds{EventKind::meeting_ended});
  CHECK(at.events[0].at == at.account.clock.now());
  CHECK(!at.events[0].session_id.empty());
  CHECK(at.kinds().empty());
}

TEST_CASE("somebody who comes back in time keeps the session") {
  Held at;
  (void)at.join("host");
  at.leave(at.join("visitor"));
  at.account.clock.advance(30s);
  (void)at.join("visitor");
  const auto kinds = at.kinds();
  CHECK(std::count(kinds.begin(), kinds.end(), EventKind::meeting_started) == 1);
  at.account.clock.advance(10min);
  CHECK(at.kinds().empty());
}

TEST_CASE("a link makes its role, and brings name and identity back") {
  Held at;
  REQUIRE(at.open(Role::host));
  REQUIRE(at.open(Role::participant));
  REQUIRE(at.open(Role::viewer));
  (void)at.kinds();
  REQUIRE(at.events.size() == 4);
  CHECK(at.events[0].participant->role == Role::host);
  CHECK(at.events[0].participant->name == "Ada");
  CHECK(at.events[0].participant->identity == "user-42");
  CHECK(at.events[1].participant->role == Role::participant);
  CHECK(at.events[3].participant->role == Role::viewer);
}

TEST_CASE("a link with a wrong key or to another place leads nowhere") {
  Held at;
  const auto now = at.account.clock.now();
  CHECK(!at.account.emulator->open_link(at.meeting.url + "?roomKey=wrong", now));
  CHECK(!at.account.emulator->open_link(at.meeting.url + "x", now));
  CHECK(!at.account.emulator->open_link("https://other.whereby.com/" + at.meeting.ref.room, now));
  CHECK(!at.account.emulator->join("nowhere", {}, now));
  CHECK(at.kinds().empty());
}

TEST_CASE("guests of a locked room knock until a host lets them in or they give up") {
  Held at(MeetingSpec{.name = "locked", .access = Access::knock});
  const auto guest = at.open(Role::participant);
  const auto other = at.open(Role::participant);
  REQUIRE(guest);
  REQUIRE(other);
  CHECK(at.kinds() == Kinds{EventKind::participant_waiting, EventKind::participant_waiting});
  CHECK(at.account.emulator->admit(*guest, at.account.clock.now()));
  CHECK(!at.account.emulator->admit(*guest, at.account.clock.now()));
  at.leave(*other);
  CHECK(at.kinds() == Kinds{EventKind::participant_joined, EventKind::participant_stopped_waiting});
  CHECK(at.events[0].participant->id.value == *guest);
  CHECK(at.events[0].people == 1);

  REQUIRE(at.open(Role::host));
  CHECK(at.kinds() == Kinds{EventKind::participant_joined, EventKind::meeting_started});
}

TEST_CASE("a deletion puts everybody out, and the session ends later") {
  Held at;
  (void)at.join("host");
  (void)at.join("visitor");
  (void)at.kinds();
  REQUIRE(at.account.client.end_meeting(at.meeting.ref));
  CHECK(at.kinds() == Kinds{EventKind::participant_left, EventKind::participant_left});
  CHECK(!at.open(Role::participant));
  at.account.clock.advance(60s);
  CHECK(at.kinds() == Kinds{EventKind::meeting_ended});
}

TEST_CASE("a small room takes four people, and machines beside them") {
  Held at;
  const auto now = at.account.clock.now();
  HttpRequest create;
  create.method = "POST";
  create.url = "/v1/meetings";
  create.headers = {{.name = "Authorization", .value = "Bearer whereby-emulator-key"}};
  create.body = R"({"endDate":"2026-01-01T01:00:00Z","roomMode":"normal"})";
  const auto id = json(at.account.emulator->handle(create, now).body)["meetingId"].text_or("");
  for (int i = 0; i < 4; ++i) CHECK(at.account.emulator->join(id, {}, now));
  CHECK(!at.account.emulator->join(id, {}, now));
  CHECK(at.account.emulator->join(id, {.role = "recorder"}, now));
}

TEST_CASE("a finished recording is told by its room") {
  Held at;
  const auto id = at.account.emulator->finish_recording(at.meeting.ref.room, at.account.clock.now());
  REQUIRE(id);
  CHECK(at.kinds() == Kinds{EventKind::recording_ready});
  CHECK(at.events[0].recording->id == id);
  CHECK(at.events[0].room == at.meeting.ref.room);
  CHECK(!at.events[0].meeting);
}

TEST_CASE("an hour after its end a room is gone, and tells nothing more") {
  Held at(MeetingSpec{.name = "short", .ends_at = testing::FakeClock().now() + 10min});
  const auto host = at.join("host");
  (void)at.join("visitor");
  (void)at.kinds();
  at.account.clock.advance(70min - 30s);
  at.leave(host);
  CHECK(at.kinds() == Kinds{EventKind::participant_left});
  at.account.clock.advance(30s);
  CHECK(at.account.meetings().empty());
  at.account.clock.advance(10min);
  CHECK(at.kinds().empty());
  CHECK(at.account.client.find_meeting(at.meeting.ref).error().code == ErrorCode::not_found);
}

TEST_CASE("webhooks are signed when they are handed out, with the account's secret") {
  Account account({.webhook_secret = "another"});
  const auto meeting = account.client.create_meeting({.name = "m"});
  REQUIRE(account.emulator->join(meeting->ref.id, {}, account.clock.now()));
  account.clock.advance(1h);
  const auto due = account.emulator->due(account.clock.now());
  REQUIRE(due.size() == 1);
  CHECK(account.client.read_webhook(due[0]).outcome == WebhookOutcome::event);
  CHECK(Account().client.read_webhook(due[0]).outcome == WebhookOutcome::refused);
}

TEST_CASE("the same calls give the same answers") {
  const auto run = [] {
    Account account;
    const auto meeting = account.client.create_meeting({.name = "m"});
    (void)account.emulator->join(meeting->ref.id, {}, account.clock.now());
    return meeting->host_link->url.reveal() + account.emulator->due(account.clock.now())[0].body;
  };
  CHECK(run() == run());
}
