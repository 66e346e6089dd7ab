#include "sessions/reconcile/presence_row.hpp"

#include "sessions/session/enumerator.hpp"

namespace vplatform::sessions {
namespace {

PresenceRow row_of(const Row& row) {
  PresenceRow read{.connection = row.text(0),
                   .sitting = row.text(1),
                   .identity = row.text(2),
                   .name = row.text(3),
                   .is_person = row.boolean(5),
                   .joined_at = row.maybe_time(6),
                   .left_at = row.maybe_time(7),
                   .left_is_inferred = row.boolean(8),
                   .told_at = row.time(9)};
  if (const auto role = row.maybe_text(4)) read.role = enumerator_from(*role, Role::viewer);
  return read;
}

}  // namespace

std::optional<PresenceRow> find_presence(Transaction& transaction, std::string_view session_id,
                                         std::string_view connection) {
  const auto row = transaction.find(
      "SELECT connection, sitting, identity, name, role, is_person, joined_at, left_at, left_is_inferred, "
      "told_at "
      "FROM presence WHERE session_id = ? AND connection = ?",
      {session_id, connection});
  return row ? std::optional(row_of(*row)) : std::nullopt;
}

std::vector<PresenceRow> present_rows(Transaction& transaction, std::string_view session_id) {
  std::vector<PresenceRow> rows;
  for (const Row& row : transaction.query(
           "SELECT connection, sitting, identity, name, role, is_person, joined_at, left_at, "
           "left_is_inferred, "
           "told_at FROM presence WHERE session_id = ? AND left_at IS NULL ORDER BY joined_at, connection",
           {session_id})) {
    rows.push_back(row_of(row));
  }
  return rows;
}

bool is_anybody_in(Transaction& transaction, std::string_view session_id) {
  return transaction
      .find(
          "SELECT connection FROM presence WHERE session_id = ? AND left_at IS NULL AND is_person = 1 LIMIT "
          "1",
          {session_id})
      .has_value();
}

void save_presence(Transaction& transaction, std::string_view session_id, const PresenceRow& row) {
  const auto role = row.role ? std::optional(std::string(to_string(*row.role))) : std::nullopt;
  (void)transaction.execute(
      "INSERT INTO presence (session_id, connection, sitting, identity, name, role, is_person, joined_at, "
      "left_at, left_is_inferred, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (session_id, connection) DO UPDATE SET sitting = excluded.sitting, identity = "
      "excluded.identity, name = excluded.name, role = excluded.role, is_person = excluded.is_person, "
      "joined_at "
      "= excluded.joined_at, left_at = excluded.left_at, left_is_inferred = excluded.left_is_inferred, "
      "told_at "
      "= excluded.told_at",
      {session_id, row.connection, row.sitting, row.identity, row.name, role, row.is_person, row.joined_at,
       row.left_at, row.left_is_inferred, row.told_at});
}

}  // namespace vplatform::sessions
