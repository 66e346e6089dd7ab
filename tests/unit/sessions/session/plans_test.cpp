// 100,000 stored sessions: everything by which they are found goes by an index, in its order.

#include <chrono>
#include <string>
#include <vector>

#include "host.hpp"
#include "sessions/session/session_sql.hpp"
#include "support/catch.hpp"
#include "support/sessions/query_plan.hpp"

using namespace session_test;
using vplatform::testing::fault_of_plan;
using vplatform::testing::Look;

namespace {

/// Owners and persons of a thousand sessions each.
void fill(const Host& host) {
  host.execute(
      "INSERT INTO sessions (id, owner, request_key, room, room_folded, name, state, join_code, open_code, "
      "instance, meeting_key, meeting_id, meeting_room, url, opens_before, needs_host, created_at, over_at, "
      "over_is_inferred, decision, settings, create_attempts, end_attempts, presence_state) "
      "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < "
      "100000) SELECT 'id-' || number, 'owner-' || (number % 100), 'key-' || number, '', 'room-' || (number "
      "% "
      "5000), '', CASE WHEN number % 10 = 0 THEN 'live' ELSE 'ended' END, '', 'code-' || number, 'mock', '', "
      "'meeting-' || number, 'meeting-' || number, '', 0, 0, number, CASE WHEN number % 10 = 0 THEN NULL "
      "ELSE "
      "number END, 0, '{}', '{}', 1, 0, 'unknown' FROM counted");
  host.execute(
      "INSERT INTO people (session_id, person, identity, name, role, session_created_at, admitted_at, "
      "seat_until) SELECT id, 'person-' || (created_at % 100), 'p', '', 'host', created_at, 1, 0 FROM "
      "sessions");
  host.execute(
      "INSERT INTO end_steps (session_id, step, state, note, changed_at) SELECT id, 'deny_entry', 'done', "
      "'', 0 "
      "FROM sessions WHERE over_at IS NOT NULL");
  host.execute("ANALYZE");
}

std::vector<Look> looks() {
  const auto text = [](std::string_view sql) { return std::string(sql); };
  const std::string owner = "'owner-7'";
  const std::string person = "'person-7'";
  return {
      {text(sql::session_by_id), {"'id-77'"}, "sessions_pkey|sqlite_autoindex_sessions_1"},
      {text(sql::session_by_request), {owner, "'key-7'"}, "sessions_request"},
      {text(sql::session_by_code), {"'code-7'"}, "sessions_open_code"},
      {text(sql::open_session_by_room), {"'room-7'"}, "sessions_room"},
      {text(sql::session_by_room), {"'room-7'"}, "sessions_room"},
      {text(sql::sessions_of_owner), {owner, "50000", "'x'", "51"}, "sessions_owner"},
      {text(sql::sessions_of_owner_in_state),
       {owner, "'ended'", "50000", "'x'", "51"},
       "sessions_owner_state"},
      {text(sql::sessions_of_person), {person, "50000", "'x'", "51"}, "people_sessions"},
      {text(sql::sessions_of_person_in_state), {person, "50000", "'x'", "'ended'", "51"}, "people_sessions"},
      {text(sql::session_by_meeting), {"'mock'", "'meeting-7'"}, "sessions_meeting", true},
      {text(sql::session_by_meeting_room), {"'mock'", "'meeting-7'"}, "sessions_meeting_room", true},
      {text(sql::over_sessions_of_owner), {owner, "'ended'", "0", "''", "100"}, "sessions_owner_state"},
  };
}

}  // namespace

TEST_CASE("100,000 sessions are found and listed by their indexes, without a sort") {
  Host host(VPLATFORM_BOTH_DATABASES);
  fill(host);
  for (const Look& look : looks()) CHECK(fault_of_plan(host.database, look) == "");
  const auto page = host.sessions().list("owner-7", {.state = SessionState::ended, .page_size = 500}).value();
  CHECK(page.items.size() == 500);
  CHECK(host.sessions().list_of_person("person-7").value().items.size() == 50);
}
