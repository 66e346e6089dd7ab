#include "vplatform/sessions/reconciler.hpp"

#include <thread>

#include "../inbox/world.hpp"
#include "sessions/session/session_rows.hpp"

using namespace sessions_test;
using platforms::mock::MockFault;

namespace {

/// A host with its people at the platform, and a reconciler.
struct Host : World {
  using World::World;

  [[nodiscard]] RoundReport round(const ReconcilerOptions& options = {}) const {
    return Reconciler(backend, options).round().value();
  }
  /// Somebody comes in at the platform.
  ParticipantId enters(const Session& session, const std::string& name) const {
    const Participant who{.identity = name, .name = name, .role = Role::participant};
    return service->enter_as(*session.meeting, who, now()).value().participant.id;
  }
  void leaves(const Session& session, const ParticipantId& who) const {
    REQUIRE(service->leave(*session.meeting, who, now()));
  }
  /// Nothing of what the platform tells arrives.
  void lose_webhooks() const { (void)service->due(now()); }
  void fail_presence(Error error, int times = 1) const {
    service->fail_next({.error = std::move(error), .operation = "presence", .times = times});
  }
  [[nodiscard]] std::int64_t people_in(const Session& session) const {
    return count("SELECT count(*) FROM presence WHERE session_id = ? AND left_at IS NULL", {session.id});
  }
  [[nodiscard]] SessionState state(const Session& session) const { return this->session(session.id).state; }
  /// Rounds every half a minute, for so long.
  RoundReport rounds(std::chrono::seconds length, const ReconcilerOptions& options = {}) {
    RoundReport last;
    for (auto passed = 0s; passed < length; passed += 30s) {
      clock.advance(30s);
      last = round(options);
    }
    return last;
  }
  void put_out_for_good(const Session& session, const std::string& identity) const {
    execute(
        "INSERT INTO people (session_id, person, identity, name, role, session_created_at, admitted_at, "
        "seat_until, removed_at) VALUES (?, ?, ?, '', 'participant', 0, 0, 0, ?)",
        {session.id, identity, identity, now()});
  }
  [[nodiscard]] std::chrono::seconds until_next_look(const Session& session) const {
    return std::chrono::duration_cast<std::chrono::seconds>(
        from_stored(count("SELECT poll_due FROM sessions WHERE id = ?", {session.id})) - now());
  }
};

}  // namespace

TEST_CASE("a round finds out what webhooks have lost") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  const auto ada = host.enters(session, "ada");
  host.enters(session, "bob");
  host.lose_webhooks();
  auto report = host.round();
  CHECK(report.presence_asked == 1);
  CHECK(report.presence_unknown == 0);
  CHECK(report.errors.empty());
  CHECK(host.people_in(session) == 2);
  host.leaves(session, ada);
  host.lose_webhooks();
  CHECK(host.round().presence_asked == 0);  // not due yet
  host.clock.advance(30s);
  CHECK(host.round().presence_asked == 1);
  CHECK(host.people_in(session) == 1);
}

TEST_CASE("one that is to come is looked at once for each thing that happens in it") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session({.starts_at = host.now() + 48h});
  CHECK(host.rounds(300s).presence_asked == 0);
  host.execute("UPDATE sessions SET poll_due = ?", {host.now()});
  CHECK(host.round().presence_asked == 1);
  CHECK(host.rounds(300s).presence_asked == 0);
  CHECK(host.state(session) == SessionState::scheduled);
}

TEST_CASE("a session that was found completely empty twice, a grace apart, is over") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  const auto ada = host.enters(session, "ada");
  host.hear();
  host.leaves(session, ada);
  host.hear();
  CHECK(host.round().sessions_concluded == 0);
  CHECK(host.rounds(90s).sessions_concluded == 0);
  CHECK(host.state(session) == SessionState::live);
  const auto report = host.rounds(30s);
  CHECK(report.sessions_concluded == 1);
  CHECK(report.ends_finished == 1);
  CHECK(report.ends_unfinished == 0);
  CHECK(host.state(session) == SessionState::ended);
  CHECK(host.session(session.id).over_is_inferred);
  CHECK(host.service->meetings(host.now()).empty());
  CHECK(host.rounds(300s).presence_asked == 0);
}

TEST_CASE("without a grace it still takes two looks") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.leaves(session, host.enters(session, "ada"));
  host.hear();
  const ReconcilerOptions options{.empty_grace = 0s};
  CHECK(host.round(options).sessions_concluded == 0);
  CHECK(host.round(options).sessions_concluded == 0);
  CHECK(host.rounds(30s, options).sessions_concluded == 1);
}

TEST_CASE("somebody who was in between keeps the session") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.leaves(session, host.enters(session, "ada"));
  host.hear();
  (void)host.rounds(90s);
  host.leaves(session, host.enters(session, "bob"));
  host.hear();
  (void)host.rounds(60s);
  CHECK(host.state(session) == SessionState::live);
  (void)host.rounds(120s);
  CHECK(host.state(session) == SessionState::ended);
}

TEST_CASE("an unknown or a failing presence never concludes anything") {
  const auto dialect = VPLATFORM_BOTH_DATABASES;
  SECTION("incomplete") {
    Host host(dialect, R"({"without": ["complete_presence"]})");
    const Session session = host.new_session();
    host.leaves(session, host.enters(session, "ada"));
    host.hear();
    CHECK(host.round().presence_unknown == 1);
    (void)host.rounds(3600s);
    CHECK(host.state(session) == SessionState::live);
  }
  SECTION("not to be had") {
    Host host(dialect, R"({"without": ["presence", "complete_presence"]})");
    const Session session = host.new_session();
    CHECK(host.round().presence_asked == 0);
    (void)host.rounds(3600s);
    CHECK(host.state(session) == SessionState::live);
  }
  SECTION("failing") {
    Host host(dialect);
    const Session session = host.new_session();
    host.leaves(session, host.enters(session, "ada"));
    host.hear();
    (void)host.round();
    host.fail_presence({.code = ErrorCode::unavailable, .message = "away"}, 1000);
    const auto report = host.rounds(30s);
    CHECK(report.presence_unknown == 1);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors[0].code == ErrorCode::unavailable);
    (void)host.rounds(3600s);
    CHECK(host.state(session) == SessionState::live);
  }
}

TEST_CASE("a platform that answers 429 is left alone for as long as it asks") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.fail_presence({.code = ErrorCode::rate_limited, .message = "slower", .retry_after = 300s});
  CHECK(host.round().errors.size() == 1);
  CHECK(host.until_next_look(session) == 300s);
}

TEST_CASE("a session that nobody has come to is over after its time") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  (void)host.round();
  (void)host.rounds(1770s);
  CHECK(host.state(session) == SessionState::live);
  CHECK(host.rounds(30s).sessions_concluded == 1);
  CHECK(host.log(session.id).back() == "ended never_joined?");
}

TEST_CASE("a meeting that is gone at the platform has nobody in it") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.enters(session, "ada");
  host.hear();
  REQUIRE(host.backend.platforms->client_for(*session.meeting)->end_meeting(*session.meeting));
  host.lose_webhooks();
  const auto report = host.rounds(30s);
  CHECK(report.errors.empty());
  CHECK(host.people_in(session) == 0);
  (void)host.rounds(150s);
  CHECK(host.state(session) == SessionState::ended);
}

TEST_CASE("an answer that a meeting has no call is not believed while the meeting is there") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.enters(session, "ada");
  host.hear();
  host.fail_presence({.code = ErrorCode::not_found, .message = "no call"}, 1000);
  CHECK(host.round().presence_unknown == 1);
  (void)host.rounds(600s);
  CHECK(host.people_in(session) == 1);
  CHECK(host.state(session) == SessionState::live);
}

TEST_CASE("a session whose end has come is over, and one that never began is cancelled") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session live = host.new_session({.ends_at = host.now() + 1h});
  const Session scheduled =
      host.new_session({.starts_at = host.now() + 30min, .ends_at = host.now() + 1h + 1s});
  host.enters(live, "ada");
  host.hear();
  host.clock.advance(1h - 1ms);
  CHECK(host.round().sessions_concluded == 0);
  host.clock.advance(1ms);
  CHECK(host.round().sessions_concluded == 1);
  CHECK(host.state(live) == SessionState::ended);
  CHECK(host.session(live.id).over_is_inferred);
  host.clock.advance(1s);
  CHECK(host.round().sessions_concluded == 1);
  CHECK(host.state(scheduled) == SessionState::cancelled);
}

TEST_CASE("a removed person who is back is put out again") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.enters(session, "ada");
  host.hear();
  (void)host.round();
  host.put_out_for_good(session, "eve");
  host.clock.advance(1s);
  host.enters(session, "eve");
  const auto is_there = [&] {
    for (const auto& one : host.service->people(*session.meeting, host.now()).value()) {
      if (one.identity == "eve") return true;
    }
    return false;
  };
  SECTION("as soon as an event shows it") {
    host.hear();
    host.fail_presence({.code = ErrorCode::unavailable, .message = "away"});
    CHECK(host.round().people_put_out == 1);
    CHECK(!is_there());
  }
  SECTION("as soon as a look shows it") {
    host.lose_webhooks();
    host.clock.advance(60s);
    CHECK(host.round().people_put_out == 1);
    CHECK(!is_there());
    CHECK(host.rounds(30s).people_put_out == 0);
  }
  SECTION("again after a failure") {
    host.hear();
    host.service->fail_next(
        {.error = {.code = ErrorCode::unavailable, .message = "away"}, .operation = "remove_participant"});
    const auto report = host.round();
    CHECK(report.people_put_out == 0);
    CHECK(report.errors.size() == 1);
    CHECK(is_there());
    host.clock.advance(60s);
    CHECK(host.round().people_put_out == 1);
  }
  SECTION("and nobody else is") {
    host.hear();
    (void)host.round();
    CHECK(host.service->people(*session.meeting, host.now()).value().size() == 1);
  }
}

TEST_CASE("the looks widen while webhooks flow, and come back when they stop") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.enters(session, "ada");
  const auto look = [&] {
    host.clock.advance(host.until_next_look(session));
    const auto report = host.round();
    CHECK(report.presence_asked == 1);
    return host.until_next_look(session);
  };
  CHECK(look() == 30s);
  CHECK(look() == 30s);
  for (const auto expected : {60s, 120s, 240s, 300s, 300s}) {
    host.clock.advance(host.until_next_look(session));
    // Another session's event: it is the instance that counts.
    host.tell({.id = "e" + std::to_string(expected.count()) + to_rfc3339(host.now()),
               .type = "meeting.started",
               .at = host.now(),
               .meeting = "other",
               .sitting = to_rfc3339(host.now())});
    (void)host.round();
    CHECK(host.until_next_look(session) == expected);
  }
  CHECK(look() == 30s);
}

TEST_CASE("a session is looked at by one process at a time, and again after one that died") {
  Host host(VPLATFORM_BOTH_DATABASES);
  for (int i = 0; i < 20; ++i) (void)host.new_session();
  const Backend other = host.other();
  std::atomic<std::size_t> asked{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        asked += Reconciler(thread % 2 == 0 ? host.backend : other).round().value().presence_asked;
      });
    }
  }
  CHECK(asked == 20);
}

TEST_CASE("a round looks at no more sessions than its batch, those that wait longest first") {
  Host host(VPLATFORM_BOTH_DATABASES);
  for (int i = 0; i < 5; ++i) {
    (void)host.new_session();
    host.clock.advance(1s);
  }
  CHECK(host.round({.batch = 2}).presence_asked == 2);
  CHECK(host.round({.batch = 2}).presence_asked == 2);
  CHECK(host.round({.batch = 2}).presence_asked == 1);
}

TEST_CASE("a clock that was set back keeps no session from being looked at") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  host.enters(session, "ada");
  host.hear();
  (void)host.round();
  host.clock.set(host.now() - 24h);
  CHECK(host.round().presence_asked == 1);
  CHECK(host.round().presence_asked == 0);
  CHECK(host.rounds(30s).presence_asked == 1);
  CHECK(host.people_in(session) == 1);
}

TEST_CASE("the trouble of one session does not end the round") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session lost = host.new_session();
  host.clock.advance(1s);
  const Session good = host.new_session();
  host.execute("UPDATE sessions SET instance = 'gone' WHERE id = ?", {lost.id});
  host.enters(good, "ada");
  host.lose_webhooks();
  const auto report = host.round();
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].code == ErrorCode::not_found);
  CHECK(host.people_in(good) == 1);
}

TEST_CASE("a reconciler makes rounds until it is told to stop") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session session = host.new_session();
  std::stop_source stop;
  int waits = 0;
  host.backend.env.wait = [&](std::chrono::milliseconds delay, std::stop_token) {
    CHECK(delay == 1s);
    host.clock.advance(30s);
    if (++waits == 3) stop.request_stop();
    return true;
  };
  host.enters(session, "ada");
  host.lose_webhooks();
  Reconciler(host.backend).run(stop.get_token());
  CHECK(waits == 3);
  CHECK(host.people_in(session) == 1);
}

TEST_CASE("a store that is away ends the round with its error") {
  Host host(Dialect::sqlite);
  host.execute("ALTER TABLE sessions RENAME TO elsewhere");
  CHECK(Reconciler(host.backend).round().error().code == ErrorCode::internal);
}
