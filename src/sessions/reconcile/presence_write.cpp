#include "sessions/reconcile/presence_write.hpp"

#include <chrono>
#include <utility>

namespace vplatform::sessions {
namespace {

bool is_host(Transaction& transaction, const Session& session, const PresenceRow& row) {
  if (row.role == Role::host) return true;
  if (row.identity.empty()) return false;
  return transaction
      .find("SELECT person FROM people WHERE session_id = ? AND identity = ? AND role = 'host'",
            {session.id, row.identity})
      .has_value();
}

void somebody_came(Transaction& transaction, const Session& session, const PresenceRow& row) {
  const TimePoint at = row.joined_at.value_or(row.told_at);
  (void)transaction.execute(
      "UPDATE sessions SET first_joined_at = ? WHERE id = ? AND (first_joined_at IS NULL OR first_joined_at "
      "> ?)",
      {at, session.id, at});
  if (row.is_in()) {
    (void)transaction.execute(
        "UPDATE sessions SET empty_since = NULL WHERE id = ? AND empty_since IS NOT NULL", {session.id});
  }
  if (is_host(transaction, session, row)) {
    (void)transaction.execute("UPDATE sessions SET host_came_at = ? WHERE id = ? AND host_came_at IS NULL",
                              {at, session.id});
  }
}

}  // namespace

PresenceRow write_sighting(Transaction& transaction, const Session& session, const Sighting& sighting,
                           const Witness& witness) {
  auto row = find_presence(transaction, session.id, sighting.who.id.value);
  if (row && witness.newest && row->told_at > *witness.newest)
    row->told_at = sighting.at - std::chrono::microseconds(1);
  const PresenceChange change = merge(row, sighting);
  save_presence(transaction, session.id, *row);
  if (!row->is_person || change == PresenceChange::nothing) return *std::move(row);
  // Who has left has been in.
  make_live(transaction, session,
            {.what = "live", .source = witness.source, .event = witness.event, .at = sighting.at});
  somebody_came(transaction, session, *row);
  const bool has_joined = change == PresenceChange::joined;
  write_log(transaction, session.id,
            {.what = has_joined ? "joined" : "left",
             .detail = row->identity.empty() ? row->connection : row->identity,
             .source = witness.source,
             .event = witness.event,
             .inferred = sighting.is_inferred,
             .at = has_joined ? row->joined_at.value_or(sighting.at) : sighting.at});
  return *std::move(row);
}

void look_soon(Transaction& transaction, std::string_view session_id, TimePoint now) {
  (void)transaction.execute(
      "UPDATE sessions SET poll_due = ? WHERE id = ? AND over_at IS NULL AND (poll_due IS NULL OR poll_due > "
      "?)",
      {now, session_id, now});
}

}  // namespace vplatform::sessions
