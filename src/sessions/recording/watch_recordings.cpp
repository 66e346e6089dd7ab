#include "sessions/recording/watch_recordings.hpp"

#include <algorithm>
#include <utility>

#include "sessions/recording/ledger_sql.hpp"
#include "sessions/recording/ledger_state.hpp"
#include "sessions/recording/recording_calls.hpp"
#include "sessions/recording/recording_rows.hpp"
#include "sessions/recording/storage_place.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_after_the_end = 24h;  // for how long recordings of a session are looked for

/// Those that are due; and those that are due later than after the longest pause, which a clock has written
/// that has been set back since.
std::vector<std::string> sessions_to_look_at(Transaction& transaction, TimePoint now,
                                             std::chrono::seconds longest, int most) {
  std::vector<std::string> ids;
  for (const Row& row : transaction.query(
           std::string("SELECT session_id FROM recording_watch ").append(sql::looks_due), {now, most}))
    ids.push_back(row.text(0));
  const int left = most - static_cast<int>(ids.size());
  if (left == 0) return ids;
  for (const Row& row :
       transaction.query(std::string("SELECT session_id FROM recording_watch ").append(sql::looks_in_future),
                         {now + longest, left}))
    ids.push_back(row.text(0));
  return ids;
}

/// A part of the round. What fails for one recording is reported, and does not keep the others from theirs;
/// what the store refuses ends the round.
class Watch {
 public:
  Watch(const Backend& backend, const ReconcilerOptions& options, RoundReport& report)
      : backend_(backend), options_(options), report_(report) {}

  Result<void> go() {
    if (auto done = look_for_new(); !done) return done;
    auto due = claim(DueColumn::poll);
    if (!due) return Failure{std::move(due.error())};
    for (const auto& row : *due) look(row);
    due = claim(DueColumn::deletion);
    if (!due) return Failure{std::move(due.error())};
    for (const auto& row : *due) note(continue_deletion(backend_, options_.recordings, row.entry.id, {}));
    return {};
  }

 private:
  template <class T>
  void note(const Result<T>& done) {
    if (!done) report_.errors.push_back(done.error());
  }

  /// Those that are due, put off by the widest pace, so that others leave them alone, and come back to them
  /// where this process dies.
  Result<std::vector<LedgerRow>> claim(DueColumn column) {
    return database_of(backend_).write([&](Transaction& transaction) -> Result<std::vector<LedgerRow>> {
      const TimePoint now = backend_.env.now();
      auto rows = rows_due(transaction, column, now, longest_wait(column), options_.batch);
      const std::string_view put_off = column == DueColumn::poll
                                           ? "UPDATE recordings SET poll_due = ? WHERE id = ?"
                                           : "UPDATE recordings SET delete_due = ? WHERE id = ?";
      for (const LedgerRow& row : rows)
        transaction.execute(put_off, {now + options_.widest_pace, row.entry.id});
      return rows;
    });
  }

  /// Twice the usual, for what a platform asks us to wait.
  [[nodiscard]] std::chrono::seconds longest_wait(DueColumn column) const {
    if (column == DueColumn::poll) return 2 * options_.widest_pace;
    return std::max<std::chrono::seconds>(options_.widest_pace, longest_wait_between_tries);
  }

  void look(const LedgerRow& row) {
    ++report_.recordings_asked;
    const TimePoint now = backend_.env.now();
    const bool in_time = !row.entry.deadline || now < *row.entry.deadline;
    if (row.entry.state == LedgerState::requested && in_time && session_is_live(row.entry.session_id)) {
      if (const auto target = target_from(row.entry.storage, row.entry.storage_place)) {
        const RecordingSpec spec{.kind = row.entry.ref.kind, .target = *target, .max_length = row.max_length};
        return note(tell_start(backend_, row.entry.id, spec, {}));
      }
    }
    note(look_at_recording(backend_, row.entry.id, options_.widest_pace, {}));
  }

  bool session_is_live(const std::string& id) {
    const auto is_live = database_of(backend_).read([&](Transaction& transaction) -> Result<bool> {
      const auto session = find_session(transaction, id);
      return session && session->state == SessionState::live;
    });
    return is_live && *is_live;
  }

  Result<void> look_for_new() {
    const auto due = claim_sessions();
    if (!due) return Failure{due.error()};
    for (const auto& id : *due) {
      ++report_.recordings_asked;
      note(look_at_session(backend_, id, {}));
    }
    return {};
  }

  Result<std::vector<std::string>> claim_sessions() {
    return database_of(backend_).write([&](Transaction& transaction) -> Result<std::vector<std::string>> {
      std::vector<std::string> due;
      const TimePoint now = backend_.env.now();
      expect_recordings_of_live(transaction, now + options_.widest_pace);
      const auto longest = std::max<std::chrono::seconds>(options_.widest_pace, longest_after_the_end);
      for (auto& id : sessions_to_look_at(transaction, now, longest, options_.batch)) {
        plan_next(transaction, id, now);
        due.push_back(std::move(id));
      }
      return due;
    });
  }

  /// While a session lives, at the widest pace; after its end ever more seldom, and at last no more.
  void plan_next(Transaction& transaction, std::string_view id, TimePoint now) {
    const auto session = find_session(transaction, id);
    const TimePoint over_at = session ? session->over_at.value_or(now) : TimePoint{};
    if (now - over_at > longest_after_the_end) {
      transaction.execute("DELETE FROM recording_watch WHERE session_id = ?", {id});
      return;
    }
    const auto pause = std::max<std::chrono::seconds>(
        options_.widest_pace, std::chrono::duration_cast<std::chrono::seconds>(now - over_at));
    transaction.execute("UPDATE recording_watch SET look_due = ? WHERE session_id = ?", {now + pause, id});
  }

  const Backend& backend_;
  const ReconcilerOptions& options_;
  RoundReport& report_;
};

}  // namespace

Result<void> watch_recordings(const Backend& backend, const ReconcilerOptions& options, RoundReport& report) {
  Backend filled = backend;
  filled.env = filled.env.filled();
  return Watch(filled, options, report).go();
}

}  // namespace vplatform::sessions
