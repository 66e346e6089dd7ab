// What sessions ask of presence and of the ledger, as plain looks into their tables.

#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/recording/recording_rows.hpp"

namespace vplatform::sessions {

std::vector<Participant> people_in(Transaction& transaction, std::string_view session_id) {
  std::vector<Participant> people;
  for (const Row& row : transaction.query(
           "SELECT connection, identity, name FROM presence WHERE session_id = ? AND left_at IS NULL",
           {session_id})) {
    people.push_back({.id = {row.text(0)}, .identity = row.text(1), .name = row.text(2)});
  }
  return people;
}

int places_taken(Transaction& transaction, std::string_view session_id, std::string_view person,
                 TimePoint now) {
  return static_cast<int>(
      transaction
          .find("SELECT count(*) FROM people WHERE session_id = ? AND person <> ? AND removed_at IS NULL "
                "AND (seat_until > ? OR identity IN (SELECT identity FROM presence WHERE "
                "presence.session_id = people.session_id AND left_at IS NULL))",
                {session_id, person, now})
          ->integer(0));
}

std::vector<RecordingEntry> running_recordings(Transaction& transaction, std::string_view session_id) {
  std::vector<RecordingEntry> running;
  for (const Row& row : transaction.query("SELECT recordings.id, instance_key, meeting_id, meeting_room, "
                                          "sessions.instance FROM recordings JOIN sessions ON sessions.id = "
                                          "session_id WHERE session_id = ? AND recordings.state = 'active'",
                                          {session_id})) {
    RecordingEntry entry{.id = row.text(0), .session_id = std::string(session_id)};
    entry.ref = {.meeting = {row.text(4), row.text(2), row.text(3)}, .instance_key = row.text(1)};
    running.push_back(entry);
  }
  return running;
}

void mark_stopping(Transaction& transaction, const RecordingEntry& entry, TimePoint) {
  (void)transaction.execute("UPDATE recordings SET state = 'stopping' WHERE id = ?", {entry.id});
}

bool has_unsettled_recordings(Transaction& transaction, std::string_view session_id) {
  return transaction
      .find(
          "SELECT 1 FROM recordings WHERE session_id = ? AND state NOT IN ('fetched', 'failed', "
          "'cancelled', 'deleted') LIMIT 1",
          {session_id})
      .has_value();
}

std::size_t count_recordings(Transaction& transaction, std::string_view session_id) {
  return static_cast<std::size_t>(
      transaction.find("SELECT count(*) FROM recordings WHERE session_id = ?", {session_id})->integer(0));
}

}  // namespace vplatform::sessions
