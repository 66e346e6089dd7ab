#include "sessions/session/people_rows.hpp"

#include "sessions/session/enumerator.hpp"

namespace vplatform::sessions {
namespace {

// Times of admission start at 1970; 0 is a seat without a grant.
constexpr std::int64_t not_admitted = 0;

#define VPLATFORM_PERSON_COLUMNS "person, identity, name, role, admitted_at, removed_at, grant_until"

PersonRow read_person(const Row& row) {
  return {.person = {.person = row.text(0),
                     .identity = row.maybe_text(1).value_or(""),
                     .name = row.text(2),
                     .role = enumerator_from(row.text(3), Role::viewer).value_or(Role::viewer),
                     .admitted_at = row.time(4),
                     .removed_at = row.maybe_time(5)},
          .was_let_in = row.integer(4) != not_admitted,
          .grant_until = row.maybe_time(6)};
}

}  // namespace

std::optional<PersonRow> find_person(Transaction& transaction, std::string_view session_id,
                                     std::string_view person) {
  const auto row =
      transaction.find("SELECT " VPLATFORM_PERSON_COLUMNS " FROM people WHERE session_id = ? AND person = ?",
                       {session_id, person});
  if (!row) return std::nullopt;
  return read_person(*row);
}

// Whoever comes back is admitted anew: an earlier leaving does not free the new place.
void take_seat(Transaction& transaction, const Session& session, const AdmissionRequest& who, TimePoint now,
               TimePoint until) {
  (void)transaction.execute(
      "INSERT INTO people (session_id, person, name, role, session_created_at, admitted_at, seat_until) "
      "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session_id, person) DO UPDATE SET "
      "seat_until = excluded.seat_until, "
      "admitted_at = CASE WHEN people.admitted_at = 0 THEN 0 ELSE CAST(? AS BIGINT) END",
      {session.id, who.person, who.name, to_string(who.role), session.created_at, not_admitted, until, now});
}

void give_up_seat(Transaction& transaction, std::string_view session_id, std::string_view person,
                  TimePoint now) {
  (void)transaction.execute(
      "DELETE FROM people WHERE session_id = ? AND person = ? AND admitted_at = 0 AND removed_at IS NULL",
      {session_id, person});
  (void)transaction.execute("UPDATE people SET seat_until = ? WHERE session_id = ? AND person = ?",
                            {now, session_id, person});
}

void seat_granted(Transaction& transaction, std::string_view session_id, std::string_view person,
                  const JoinGrant& grant, const AdmissionRequest& who, TimePoint now, TimePoint until) {
  (void)transaction.execute(
      "UPDATE people SET identity = ?, name = ?, role = ?, admitted_at = ?, seat_until = ?, grant_until = ? "
      "WHERE session_id = ? AND person = ?",
      {Value::unless_empty(grant.identity), who.name, to_string(grant.role), now, until, grant.expires_at,
       session_id, person});
}

std::vector<Person> list_people(Transaction& transaction, std::string_view session_id) {
  std::vector<Person> people;
  const Rows rows =
      transaction.query("SELECT " VPLATFORM_PERSON_COLUMNS
                        " FROM people WHERE session_id = ? AND (admitted_at > 0 OR removed_at IS NOT NULL) "
                        "ORDER BY admitted_at, person",
                        {session_id});
  for (const Row& row : rows) people.push_back(read_person(row).person);
  return people;
}

bool set_removed(Transaction& transaction, std::string_view session_id, std::string_view person,
                 std::optional<TimePoint> at) {
  return transaction.execute("UPDATE people SET removed_at = ? WHERE session_id = ? AND person = ?",
                             {at, session_id, person}) == 1;
}

std::optional<TimePoint> latest_grant(Transaction& transaction, std::string_view session_id) {
  return transaction.find("SELECT max(grant_until) FROM people WHERE session_id = ?", {session_id})
      ->maybe_time(0);
}

}  // namespace vplatform::sessions
