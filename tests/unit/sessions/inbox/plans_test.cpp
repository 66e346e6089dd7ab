// 100,000 stored events: everything by which they are found goes by an index.

#include <string>
#include <vector>

#include "sessions/inbox/inbox_sql.hpp"
#include "support/sessions/query_plan.hpp"
#include "world.hpp"

using namespace sessions_test;
using vplatform::testing::fault_of_plan;
using vplatform::testing::Look;

namespace {

/// Nearly all are processed, as in a store that has run for a month; some wait, few are dead.
void fill(const World& world) {
  world.execute(
      "INSERT INTO inbox_events (instance, dedupe_key, natural_key, state, event_id, kind, type, fields, "
      "body, "
      "received_at, processed_at, attempts, due_at, note) "
      "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < "
      "100000) SELECT 'mock', 'id:' || number, 'key:' || number, CASE WHEN number % 100 = 0 THEN 'waiting' "
      "WHEN "
      "number % 1000 = 1 THEN 'dead' ELSE 'processed' END, 'e', 'other', '', '{}', '', number, CASE WHEN "
      "number % 100 = 0 THEN NULL ELSE number END, 0, CASE WHEN number % 200 = 0 THEN 0 ELSE number END, '' "
      "FROM counted");
  world.execute("ANALYZE");
}

std::vector<Look> looks() {
  const auto of = [](std::string_view columns, std::string_view sql) {
    return std::string("SELECT ").append(columns).append(sql);
  };
  const std::string pkey = "inbox_events_pkey|INTEGER PRIMARY KEY";
  return {
      {of("number", sql::due_events), {"500", "0", "9223372036854775807", "64"}, "inbox_due"},
      {of("number, fields", sql::due_events), {"500", "100", "900", "64"}, "inbox_due", true},
      {of("number", sql::events_in_future), {"99900"}, "inbox_due"},
      {of("fields", sql::event_by_key), {"'mock'", "'id:77'"}, "inbox_dedupe"},
      {of("number", sql::events_to_forget), {"50", "1"}, "inbox_processed"},
      {of("number, note", sql::newest_events), {"50000", "51"}, pkey},
      {of("number, note", sql::newest_processed), {"50000", "51"}, pkey},
      {of("number, note", sql::newest_dead), {"50000", "51"}, "inbox_dead"},
      {of("number, note", sql::newest_waiting), {"50000", "51"}, "inbox_due|" + pkey, true},
  };
}

}  // namespace

TEST_CASE("100,000 events are claimed, recognised and listed by their indexes") {
  const World world(VPLATFORM_BOTH_DATABASES);
  fill(world);
  for (const Look& look : looks()) CHECK(fault_of_plan(world.database, look) == "");
}
