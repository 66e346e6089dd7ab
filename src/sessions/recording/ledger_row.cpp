#include "sessions/recording/ledger_row.hpp"

#include <array>
#include <utility>

#include "sessions/recording/deadlines.hpp"
#include "sessions/recording/ledger_sql.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::string_view select =
    "SELECT id, session_id, instance, kind, instance_key, segment, provider_id, state, match_kind, "
    "requested_at, state_since, deadline, deadlines, max_length, started_at, ended_at, duration, failure, "
    "consent, storage, storage_place, poll_due, fetch_due, attempts, delete_requested_at, delete_due, "
    "deleted_remotely_at, deleted_locally_at, is_asked FROM recordings ";

std::string selecting(std::string_view rest, std::string_view end = {}) {
  return std::string(select).append(rest).append(end);
}

RecordingKind kind_from(std::string_view name) {
  for (const auto kind : {RecordingKind::audio_only, RecordingKind::per_track, RecordingKind::local}) {
    if (to_string(kind) == name) return kind;
  }
  return RecordingKind::composed;
}

template <class Duration>
std::optional<Duration> maybe_length(const Row& row, std::size_t column) {
  const auto length = row.maybe_integer(column);
  if (!length) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::microseconds(*length));
}

RecordingEntry read_entry(const Row& row) {
  RecordingEntry entry;
  entry.id = row.text(0);
  entry.session_id = row.text(1);
  entry.ref.meeting.platform = row.text(2);
  entry.ref.kind = kind_from(row.text(3));
  entry.ref.instance_key = row.maybe_text(4).value_or("");
  entry.segment = static_cast<int>(row.integer(5));
  entry.ref.id = row.maybe_text(6);
  entry.state = ledger_state_from(row.text(7)).value_or(LedgerState::requested);
  entry.match = row.text(8) == "exact" ? RecordingMatch::exact : RecordingMatch::heuristic;
  entry.requested_at = row.time(9);
  entry.state_since = row.time(10);
  entry.deadline = row.maybe_time(11);
  entry.started_at = row.maybe_time(14);
  entry.ended_at = row.maybe_time(15);
  entry.duration = maybe_length<std::chrono::milliseconds>(row, 16);
  entry.failure = row.text(17);
  entry.consent.text = row.text(18);
  entry.storage = row.text(19);
  entry.storage_place = row.text(20);
  entry.delete_requested_at = row.maybe_time(24);
  entry.deleted_remotely_at = row.maybe_time(26);
  entry.deleted_locally_at = row.maybe_time(27);
  return entry;
}

LedgerRow read_row(const Row& row) {
  return {.entry = read_entry(row),
          .deadlines = deadlines_from(row.text(12)),
          .max_length = maybe_length<std::chrono::seconds>(row, 13),
          .poll_due = row.maybe_time(21),
          .fetch_due = row.maybe_time(22),
          .delete_due = row.maybe_time(25),
          .is_asked = row.integer(28) != 0,
          .attempts = static_cast<int>(row.integer(23))};
}

std::vector<LedgerRow> read_rows(const Rows& rows) {
  std::vector<LedgerRow> all;
  all.reserve(rows.size());
  for (const Row& row : rows) all.push_back(read_row(row));
  return all;
}

std::optional<LedgerRow> first_of(std::optional<Row> row) {
  if (!row) return std::nullopt;
  return read_row(*row);
}

/// Null where others have started it: an empty key is no name.
std::optional<std::string> key_of(const LedgerRow& row) {
  if (row.entry.ref.instance_key.empty()) return std::nullopt;
  return row.entry.ref.instance_key;
}

/// The two looks into one index.
struct DueConditions {
  std::string_view due{};
  std::string_view in_future{};
};

DueConditions conditions_of(DueColumn column) {
  switch (column) {
    case DueColumn::poll:
      return {sql::polls_due, sql::polls_in_future};
    case DueColumn::fetch:
      return {sql::fetches_due, sql::fetches_in_future};
    case DueColumn::deletion:
      break;
  }
  return {sql::deletions_due, sql::deletions_in_future};
}

}  // namespace

std::optional<LedgerRow> find_row(Transaction& transaction, std::string_view id) {
  return first_of(transaction.find(selecting("WHERE id = ?"), {id}));
}

std::optional<LedgerRow> lock_row(Transaction& transaction, std::string_view id) {
  return first_of(transaction.find(selecting("WHERE id = ?", transaction.for_update()), {id}));
}

std::vector<LedgerRow> rows_of_session(Transaction& transaction, std::string_view session_id) {
  return read_rows(transaction.query(selecting(sql::recordings_of_session), {session_id}));
}

std::optional<LedgerRow> row_of_provider(Transaction& transaction, const RecordingRef& ref) {
  if (!ref.id) return std::nullopt;
  return first_of(transaction.find(selecting(sql::recording_of_provider, transaction.for_update()),
                                   {ref.meeting.platform, *ref.id}));
}

std::vector<LedgerRow> rows_of_key(Transaction& transaction, std::string_view session_id,
                                   const RecordingRef& ref) {
  if (ref.instance_key.empty()) return {};
  return read_rows(transaction.query(selecting(sql::recordings_of_key, transaction.for_update()),
                                     {session_id, ref.instance_key}));
}

std::optional<std::string> session_that_asked(Transaction& transaction, const RecordingRef& ref) {
  if (ref.instance_key.empty()) return std::nullopt;
  const auto row =
      transaction.find(std::string("SELECT session_id FROM recordings ").append(sql::recording_asked_for),
                       {ref.meeting.platform, ref.instance_key});
  if (!row) return std::nullopt;
  return row->text(0);
}

std::vector<LedgerRow> rows_due(Transaction& transaction, DueColumn column, TimePoint now,
                                std::chrono::seconds longest, int most) {
  const DueConditions conditions = conditions_of(column);
  auto rows = read_rows(transaction.query(selecting(conditions.due), {now, most}));
  const int left = most - static_cast<int>(rows.size());
  if (left == 0) return rows;
  for (auto& row : read_rows(transaction.query(selecting(conditions.in_future), {now + longest, left})))
    rows.push_back(std::move(row));
  return rows;
}

std::vector<LedgerRow> list_rows(Transaction& transaction, const RecordingFilter& filter,
                                 const ListedAfter& after, int most) {
  const auto list = [&](std::string_view where, auto... values) {
    return read_rows(transaction.query(selecting(where),
                                       {values..., after.requested_at, after.requested_at, after.id, most}));
  };
  if (!filter.state) {
    return filter.session_id.empty()
               ? list(sql::list_not_deleted)
               : list(sql::list_of_session_not_deleted, std::string_view(filter.session_id));
  }
  const std::string_view state = to_string(*filter.state);
  return filter.session_id.empty()
             ? list(sql::list_in_state, state)
             : list(sql::list_of_session_in_state, std::string_view(filter.session_id), state);
}

void insert_row(Transaction& transaction, const LedgerRow& row) {
  const RecordingEntry& entry = row.entry;
  transaction.execute(
      "INSERT INTO recordings (id, session_id, instance, kind, instance_key, segment, provider_id, state, "
      "match_kind, requested_at, state_since, deadline, deadlines, max_length, started_at, ended_at, "
      "duration, failure, consent, storage, storage_place, poll_due, fetch_due, attempts, "
      "delete_requested_at, delete_due, deleted_remotely_at, deleted_locally_at, is_asked) VALUES (?, ?, ?, "
      "?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {entry.id,
       entry.session_id,
       entry.ref.meeting.platform,
       to_string(entry.ref.kind),
       key_of(row),
       entry.segment,
       entry.ref.id,
       to_string(entry.state),
       to_string(entry.match),
       entry.requested_at,
       entry.state_since,
       entry.deadline,
       to_text(row.deadlines),
       row.max_length,
       entry.started_at,
       entry.ended_at,
       entry.duration,
       entry.failure,
       entry.consent.text,
       entry.storage,
       entry.storage_place,
       row.poll_due,
       row.fetch_due,
       row.attempts,
       entry.delete_requested_at,
       row.delete_due,
       entry.deleted_remotely_at,
       entry.deleted_locally_at,
       row.is_asked});
}

void update_row(Transaction& transaction, const LedgerRow& row) {
  const RecordingEntry& entry = row.entry;
  transaction.execute(
      "UPDATE recordings SET instance_key = ?, segment = ?, provider_id = ?, state = ?, match_kind = ?, "
      "state_since = ?, deadline = ?, started_at = ?, ended_at = ?, duration = ?, failure = ?, consent = ?, "
      "storage = ?, storage_place = ?, poll_due = ?, fetch_due = ?, attempts = ?, delete_requested_at = ?, "
      "delete_due = ?, deleted_remotely_at = ?, deleted_locally_at = ? WHERE id = ?",
      {key_of(row),
       entry.segment,
       entry.ref.id,
       to_string(entry.state),
       to_string(entry.match),
       entry.state_since,
       entry.deadline,
       entry.started_at,
       entry.ended_at,
       entry.duration,
       entry.failure,
       entry.consent.text,
       entry.storage,
       entry.storage_place,
       row.poll_due,
       row.fetch_due,
       row.attempts,
       entry.delete_requested_at,
       row.delete_due,
       entry.deleted_remotely_at,
       entry.deleted_locally_at,
       entry.id});
}

void erase_row(Transaction& transaction, std::string_view id) {
  transaction.execute("DELETE FROM recordings WHERE id = ?", {id});
}

std::vector<LedgerFile> files_of_row(Transaction& transaction, std::string_view id) {
  std::vector<LedgerFile> files;
  for (const Row& row : transaction.query("SELECT path, track, bytes, local_path, fetched_bytes, sha256 FROM "
                                          "recording_files WHERE recording_id = ? ORDER BY path",
                                          {id})) {
    LedgerFile file{.remote = {.path = row.text(0), .track = row.text(1)},
                    .local_path = row.text(3),
                    .sha256 = row.text(5),
                    .fetched_bytes = static_cast<std::uint64_t>(row.integer(4))};
    if (const auto bytes = row.maybe_integer(2)) file.remote.bytes = static_cast<std::uint64_t>(*bytes);
    files.push_back(std::move(file));
  }
  return files;
}

void put_file(Transaction& transaction, std::string_view id, const RecordingFile& file) {
  transaction.execute(
      "INSERT INTO recording_files (recording_id, path, track, bytes, part_path, local_path, fetched_bytes, "
      "etag, sha256) VALUES (?, ?, ?, ?, '', '', 0, '', '') ON CONFLICT (recording_id, path) DO UPDATE SET "
      "track = "
      "excluded.track, bytes = COALESCE(excluded.bytes, recording_files.bytes)",
      {id, file.path, file.track, file.bytes});
}

FetchState fetch_state_of(Transaction& transaction, std::string_view id, std::string_view path) {
  const auto row = transaction.find(
      "SELECT part_path, etag, fetched_bytes, sha256, local_path FROM recording_files WHERE recording_id = ? "
      "AND path = ?",
      {id, path});
  if (!row) return {};
  return {.part_path = row->text(0),
          .etag = row->text(1),
          .bytes = static_cast<std::uint64_t>(row->integer(2)),
          .sha256 = row->text(3),
          .local_path = row->text(4)};
}

void set_fetch_state(Transaction& transaction, std::string_view id, std::string_view path,
                     const FetchState& state) {
  transaction.execute(
      "UPDATE recording_files SET part_path = ?, etag = ?, fetched_bytes = ?, sha256 = ?, local_path = ? "
      "WHERE "
      "recording_id = ? AND path = ?",
      {state.part_path, state.etag, state.bytes, state.sha256, state.local_path, id, path});
}

std::vector<std::string> local_paths_of(Transaction& transaction, std::string_view id) {
  std::vector<std::string> paths;
  for (const Row& row :
       transaction.query("SELECT part_path, local_path FROM recording_files WHERE recording_id = ?", {id})) {
    for (const std::size_t column : {0U, 1U}) {
      if (!row.text(column).empty()) paths.push_back(row.text(column));
    }
  }
  return paths;
}

RecordingEntry whole_entry(Transaction& transaction, const LedgerRow& row) {
  RecordingEntry entry = row.entry;
  if (const auto session = find_session(transaction, entry.session_id); session && session->meeting)
    entry.ref.meeting = *session->meeting;
  entry.files = files_of_row(transaction, entry.id);
  return entry;
}

}  // namespace vplatform::sessions
