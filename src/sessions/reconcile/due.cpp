#include "sessions/reconcile/due.hpp"

#include <string_view>

namespace vplatform::sessions {
namespace {

/// The two looks into one index.
struct Statements {
  std::string_view due{};
  std::string_view in_future{};
};

Statements statements_of(DueKind kind) {
  switch (kind) {
    case DueKind::create:
      return {"SELECT id FROM sessions WHERE create_due <= ? ORDER BY create_due LIMIT ?",
              "SELECT id FROM sessions WHERE create_due > ? ORDER BY create_due LIMIT ?"};
    case DueKind::look:
      return {"SELECT id FROM sessions WHERE poll_due <= ? ORDER BY poll_due LIMIT ?",
              "SELECT id FROM sessions WHERE poll_due > ? ORDER BY poll_due LIMIT ?"};
    case DueKind::end:
      break;
  }
  return {"SELECT id FROM sessions WHERE end_due <= ? ORDER BY end_due LIMIT ?",
          "SELECT id FROM sessions WHERE end_due > ? ORDER BY end_due LIMIT ?"};
}

void add(std::vector<std::string>& ids, const Rows& rows) {
  for (const Row& row : rows) ids.push_back(row.text(0));
}

}  // namespace

std::vector<std::string> due_sessions(Transaction& transaction, DueKind kind, TimePoint now,
                                      TimePoint furthest, int most) {
  const Statements statements = statements_of(kind);
  std::vector<std::string> ids;
  add(ids, transaction.query(statements.due, {now, most}));
  const int left = most - static_cast<int>(ids.size());
  if (left > 0) add(ids, transaction.query(statements.in_future, {furthest, left}));
  return ids;
}

std::vector<std::string> sessions_past_their_end(Transaction& transaction, TimePoint now, int most) {
  std::vector<std::string> ids;
  add(ids,
      transaction.query("SELECT id FROM sessions WHERE over_at IS NULL AND ends_at IS NOT NULL AND ends_at "
                        "<= ? ORDER BY ends_at LIMIT ?",
                        {now, most}));
  return ids;
}

std::optional<std::string> claim_look(Transaction& transaction, TimePoint now, TimePoint furthest,
                                      TimePoint until) {
  const Statements statements = statements_of(DueKind::look);
  const std::string lock(transaction.for_update_skip_locked());
  auto row = transaction.find(std::string(statements.due) + lock, {now, 1});
  if (!row) row = transaction.find(std::string(statements.in_future) + lock, {furthest, 1});
  if (!row) return std::nullopt;
  (void)transaction.execute("UPDATE sessions SET poll_due = ? WHERE id = ?", {until, row->text(0)});
  return row->text(0);
}

}  // namespace vplatform::sessions
