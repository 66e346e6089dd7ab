#include "sessions/recording/recording_rows.hpp"

#include <utility>

#include "sessions/recording/advance.hpp"
#include "sessions/recording/ledger_row.hpp"
#include "sessions/recording/ledger_state.hpp"
#include "sessions/recording/match.hpp"
#include "sessions/session/session_rows.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::string_view failed_there = "the platform says that it failed";
constexpr std::string_view gone_there = "the platform no longer has it";

/// The id of a recording that nobody here has asked for follows from its name: a transaction may run twice,
/// and two processes may hear of it at once.
std::string id_for(const std::string& session_id, const RecordingRef& ref, int segment) {
  const auto digest = spi::sha256(session_id + '\n' + ref.meeting.platform + '\n' + ref.instance_key + '\n' +
                                  std::to_string(segment) + '\n' + ref.id.value_or(""));
  std::string id = spi::to_hex(spi::as_text(digest)).substr(0, 32);
  id[12] = '8';  // the version for ids that are made in one's own way, and the variant
  id[16] = 'a';
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) id.insert(dash, 1, '-');
  return id;
}

/// A recording, or a segment, that the ledger has not known.
LedgerRow make_row(Transaction& transaction, const Session& session, const Evidence& evidence,
                   const Cause& cause) {
  LedgerRow row;
  RecordingEntry& entry = row.entry;
  entry.session_id = session.id;
  entry.ref = evidence.told.ref;
  entry.ref.meeting.platform = session.meeting ? session.meeting->platform : entry.ref.meeting.platform;
  if (const auto others = rows_of_key(transaction, session.id, entry.ref); !others.empty()) {
    entry.segment = others.back().entry.segment + 1;
    entry.storage = others.back().entry.storage;
    entry.storage_place = others.back().entry.storage_place;
    row.deadlines = others.back().deadlines;
    row.max_length = others.back().max_length;
  }
  entry.id = id_for(session.id, entry.ref, entry.segment);
  entry.match = entry.ref.instance_key.empty() ? RecordingMatch::heuristic : RecordingMatch::exact;
  entry.requested_at = evidence.told.started_at.value_or(cause.at);
  place(row, LedgerState::requested, cause);
  insert_row(transaction, row);
  return row;
}

void take_details(Transaction& transaction, LedgerRow& row, const Recording& told) {
  if (told.started_at) row.entry.started_at = told.started_at;
  if (told.ended_at) row.entry.ended_at = told.ended_at;
  if (told.duration) row.entry.duration = told.duration;
  for (const auto& file : told.files) {
    if (!file.path.empty()) put_file(transaction, row.entry.id, file);
  }
}

/// The state that a platform's word leads to, if it leads anywhere.
std::optional<LedgerState> next_state(const LedgerRow& row, RecordingState told) {
  if (told == RecordingState::deleted) {
    // Not by our wish: what is here stays, what is not here is lost.
    if (is_final(row.entry.state)) return std::nullopt;
    return LedgerState::failed;
  }
  const LedgerState to = ledger_state_of(told);
  if (!may_follow(row.entry.state, to)) return std::nullopt;
  return to;
}

void get_on(Transaction& transaction, LedgerRow& row, RecordingState told, const Cause& cause) {
  if (told == RecordingState::deleted && !row.entry.deleted_remotely_at)
    row.entry.deleted_remotely_at = cause.at;
  const auto to = next_state(row, told);
  if (!to) return;
  if (*to == LedgerState::failed)
    row.entry.failure = told == RecordingState::deleted ? gone_there : failed_there;
  enter(transaction, row, *to, cause);
}

/// It stays deleted. That the platform has named it at last, or still has it, is a reason to delete it there;
/// what was said before it was gone is none.
void keep_deleted(LedgerRow& row, const Evidence& evidence, const Cause& cause) {
  if (evidence.told.state == RecordingState::deleted) return;
  auto& gone_at = row.entry.deleted_remotely_at;
  if (gone_at && evidence.at <= *gone_at) return;
  gone_at.reset();
  row.delete_due = cause.now;
}

void merge(Transaction& transaction, const Session& session, const Evidence& evidence, const Cause& cause,
           bool is_whole) {
  auto row = match_row(transaction, session, evidence);
  if (!row && evidence.told.state == RecordingState::deleted) return;
  if (!row) row = make_row(transaction, session, evidence, cause);
  if (row->entry.state == LedgerState::deleted) {
    keep_deleted(*row, evidence, cause);
    update_row(transaction, *row);
    return;
  }
  take_details(transaction, *row, evidence.told);
  get_on(transaction, *row, evidence.told.state, cause);
  // An event tells no files and no times.
  if (!is_whole && row->entry.state == LedgerState::ready) row->poll_due = cause.now;
  update_row(transaction, *row);
}

RecordingState state_told_by(const EventFields& fields) {
  if (fields.recording_state) return *fields.recording_state;
  switch (fields.kind) {
    case EventKind::recording_started:
      return RecordingState::active;
    case EventKind::recording_ready:
      return RecordingState::ready;
    case EventKind::recording_failed:
      return RecordingState::failed;
    default:
      return RecordingState::requested;  // says nothing: leads nowhere
  }
}

bool is_of_recording(EventKind kind) {
  return kind == EventKind::recording_started || kind == EventKind::recording_updated ||
         kind == EventKind::recording_ready || kind == EventKind::recording_failed;
}

}  // namespace

std::optional<std::string> session_of_recording(Transaction& transaction, const RecordingRef& ref) {
  if (auto id = session_that_asked(transaction, ref)) return id;
  if (!ref.id) return std::nullopt;
  const auto row =
      transaction.find("SELECT session_id FROM recordings WHERE instance = ? AND provider_id = ?",
                       {ref.meeting.platform, *ref.id});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

void expect_recordings(Transaction& transaction, std::string_view session_id, TimePoint due) {
  transaction.execute(
      "INSERT INTO recording_watch (session_id, look_due) VALUES (?, ?) ON CONFLICT (session_id) DO "
      "UPDATE SET look_due = CASE WHEN excluded.look_due < recording_watch.look_due THEN excluded.look_due "
      "ELSE recording_watch.look_due END",
      {session_id, due});
}

void expect_recordings_of_live(Transaction& transaction, TimePoint due) {
  static const std::string statement =
      "INSERT INTO recording_watch (session_id, look_due) SELECT id, CAST(? AS BIGINT) FROM (" +
      std::string(live_session_ids) +
      ") AS live "
      "WHERE NOT EXISTS (SELECT 1 FROM recording_watch WHERE session_id = live.id AND look_due <= ?) "
      "ON CONFLICT (session_id) DO UPDATE SET look_due = excluded.look_due";
  transaction.execute(statement, {due, due});
}

void apply_recording_event(Transaction& transaction, const Session& session, const StoredEvent& event) {
  if (!event.fields.recording || !is_of_recording(event.fields.kind)) return;
  Evidence evidence{.told = {.ref = *event.fields.recording, .state = state_told_by(event.fields)},
                    .at = event.at()};
  evidence.told.ref.meeting.platform = event.fields.platform;
  // Each track tells of its own end; when all of them are over only the platform's answer says.
  const bool is_over =
      evidence.told.state == RecordingState::ready || evidence.told.state == RecordingState::failed;
  const bool is_part = evidence.told.ref.kind == RecordingKind::per_track && is_over;
  if (is_part) evidence.told.state = RecordingState::active;
  if (event.fields.kind == EventKind::recording_started) evidence.told.started_at = event.fields.at;
  const Cause cause{
      .source = Source::event, .event = event.number, .at = evidence.at, .now = event.received_at};
  merge(transaction, session, evidence, cause, false);
  if (is_part) {
    transaction.execute(
        "UPDATE recordings SET poll_due = ? WHERE instance = ? AND provider_id = ? AND poll_due IS NOT NULL",
        {event.received_at, evidence.told.ref.meeting.platform, evidence.told.ref.id});
  }
  expect_recordings(transaction, session.id, event.received_at + std::chrono::minutes(5));
}

void apply_recording(Transaction& transaction, const Session& session, const Recording& recording,
                     TimePoint as_of) {
  if (recording.ref.instance_key.empty() && !recording.ref.id) return;  // nothing to know it by
  merge(transaction, session, {.told = recording, .at = as_of},
        {.source = Source::poll, .at = as_of, .now = as_of}, true);
}

std::vector<RecordingEntry> running_recordings(Transaction& transaction, std::string_view session_id) {
  std::vector<RecordingEntry> running;
  for (const LedgerRow& row : rows_of_session(transaction, session_id)) {
    if (may_run(row.entry.state)) running.push_back(whole_entry(transaction, row));
  }
  return running;
}

void mark_stopping(Transaction& transaction, const RecordingEntry& entry, TimePoint now) {
  auto row = lock_row(transaction, entry.id);
  if (!row || !may_follow(row->entry.state, LedgerState::stopping)) return;
  enter(transaction, *row, LedgerState::stopping, {.source = Source::host, .at = now, .now = now});
  update_row(transaction, *row);
}

bool has_unsettled_recordings(Transaction& transaction, std::string_view session_id) {
  return transaction
      .find(
          "SELECT 1 FROM recordings WHERE session_id = ? AND (state NOT IN ('fetched', 'failed', "
          "'cancelled', "
          "'deleted') OR delete_due IS NOT NULL) LIMIT 1",
          {session_id})
      .has_value();
}

std::size_t count_recordings(Transaction& transaction, std::string_view session_id) {
  const auto row = transaction.find("SELECT COUNT(*) FROM recordings WHERE session_id = ?", {session_id});
  return static_cast<std::size_t>(row->integer(0));
}

}  // namespace vplatform::sessions
