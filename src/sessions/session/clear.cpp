// Removing what is over.

#include <algorithm>
#include <limits>
#include <utility>

#include "sessions/recording/recording_rows.hpp"
#include "sessions/session/check_request.hpp"
#include "sessions/session/context.hpp"
#include "sessions/session/session_row.hpp"
#include "sessions/session/session_sql.hpp"

namespace vplatform::sessions {
namespace {

constexpr int most_at_once = 100;  // sessions per transaction: others are not kept waiting for long

/// Sessions of one state, a batch at a time, the oldest first.
struct Batch {
  Cleared cleared{};
  std::vector<std::string> ids{};
  ListPosition last{};
};

void erase(Transaction& transaction, std::string_view id) {
  // What belongs to it goes with it.
  (void)transaction.execute("DELETE FROM sessions WHERE id = ?", {id});
  forget_lease(transaction, create_lease_name(id));
  forget_lease(transaction, end_lease_name(id));
}

void clear_one(Transaction& transaction, std::string_view id, Cleared& cleared) {
  const auto row = lock_session_row(transaction, id);
  if (!row) return;  // another has cleared it meanwhile
  if (row->end_due) {
    ++cleared.kept_ending;
  } else if (has_unsettled_recordings(transaction, id)) {
    ++cleared.kept_recordings;
  } else {
    cleared.recordings += count_recordings(transaction, id);
    erase(transaction, id);
    ++cleared.sessions;
  }
}

Result<void> may_be_cleared(Transaction& transaction, const SessionRow& row) {
  const auto refuse = [](std::string why) { return fail(ErrorCode::failed_precondition, std::move(why)); };
  const Session& session = row.session;
  if (!row.is_over())
    return refuse("the session is " + std::string(to_string(session.state)) + ": end it first");
  if (row.end_due) return refuse("the session's end is not finished; it goes on by itself");
  if (has_unsettled_recordings(transaction, session.id))
    return refuse("a recording of the session is neither here nor deleted");
  return {};
}

Result<Batch> clear_batch(const Database& database, std::string_view owner, SessionState state,
                          const ListPosition& after) {
  return database.write([&](Transaction& transaction) -> Result<Batch> {
    Batch batch{.last = after};
    const Rows rows = transaction.query(sql::over_sessions_of_owner,
                                        {owner, to_string(state), after.created_at, after.id, most_at_once});
    for (const Row& row : rows) batch.ids.push_back(row.text(1));
    if (!rows.empty()) batch.last = {rows.back().integer(0), rows.back().text(1)};
    // Whoever locks several sessions does so in the order of their ids.
    std::sort(batch.ids.begin(), batch.ids.end());
    for (const auto& id : batch.ids) clear_one(transaction, id, batch.cleared);
    return batch;
  });
}

void add(Cleared& all, const Cleared& some) {
  all.sessions += some.sessions;
  all.recordings += some.recordings;
  all.kept_ending += some.kept_ending;
  all.kept_recordings += some.kept_recordings;
}

}  // namespace

Result<Cleared> Sessions::clear_ended(std::string_view owner) const {
  if (auto fault = fault_of_name("owner", owner)) return *std::move(fault);
  const Database& database = state_->database();
  Cleared all;
  for (const auto state : {SessionState::ended, SessionState::cancelled}) {
    ListPosition after{.created_at = std::numeric_limits<std::int64_t>::min()};
    for (bool is_more = true; is_more;) {
      auto batch = clear_batch(database, owner, state, after);
      if (!batch) return Failure{std::move(batch.error())};
      add(all, batch->cleared);
      is_more = batch->ids.size() == static_cast<std::size_t>(most_at_once);
      after = std::move(batch->last);
    }
  }
  const auto kept = database.read([&](Transaction& transaction) -> Result<std::int64_t> {
    return transaction
        .find("SELECT count(*) FROM sessions WHERE owner = ? AND state IN ('scheduled', 'live')", {owner})
        ->integer(0);
  });
  if (!kept) return Failure{kept.error()};
  all.kept_live = static_cast<std::size_t>(*kept);
  return all;
}

Result<void> Sessions::clear(std::string_view id) const {
  return state_->database().write([&](Transaction& transaction) -> Result<void> {
    const auto row = lock_session_row(transaction, id);
    if (!row) return no_session(id);
    if (auto may = may_be_cleared(transaction, *row); !may) return may;
    erase(transaction, id);
    return {};
  });
}

}  // namespace vplatform::sessions
