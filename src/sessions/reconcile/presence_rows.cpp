#include "sessions/reconcile/presence_rows.hpp"

#include <chrono>

#include "sessions/reconcile/presence_row.hpp"

namespace vplatform::sessions {
namespace {

/// How exactly the time of the last event is known: each note of it is a write to one row of all.
constexpr std::chrono::seconds watch_grain{1};

}  // namespace

std::vector<Participant> people_in(Transaction& transaction, std::string_view session_id) {
  std::vector<Participant> people;
  for (auto& row : present_rows(transaction, session_id)) {
    people.push_back({.id = {std::move(row.connection)},
                      .identity = std::move(row.identity),
                      .name = std::move(row.name),
                      .role = row.role,
                      .is_person = row.is_person,
                      .joined_at = row.joined_at});
  }
  return people;
}

// A person with two connections has one place; whoever has no identity has one per connection. A place that
// was given out is taken until its time is over, or until the person was seen: then presence speaks.
int places_taken(Transaction& transaction, std::string_view session_id, std::string_view person,
                 TimePoint now) {
  const auto row = transaction.find(
      "SELECT count(*) FROM ("
      "SELECT CASE WHEN identity = '' THEN 'connection ' || connection ELSE 'identity ' || identity END AS "
      "place "
      "FROM presence WHERE session_id = ? AND left_at IS NULL AND is_person = 1 AND identity NOT IN "
      "(SELECT identity FROM people WHERE session_id = ? AND person = ? AND identity IS NOT NULL) "
      "UNION "
      "SELECT CASE WHEN identity IS NULL THEN 'person ' || person ELSE 'identity ' || identity END FROM "
      "people "
      "WHERE session_id = ? AND person <> ? AND removed_at IS NULL AND seat_until > ? AND NOT EXISTS "
      "(SELECT 1 FROM presence WHERE presence.session_id = people.session_id AND presence.identity = "
      "people.identity AND presence.left_at IS NOT NULL AND presence.told_at >= people.admitted_at)"
      ") AS places",
      {session_id, session_id, person, session_id, person, now});
  return static_cast<int>(row->integer(0));
}

void saw_event(Transaction& transaction, std::string_view instance, TimePoint now) {
  // The watchdog looks at once at an instance that it has not seen yet.
  (void)transaction.execute(
      "INSERT INTO instance_watch (instance, last_event_at, check_due, webhook_state, failures) "
      "VALUES (?, ?, 0, '', 0) ON CONFLICT (instance) DO UPDATE SET last_event_at = excluded.last_event_at "
      "WHERE instance_watch.last_event_at IS NULL OR instance_watch.last_event_at < ? OR "
      "instance_watch.last_event_at > ?",
      {instance, now, now - watch_grain, now + watch_grain});
}

}  // namespace vplatform::sessions
