// 100,000 recordings in the ledger: everything by which they are found goes by an index, in its order.

#include "sessions/recording/ledger_sql.hpp"
#include "support/catch.hpp"
#include "support/sessions/query_plan.hpp"
#include "unit/sessions/recording/ledger_bench.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

/// Two for each session; nearly all are fetched.
void fill(const LedgerBench& bench) {
  const auto run = [&](std::string_view sql) {
    bench.write([&](Transaction& transaction) -> Result<void> {
      transaction.execute(sql);
      return {};
    });
  };
  run("INSERT INTO sessions (id, owner, room, room_folded, name, state, join_code, instance, meeting_key, "
      "url, "
      "opens_before, needs_host, created_at, over_is_inferred, decision, settings, create_attempts, "
      "end_attempts, presence_state) "
      "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < "
      "50000) SELECT 's-' || number, 'ada', '', '', '', 'ended', '', 'mock', '', '', 0, 0, number, 0, '{}', "
      "'{}', 1, 0, 'unknown' FROM counted");
  run("INSERT INTO recordings (id, session_id, instance, kind, instance_key, is_asked, segment, provider_id, "
      "state, match_kind, requested_at, state_since, failure, consent, storage, storage_place, poll_due, "
      "fetch_due, delete_due, attempts) "
      "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < "
      "100000) SELECT 'r-' || number, 's-' || (1 + number % 50000), 'mock', 'composed', 'key-' || number, 1, "
      "1, "
      "'p-' || number, CASE WHEN number % 100 = 0 THEN 'active' ELSE 'fetched' END, 'exact', number, number, "
      "'', "
      "'', 'provider', '', CASE WHEN number % 100 = 0 THEN number END, CASE WHEN number % 100 = 1 THEN "
      "number "
      "END, CASE WHEN number % 100 = 2 THEN number END, 0 FROM counted");
  run("INSERT INTO recording_watch (session_id, look_due) SELECT id, created_at FROM sessions");
  run("ANALYZE");
}

std::vector<Look> looks() {
  const auto row = [](std::string_view sql) {
    return std::string("SELECT id, state FROM recordings ").append(sql);
  };
  const auto watch = [](std::string_view sql) {
    return std::string("SELECT session_id FROM recording_watch ").append(sql);
  };
  const std::string session = "'s-77'";
  return {
      {row(sql::recordings_of_session), {session}, "recordings_session|recordings_key", true},
      {row(sql::recording_of_provider), {"'mock'", "'p-77'"}, "recordings_provider"},
      {row(sql::recordings_of_key), {session, "'key-76'"}, "recordings_key"},
      {row(sql::recording_asked_for), {"'mock'", "'key-76'"}, "recordings_asked"},
      {row(sql::polls_due), {"500", "64"}, "recordings_poll"},
      {row(sql::polls_in_future), {"99000", "64"}, "recordings_poll"},
      {row(sql::fetches_due), {"500", "64"}, "recordings_fetch"},
      {row(sql::fetches_in_future), {"99000", "64"}, "recordings_fetch"},
      {row(sql::deletions_due), {"500", "64"}, "recordings_delete"},
      {row(sql::deletions_in_future), {"99000", "64"}, "recordings_delete"},
      {watch(sql::looks_due), {"500", "64"}, "recording_watch_due"},
      {watch(sql::looks_in_future), {"49000", "64"}, "recording_watch_due"},
      {row(sql::list_in_state), {"'active'", "500", "500", "'x'", "51"}, "recordings_state", true},
      {row(sql::list_of_session_in_state),
       {session, "'fetched'", "90000", "90000", "'x'", "51"},
       "recordings_session|recordings_key",
       true},
      {row(sql::list_of_session_not_deleted),
       {session, "90000", "90000", "'x'", "51"},
       "recordings_session|recordings_key",
       true},
      {row(sql::list_not_deleted), {"50000", "50000", "'x'", "51"}, "recordings_listed"},
  };
}

}  // namespace

TEST_CASE("100,000 recordings are found, fall due and are listed by their indexes") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  fill(bench);
  for (const Look& look : looks()) CHECK(fault_of_plan(bench.database, look) == "");
}
