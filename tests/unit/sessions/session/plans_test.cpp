// 100,000 stored sessions: everything by which they are found goes by an index, in its order.

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <string>
#include <vector>

#include "host.hpp"
#include "sessions/session/session_sql.hpp"
#include "support/catch.hpp"

using namespace session_test;

namespace {

struct Look {
  std::string_view sql{};
  std::vector<std::string> values{};  ///< As literals.
  std::string index{};
  bool sorts = false;  ///< The few that the index finds.
};

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
  const std::string owner = "'owner-7'";
  const std::string person = "'person-7'";
  return {
      {sql::session_by_id, {"'id-77'"}, "sessions_pkey|sqlite_autoindex_sessions_1"},
      {sql::session_by_request, {owner, "'key-7'"}, "sessions_request"},
      {sql::session_by_code, {"'code-7'"}, "sessions_open_code"},
      {sql::open_session_by_room, {"'room-7'"}, "sessions_room"},
      {sql::session_by_room, {"'room-7'"}, "sessions_room"},
      {sql::sessions_of_owner, {owner, "50000", "'x'", "51"}, "sessions_owner"},
      {sql::sessions_of_owner_in_state, {owner, "'ended'", "50000", "'x'", "51"}, "sessions_owner_state"},
      {sql::sessions_of_person, {person, "50000", "'x'", "51"}, "people_sessions"},
      {sql::sessions_of_person_in_state, {person, "50000", "'x'", "'ended'", "51"}, "people_sessions"},
      {sql::session_by_meeting, {"'mock'", "'meeting-7'"}, "sessions_meeting", true},
      {sql::session_by_meeting_room, {"'mock'", "'meeting-7'"}, "sessions_meeting_room", true},
      {sql::over_sessions_of_owner, {owner, "'ended'", "0", "''", "100"}, "sessions_owner_state"},
  };
}

std::string with_values(const Look& look) {
  std::string text;
  std::size_t next = 0;
  for (const char c : look.sql) {
    if (c == '?') {
      text += look.values.at(next++);
    } else {
      text += c;
    }
  }
  return text;
}

/// What the database says that it would do, line by line.
std::string plan_of(const Host& host, const Look& look) {
  const bool is_sqlite = host.database.dialect() == Dialect::sqlite;
  const std::string& where = host.database.where();
  const auto& backend = is_sqlite ? static_cast<const soci::backend_factory&>(*soci::factory_sqlite3())
                                  : static_cast<const soci::backend_factory&>(*soci::factory_postgresql());
  soci::session session(backend, where.substr(where.find(':') + 1));
  const soci::rowset<soci::row> rows =
      session.prepare << (is_sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + with_values(look);
  std::string plan;
  for (const soci::row& row : rows) plan += row.get<std::string>(is_sqlite ? 3 : 0) + "\n";
  return plan;
}

bool holds_one_of(const std::string& plan, const std::string& names) {
  const auto bar = names.find('|');
  if (bar == std::string::npos) return plan.find(names) != std::string::npos;
  return holds_one_of(plan, names.substr(0, bar)) || holds_one_of(plan, names.substr(bar + 1));
}

}  // namespace

TEST_CASE("100,000 sessions are found and listed by their indexes, without a sort") {
  Host host(VPLATFORM_BOTH_DATABASES);
  fill(host);
  for (const Look& look : looks()) {
    const std::string plan = plan_of(host, look);
    INFO(look.sql << "\n" << plan);
    CHECK(holds_one_of(plan, look.index));
    CHECK(plan.find("Seq Scan") == std::string::npos);
    CHECK(plan.find("SCAN ") == std::string::npos);
    if (look.sorts) continue;
    CHECK(plan.find("TEMP B-TREE") == std::string::npos);
    CHECK(plan.find("Sort") == std::string::npos);
  }
  const auto page = host.sessions().list("owner-7", {.state = SessionState::ended, .page_size = 500}).value();
  CHECK(page.items.size() == 500);
  CHECK(host.sessions().list_of_person("person-7").value().items.size() == 50);
}
