#include "sessions/session/session_rows.hpp"

#include <array>

#include "sessions/session/end_steps.hpp"
#include "sessions/session/session_row.hpp"
#include "sessions/session/session_sql.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::array source_names{std::string_view("host"), std::string_view("event"),
                                  std::string_view("poll"), std::string_view("clock")};

std::optional<Session> session_of(std::optional<SessionRow>&& row) {
  if (!row) return std::nullopt;
  return std::move(row->session);
}

std::optional<std::string> id_of(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return row->text(0);
}

}  // namespace

std::optional<Session> find_session(Transaction& transaction, std::string_view id) {
  return session_of(find_session_row(transaction, id));
}

std::optional<Session> lock_session(Transaction& transaction, std::string_view id) {
  return session_of(lock_session_row(transaction, id));
}

std::optional<Session> find_session_by_room(Transaction& transaction, std::string_view room) {
  return session_of(find_session_row_by_room(transaction, room));
}

// A room of the platform may have served several of our sessions, one after the other.
std::optional<std::string> session_of_event(Transaction& transaction, const EventFields& event) {
  if (event.meeting) {
    auto id = id_of(transaction.find(sql::session_by_meeting, {event.meeting->platform, event.meeting->id}));
    if (id) return id;
  }
  const std::string_view room =
      event.room.empty() && event.meeting ? std::string_view(event.meeting->room) : event.room;
  if (room.empty()) return std::nullopt;
  return id_of(transaction.find(sql::session_by_meeting_room, {event.platform, room}));
}

void write_log(Transaction& transaction, std::string_view session_id, const Happening& what) {
  (void)transaction.execute(
      "INSERT INTO session_log (session_id, what, detail, source, event_number, inferred, at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      {session_id, what.what, what.detail, source_names[static_cast<std::size_t>(what.source)], what.event,
       what.inferred, what.at});
}

void make_live(Transaction& transaction, const Session& session, const Happening& why) {
  const auto changed = transaction.execute(
      "UPDATE sessions SET state = 'live', live_at = ?, poll_due = ? WHERE id = ? AND state = 'scheduled'",
      {why.at, why.at, session.id});
  if (changed == 1) write_log(transaction, session.id, why);
}

void deny_entry(Transaction& transaction, const Session& session, const Happening& why) {
  const bool was_live = session.state == SessionState::live;
  const auto changed = transaction.execute(
      "UPDATE sessions SET state = ?, over_at = ?, over_is_inferred = ?, open_code = NULL, "
      "create_due = NULL, poll_due = NULL WHERE id = ? AND over_at IS NULL",
      {to_string(was_live ? SessionState::ended : SessionState::cancelled), why.at, why.inferred,
       session.id});
  if (changed == 0) return;
  write_step(transaction, session.id, {.step = EndStep::deny_entry, .state = EndStepState::done}, why.at);
  reopen_end(transaction, session.id, why.at);
  write_log(transaction, session.id, why);
}

bool is_removed(Transaction& transaction, std::string_view session_id, std::string_view identity) {
  return transaction
      .find("SELECT 1 FROM people WHERE session_id = ? AND identity = ? AND removed_at IS NOT NULL",
            {session_id, identity})
      .has_value();
}

}  // namespace vplatform::sessions
