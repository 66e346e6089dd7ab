#include "host.hpp"
#include "support/catch.hpp"

using namespace session_test;

namespace {

void has_recording(const Host& host, const Session& session, const std::string& id,
                   const std::string& state) {
  host.execute(
      "INSERT INTO recordings (id, session_id, instance, kind, instance_key, segment, state, match_kind, "
      "requested_at, state_since, failure, consent, storage, storage_place, attempts) VALUES "
      "(?, ?, 'mock', 'composed', ?, 1, ?, 'exact', 0, 0, '', '', 'provider', '', 0)",
      {id, session.id, id, state});
}

Session over(const Host& host) {
  return host.sessions().end(host.create().id).value();
}

}  // namespace

TEST_CASE("clearing removes what is over and settled, and says what stays") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session live = host.create();
  const Session planned = host.create({.starts_at = host.clock.now() + 1h});
  const Session cleared = over(host);
  has_recording(host, cleared, "r1", "fetched");
  has_recording(host, cleared, "r2", "deleted");
  const Session cancelled =
      host.sessions().cancel(host.create({.starts_at = host.clock.now() + 1h}).id).value();
  const Session to_be_fetched = over(host);
  has_recording(host, to_be_fetched, "r3", "ready");
  const Session ending = host.create();
  host.service->fail_next({.error = {.code = ErrorCode::unavailable}, .operation = "end_meeting"});
  CHECK(host.sessions().end(ending.id));
  const Session others = host.create({.owner = "bob"});
  CHECK(host.sessions().end(others.id));

  const Cleared done = host.sessions().clear_ended("ada").value();
  CHECK(done.sessions == 2);
  CHECK(done.recordings == 2);
  CHECK(done.kept_live == 2);
  CHECK(done.kept_ending == 1);
  CHECK(done.kept_recordings == 1);
  for (const auto& kept : {live, planned, to_be_fetched, ending, others}) CHECK(host.sessions().get(kept.id));
  for (const auto& gone : {cleared, cancelled}) {
    CHECK(!host.sessions().get(gone.id));
    for (const char* table : {"end_steps", "people", "session_log", "recordings"})
      CHECK(host.count("SELECT count(*) FROM " + std::string(table) + " WHERE session_id = ?", {gone.id}) ==
            0);
    CHECK(host.count("SELECT count(*) FROM leases WHERE name LIKE ?", {"%" + gone.id}) == 0);
  }
  const Cleared again = host.sessions().clear_ended("ada").value();
  CHECK(again.sessions == 0);
  CHECK(again.recordings == 0);
}

TEST_CASE("clearing goes on past what stays, batch after batch") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session first = over(host);
  has_recording(host, first, "r1", "processing");
  host.clock.advance(1s);
  host.execute(
      "INSERT INTO sessions (id, owner, room, room_folded, name, state, join_code, instance, meeting_key, "
      "url, "
      "opens_before, needs_host, created_at, over_at, over_is_inferred, decision, settings, create_attempts, "
      "end_attempts, presence_state) WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 "
      "FROM counted WHERE number < 250) SELECT 'id-' || number, 'ada', '', '', '', 'ended', '', 'mock', '', "
      "'', "
      "0, 0, 1, 2, 0, '{}', '{}', 0, 0, 'unknown' FROM counted");
  const Cleared done = host.sessions().clear_ended("ada").value();
  CHECK(done.sessions == 250);
  CHECK(done.kept_recordings == 1);
}

TEST_CASE("one session is cleared where it is over and settled, and nothing of another's") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session settled = over(host);
  has_recording(host, settled, "r1", "fetched");
  const Session neighbour = over(host);
  CHECK(host.sessions().clear(settled.id));
  CHECK(host.sessions().get(settled.id).error().code == ErrorCode::not_found);
  CHECK(host.count("SELECT count(*) FROM recordings WHERE session_id = ?", {settled.id}) == 0);
  CHECK(host.sessions().get(neighbour.id));
  CHECK(host.sessions().clear(settled.id).error().code == ErrorCode::not_found);
}

TEST_CASE("a session that lives, is ending or waits for a recording is not cleared") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session live = host.create();
  const Session to_be_fetched = over(host);
  has_recording(host, to_be_fetched, "r1", "ready");
  const Session ending = host.create();
  host.service->fail_next({.error = {.code = ErrorCode::unavailable}, .operation = "end_meeting"});
  CHECK(host.sessions().end(ending.id));
  for (const auto& one : {live, to_be_fetched, ending}) {
    CHECK(host.sessions().clear(one.id).error().code == ErrorCode::failed_precondition);
    CHECK(host.sessions().get(one.id));
  }
}
