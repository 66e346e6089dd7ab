#include "sessions/recording/match.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "sessions/recording/ledger_state.hpp"

namespace vplatform::sessions {
namespace {

// Platforms round, and their clocks are not ours.
constexpr std::chrono::seconds slack{60};

/// Failed or cancelled before the platform ever named it: evidence of a life is about another recording.
bool never_was(const LedgerRow& row) {
  const auto state = row.entry.state;
  return (state == LedgerState::failed || state == LedgerState::cancelled) && !row.entry.ref.id;
}

/// A guess takes the id of a recording back, which is another's for certain.
void give_back_id(Transaction& transaction, LedgerRow row) {
  row.entry.ref.id.reset();
  row.entry.match = RecordingMatch::exact;  // by its key, as before the guess
  update_row(transaction, row);
}

LedgerRow& adopt(LedgerRow& row, const std::optional<std::string>& id, RecordingMatch match) {
  if (!row.entry.ref.id) row.entry.ref.id = id;
  row.entry.match = match;
  return row;
}

/// Two rows turned out to be one recording: the one that was asked for stays, and takes over how far the
/// other is, and its files.
LedgerRow fold(Transaction& transaction, LedgerRow asked, const LedgerRow& guessed) {
  transaction.execute("UPDATE recording_files SET recording_id = ? WHERE recording_id = ?",
                      {asked.entry.id, guessed.entry.id});
  erase_row(transaction, guessed.entry.id);
  if (may_follow(asked.entry.state, guessed.entry.state)) {
    asked.entry.state = guessed.entry.state;
    asked.entry.state_since = guessed.entry.state_since;
    asked.entry.deadline = guessed.entry.deadline;
    asked.entry.failure = guessed.entry.failure;
    asked.entry.delete_requested_at = guessed.entry.delete_requested_at;
    asked.entry.deleted_remotely_at = guessed.entry.deleted_remotely_at;
    asked.entry.deleted_locally_at = guessed.entry.deleted_locally_at;
    asked.poll_due = guessed.poll_due;
    asked.fetch_due = guessed.fetch_due;
    asked.delete_due = guessed.delete_due;
  }
  asked.entry.started_at = guessed.entry.started_at;
  asked.entry.ended_at = guessed.entry.ended_at;
  asked.entry.duration = guessed.entry.duration;
  return adopt(asked, guessed.entry.ref.id, RecordingMatch::exact);
}

/// The platform's recording was entered by a guess, and now we hear that it has our key.
LedgerRow with_key(Transaction& transaction, LedgerRow guessed, const std::vector<LedgerRow>& of_key,
                   const std::string& key) {
  for (const LedgerRow& row : of_key) {
    if (!row.entry.ref.id && !never_was(row)) return fold(transaction, row, guessed);
  }
  guessed.entry.ref.instance_key = key;
  guessed.entry.segment = of_key.empty() ? 1 : of_key.back().entry.segment + 1;
  guessed.entry.match = RecordingMatch::exact;
  return guessed;
}

/// The newest segment that it can be.
std::optional<LedgerRow> by_key(std::vector<LedgerRow> rows, const RecordingRef& ref) {
  const auto can_be = [&](const LedgerRow& row) {
    // Tracks are recorded each under an id of its own, and are one recording.
    const bool same = row.entry.ref.id == ref.id || row.entry.ref.kind == RecordingKind::per_track;
    return (!row.entry.ref.id || !ref.id || same) && !never_was(row);
  };
  const auto found = std::find_if(rows.rbegin(), rows.rend(), can_be);
  if (found == rows.rend()) return std::nullopt;
  return adopt(*found, ref.id, RecordingMatch::exact);
}

/// How far the start that is told lies from where it is to be expected; unset where it cannot be that one.
std::optional<std::chrono::microseconds> distance(const LedgerRow& row, TimePoint told) {
  const TimePoint expected = row.entry.started_at.value_or(row.entry.requested_at);
  const auto late = std::chrono::duration_cast<std::chrono::microseconds>(told - expected);
  const auto most = row.entry.started_at ? slack : row.deadlines.requested + row.deadlines.starting + slack;
  if (late < -slack || late > most) return std::nullopt;
  return std::chrono::abs(late);
}

/// One that was asked for, and whose id nobody has told: the nearest in time of that kind.
std::optional<LedgerRow> by_time(std::vector<LedgerRow> rows, const Evidence& evidence) {
  const TimePoint told = evidence.told.started_at.value_or(evidence.at);
  LedgerRow* nearest = nullptr;
  std::optional<std::chrono::microseconds> least;
  for (LedgerRow& row : rows) {
    if (row.entry.ref.kind != evidence.told.ref.kind || row.entry.ref.id || never_was(row)) continue;
    const auto away = distance(row, told);
    if (!away || (least && *least <= *away)) continue;
    nearest = &row;
    least = away;
  }
  if (nearest == nullptr) return std::nullopt;
  return adopt(*nearest, evidence.told.ref.id, RecordingMatch::heuristic);
}

}  // namespace

std::optional<LedgerRow> match_row(Transaction& transaction, const Session& session,
                                   const Evidence& evidence) {
  const RecordingRef& ref = evidence.told.ref;
  auto of_id = row_of_provider(transaction, ref);
  auto of_key = rows_of_key(transaction, of_id ? of_id->entry.session_id : session.id, ref);
  if (of_id && !ref.instance_key.empty() && of_id->entry.ref.instance_key != ref.instance_key) {
    if (of_id->entry.ref.instance_key.empty())
      return with_key(transaction, *std::move(of_id), of_key, ref.instance_key);
    if (of_id->entry.match == RecordingMatch::heuristic) {
      give_back_id(transaction, *std::exchange(of_id, std::nullopt));
    }
  }
  if (of_id) {
    // Key and id came together: no guess any more.
    if (!ref.instance_key.empty() && of_id->entry.ref.instance_key == ref.instance_key)
      of_id->entry.match = RecordingMatch::exact;
    return of_id;
  }
  if (!ref.instance_key.empty()) return by_key(std::move(of_key), ref);
  if (!ref.id) return std::nullopt;
  return by_time(rows_of_session(transaction, session.id), evidence);
}

}  // namespace vplatform::sessions
