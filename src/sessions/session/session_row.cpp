#include "sessions/session/session_row.hpp"

#include <algorithm>

#include "sessions/session/decision_json.hpp"
#include "sessions/session/enumerator.hpp"
#include "sessions/session/join_code.hpp"
#include "sessions/session/session_sql.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::size_t first_end_step = 27;

/// Reads columns from left to right.
class Reader {
 public:
  explicit Reader(const Row& row) : row_(row) {}
  std::string text() { return row_.text(at_++); }
  std::optional<std::string> maybe_text() { return row_.maybe_text(at_++); }
  std::int64_t integer() { return row_.integer(at_++); }
  std::optional<std::int64_t> maybe_integer() { return row_.maybe_integer(at_++); }
  bool boolean() { return row_.boolean(at_++); }
  TimePoint time() { return row_.time(at_++); }
  std::optional<TimePoint> maybe_time() { return row_.maybe_time(at_++); }

 private:
  const Row& row_;
  std::size_t at_ = 0;
};

void read_end(const Row& row, Session& session) {
  for (const auto step :
       {EndStep::deny_entry, EndStep::stop_recordings, EndStep::remove_everybody, EndStep::delete_room}) {
    const auto text = row.maybe_text(first_end_step + static_cast<std::size_t>(step));
    if (!text) continue;
    const auto colon = std::min(text->find(':'), text->size() - 1);
    const auto state = enumerator_from(std::string_view(*text).substr(0, colon), EndStepState::failing);
    session.ending.push_back(
        {.step = step, .state = state.value_or(EndStepState::pending), .note = text->substr(colon + 1)});
  }
}

SessionRow read_row(const Row& columns) {
  Reader reader(columns);
  SessionRow row;
  Session& session = row.session;
  session.id = reader.text();
  session.owner = reader.text();
  session.room = reader.text();
  session.name = reader.text();
  session.state = session_state_from(reader.text()).value_or(SessionState::scheduled);
  session.join_code = reader.text();
  row.instance = reader.text();
  row.meeting_key = reader.text();
  const auto meeting_id = reader.maybe_text();
  const auto meeting_room = reader.maybe_text();
  if (meeting_id) session.meeting = MeetingRef{row.instance, *meeting_id, meeting_room.value_or("")};
  session.url = reader.text();
  session.starts_at = reader.maybe_time();
  session.ends_at = reader.maybe_time();
  row.opens_before = std::chrono::microseconds(reader.integer());
  row.needs_host = reader.boolean();
  if (const auto most = reader.maybe_integer()) session.max_people = static_cast<int>(*most);
  session.created_at = reader.time();
  session.live_at = reader.maybe_time();
  row.host_came_at = reader.maybe_time();
  session.over_at = reader.maybe_time();
  session.over_is_inferred = reader.boolean();
  session.decision = decision_from(reader.text());
  session.settings = {reader.text()};
  row.create_due = reader.maybe_time();
  row.create_attempts = reader.integer();
  row.end_due = reader.maybe_time();
  row.end_attempts = reader.integer();
  read_end(columns, session);
  return row;
}

std::optional<SessionRow> read_row(const std::optional<Row>& columns) {
  if (!columns) return std::nullopt;
  return read_row(*columns);
}

std::vector<Session> read_sessions(const Rows& rows) {
  std::vector<Session> sessions;
  sessions.reserve(rows.size());
  for (const Row& row : rows) sessions.push_back(read_row(row).session);
  return sessions;
}

}  // namespace

std::optional<SessionRow> find_session_row(Transaction& transaction, std::string_view id) {
  return read_row(transaction.find(sql::session_by_id, {id}));
}

std::optional<SessionRow> lock_session_row(Transaction& transaction, std::string_view id) {
  // The row first, and what is read with it only then: another transaction may have it at the moment.
  const std::string lock = "SELECT id FROM sessions WHERE id = ?" + std::string(transaction.for_update());
  if (!transaction.find(lock, {id})) return std::nullopt;
  return find_session_row(transaction, id);
}

std::optional<SessionRow> find_session_row_by_request(Transaction& transaction, std::string_view owner,
                                                      std::string_view request_key) {
  return read_row(transaction.find(sql::session_by_request, {owner, request_key}));
}

std::optional<SessionRow> find_session_row_by_code(Transaction& transaction, std::string_view code) {
  return read_row(transaction.find(sql::session_by_code, {join_code_digest(code)}));
}

std::optional<SessionRow> find_session_row_by_room(Transaction& transaction, std::string_view room) {
  const std::string folded = folded_room(room);
  auto open = read_row(transaction.find(sql::open_session_by_room, {folded}));
  return open ? open : read_row(transaction.find(sql::session_by_room, {folded}));
}

std::vector<Session> list_by_owner(Transaction& transaction, std::string_view owner,
                                   std::optional<SessionState> state, const ListPosition& after, int most) {
  return read_sessions(
      state ? transaction.query(sql::sessions_of_owner_in_state,
                                {owner, to_string(*state), after.created_at, after.id, most})
            : transaction.query(sql::sessions_of_owner, {owner, after.created_at, after.id, most}));
}

std::vector<Session> list_by_person(Transaction& transaction, std::string_view person,
                                    std::optional<SessionState> state, const ListPosition& after, int most) {
  return read_sessions(
      state ? transaction.query(sql::sessions_of_person_in_state,
                                {person, after.created_at, after.id, to_string(*state), most})
            : transaction.query(sql::sessions_of_person, {person, after.created_at, after.id, most}));
}

bool insert_session_row(Transaction& transaction, const SessionRow& row, std::string_view request_key) {
  const Session& session = row.session;
  return transaction.execute(
             "INSERT INTO sessions (id, owner, request_key, room, room_folded, name, state, join_code, "
             "open_code, instance, meeting_key, url, starts_at, ends_at, opens_before, needs_host, "
             "max_people, created_at, live_at, over_is_inferred, decision, settings, create_due, "
             "create_attempts, end_attempts, presence_state) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, 0, 'unknown') "
             "ON CONFLICT DO NOTHING",
             {session.id,
              session.owner,
              Value::unless_empty(request_key),
              session.room,
              folded_room(session.room),
              session.name,
              to_string(session.state),
              session.join_code,
              join_code_digest(session.join_code),
              row.instance,
              row.meeting_key,
              session.starts_at,
              session.ends_at,
              row.opens_before,
              row.needs_host,
              session.max_people,
              session.created_at,
              session.live_at,
              to_json(session.decision),
              session.settings.text,
              row.create_due}) == 1;
}

std::string folded_room(std::string_view room) {
  std::string folded(room);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

}  // namespace vplatform::sessions
