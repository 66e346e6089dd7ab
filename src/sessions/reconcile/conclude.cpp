// What nobody has said, and what follows all the same.

#include "sessions/reconcile/conclude.hpp"

#include "sessions/reconcile/presence_write.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {
namespace {

/// Whether the newest answer has found nobody, and one that is `grace` older too, and nobody came between.
bool was_empty_twice(const Row& row, std::chrono::seconds grace) {
  const auto as_of = row.maybe_time(1);
  const auto empty_since = row.maybe_time(2);
  if (row.text(0) != "empty" || !as_of || !empty_since) return false;
  return *as_of > *empty_since && *as_of - *empty_since >= grace;
}

}  // namespace

bool conclude_empty(Transaction& transaction, const Session& session, const ReconcilerOptions& options,
                    TimePoint now) {
  if (session.state != SessionState::live) return false;
  const auto row = transaction.find(
      "SELECT presence_state, presence_as_of, empty_since, first_joined_at FROM sessions WHERE id = ?",
      {session.id});
  if (!row || !was_empty_twice(*row, options.empty_grace)) return false;
  const bool somebody_came = !row->is_null(3);
  const TimePoint since = session.live_at.value_or(session.created_at);
  if (!somebody_came && now - since < options.never_joined) return false;
  deny_entry(transaction, session,
             {.what = "ended",
              .detail = somebody_came ? "empty" : "never_joined",
              .source = Source::poll,
              .inferred = true,
              .at = now});
  return true;
}

bool conclude_past_end(Transaction& transaction, const Session& session, TimePoint now) {
  if (is_over(session) || !session.ends_at || *session.ends_at > now) return false;
  deny_entry(transaction, session,
             {.what = session.state == SessionState::scheduled ? "cancelled" : "ended",
              .detail = "end_came",
              .source = Source::clock,
              .inferred = true,
              .at = now});
  return true;
}

}  // namespace vplatform::sessions
