#include "host.hpp"
#include "support/catch.hpp"

using namespace session_test;

namespace {

Session scheduled(const Host& host) {
  return host.create({.starts_at = host.clock.now() + 1h});
}

ErrorCode code_of(const Result<Session>& result) {
  return result ? ErrorCode::internal : result.error().code;
}

}  // namespace

TEST_CASE("a scheduled session becomes live once") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = scheduled(host);
  host.clock.advance(5min);
  const Session live = host.sessions().start(made.id).value();
  CHECK(live.state == SessionState::live);
  CHECK(live.live_at == host.clock.now());
  host.clock.advance(5min);
  CHECK(host.sessions().start(made.id).value().live_at == live.live_at);
  CHECK(host.count("SELECT count(*) FROM session_log WHERE what = 'live'") == 1);
}

TEST_CASE("a scheduled session that is ended was cancelled, a live one cannot be cancelled") {
  Host host(VPLATFORM_BOTH_DATABASES);
  CHECK(host.sessions().end(scheduled(host).id).value().state == SessionState::cancelled);
  CHECK(host.sessions().cancel(scheduled(host).id).value().state == SessionState::cancelled);
  const Session live = host.create();
  CHECK(code_of(host.sessions().cancel(live.id)) == ErrorCode::failed_precondition);
  CHECK(host.get(live.id).state == SessionState::live);
  CHECK(host.sessions().end(live.id).value().state == SessionState::ended);
}

TEST_CASE("a final state is final") {
  const bool was_live = GENERATE(true, false);
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = was_live ? host.create() : scheduled(host);
  const Session over = host.sessions().end(made.id).value();
  host.clock.advance(10s);
  CHECK(code_of(host.sessions().start(made.id)) == ErrorCode::failed_precondition);
  CHECK(code_of(host.sessions().update(made.id, {.name = "x"})) == ErrorCode::failed_precondition);
  const Session again = host.sessions().end(made.id).value();
  CHECK(again.state == over.state);
  CHECK(again.over_at == over.over_at);
  CHECK(host.sessions().cancel(made.id).has_value() == !was_live);
  CHECK(host.get(made.id).state == over.state);
  const auto expected = was_live ? AdmissionReason::ended : AdmissionReason::cancelled;
  CHECK(host.admit(made, "eve").reason == expected);
  CHECK(host.admit(made, "ada", Role::host).reason == expected);
}

TEST_CASE("what is asked of a session that is not there is not found") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const auto sessions = host.sessions();
  for (const auto& id : {std::string("nobody"), std::string("a\0b", 3)}) {
    CHECK(code_of(sessions.get(id)) == ErrorCode::not_found);
    CHECK(code_of(sessions.start(id)) == ErrorCode::not_found);
    CHECK(code_of(sessions.end(id)) == ErrorCode::not_found);
    CHECK(code_of(sessions.cancel(id)) == ErrorCode::not_found);
    CHECK(code_of(sessions.update(id, {.name = "x"})) == ErrorCode::not_found);
    CHECK(sessions.remove(id, "eve").error().code == ErrorCode::not_found);
    CHECK(sessions.readmit(id, "eve").error().code == ErrorCode::not_found);
    CHECK(sessions.people(id).error().code == ErrorCode::not_found);
  }
}

TEST_CASE("a session's end is changed here and at the platform") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.ends_at = host.clock.now() + 1h});
  const TimePoint later = host.clock.now() + 2h;
  const Session changed =
      host.sessions().update(made.id, {.name = "Algebra", .ends_at = later, .max_people = 3}).value();
  CHECK(changed.name == "Algebra");
  CHECK(changed.ends_at == later);
  CHECK(changed.max_people == 3);
  CHECK(host.meetings().at(0).ends_at == later);
}

TEST_CASE("a platform that keeps its end does not keep the session from getting another") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("update_end")"));
  const Session made = host.create({.ends_at = host.clock.now() + 1h});
  CHECK(host.sessions().update(made.id, {.ends_at = host.clock.now() + 30min}).value().ends_at ==
        host.clock.now() + 30min);
}

TEST_CASE("a change that the platform refuses changes nothing") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.ends_at = host.clock.now() + 1h});
  host.service->fail_next({.error = {.code = ErrorCode::unavailable}, .operation = "update_meeting"});
  CHECK(code_of(host.sessions().update(made.id, {.ends_at = host.clock.now() + 2h})) ==
        ErrorCode::unavailable);
  CHECK(host.get(made.id).ends_at == made.ends_at);
}

TEST_CASE("a start moves only while the session is scheduled, and takes the room's end along") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = scheduled(host);
  const TimePoint next_week = host.clock.now() + 24h * 7;
  CHECK(host.sessions().update(made.id, {.starts_at = next_week}).value().starts_at == next_week);
  CHECK(host.meetings().at(0).ends_at > next_week);
  CHECK(host.sessions().start(made.id));
  CHECK(code_of(host.sessions().update(made.id, {.starts_at = next_week})) == ErrorCode::failed_precondition);
}

TEST_CASE("a change that makes no sense is refused") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = scheduled(host);
  const auto refused = [&](const SessionChange& change) {
    return code_of(host.sessions().update(made.id, change)) == ErrorCode::invalid_argument;
  };
  CHECK(refused({}));
  CHECK(refused({.name = "\xff"}));
  CHECK(refused({.ends_at = host.clock.now()}));
  CHECK(refused({.ends_at = *made.starts_at - 1s}));
  CHECK(refused({.max_people = 0}));
}
