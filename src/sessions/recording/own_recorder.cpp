#include "vplatform/sessions/own_recorder.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/recording/advance.hpp"
#include "sessions/recording/ledger_state.hpp"
#include "sessions/recording/part_file.hpp"
#include "sessions/recording/recording_calls.hpp"
#include "sessions/recording/storage_place.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/store/lease.hpp"
#include "vplatform/factory.hpp"

namespace vplatform::sessions {

struct OwnRecorder::State {
  Backend backend{};
  OwnRecorderOptions options{};
};

namespace {

constexpr std::chrono::hours upload_lease{1};
constexpr std::size_t longest_id = 200;
// In the store a recorder's name cannot be taken for a platform's.
constexpr std::string_view own = "own-recorder:";
// As the fetcher calls what comes in one piece.
constexpr std::string_view whole = "recording";

Result<void> check_token(const OwnRecorderOptions& options, const Secret& token) {
  if (options.token.empty())
    return fail(ErrorCode::failed_precondition, "no token for own recorders is configured");
  if (token == options.token) return {};
  return fail(ErrorCode::unauthenticated, "the recorder's token is not the one that is configured");
}

Result<void> check_recording(const OwnRecording& recording) {
  if (recording.recorder_id.empty() || recording.recorder_id.size() > longest_id ||
      recording.recorder_id.find('\0') != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "a recording needs a 'recorder_id' of at most 200 bytes");
  }
  if (recording.started_at && recording.ended_at && *recording.ended_at < *recording.started_at)
    return fail(ErrorCode::invalid_argument, "the recording ends before it starts");
  return {};
}

Failure no_session(std::string_view id) {
  return fail(ErrorCode::not_found, "there is no session '" + std::string(id) + "'");
}

/// Of a platform's room, by its name as the platform says it, or in small letters, as most platforms keep it.
std::optional<Session> find_by_platform_room(Transaction& transaction, const Backend& backend,
                                             std::string_view room) {
  if (!backend.platforms) return std::nullopt;
  std::string small(room);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const Client& client : backend.platforms->clients()) {
    for (const auto& name : {std::string(room), small}) {
      EventFields place;
      place.platform = client.info().instance;
      place.room = name;
      if (const auto id = session_of_event(transaction, place)) return find_session(transaction, *id);
    }
  }
  return std::nullopt;
}

Failure was_deleted() {
  return fail(ErrorCode::failed_precondition, "the recording was deleted while it was uploaded");
}

LedgerRow row_for(const Session& session, const OwnRecording& recording, const RuntimeEnv& env) {
  LedgerRow row;
  RecordingEntry& entry = row.entry;
  entry.id = env.new_id();
  entry.session_id = session.id;
  if (session.meeting) entry.ref.meeting = *session.meeting;
  entry.ref.kind = recording.kind;
  entry.ref.id = std::string(own) + recording.recorder_id;
  entry.requested_at = env.now();
  entry.started_at = recording.started_at;
  entry.ended_at = recording.ended_at;
  entry.duration = recording.duration;
  entry.storage = own_recorder_storage;
  entry.storage_place = place_of_url(recording.url);
  return row;
}

/// One that is to be uploaded is `processing` until it is, without a deadline: nobody can be asked.
LedgerRow enter_new(Transaction& transaction, LedgerRow row, bool has_url, TimePoint now) {
  place(row, LedgerState::requested, {.at = now, .now = now});
  insert_row(transaction, row);
  enter(transaction, row, has_url ? LedgerState::ready : LedgerState::processing, {.at = now, .now = now});
  row.poll_due.reset();
  row.entry.deadline.reset();
  update_row(transaction, row);
  return row;
}

Result<std::uint64_t> take_all(const ByteSource& bytes, PartFile& part, std::uint64_t most) {
  std::array<char, 65536> buffer{};
  for (;;) {
    Result<std::size_t> size = fail(ErrorCode::internal, "the source of the upload ended with an exception");
    try {
      size = bytes(buffer);
    } catch (...) {
      return Failure{std::move(size.error())};
    }
    if (!size) return Failure{std::move(size.error())};
    if (*size == 0) return part.bytes();
    if (*size > buffer.size())
      return fail(ErrorCode::internal, "the source of the upload gave more bytes than it was asked for");
    if (part.bytes() + *size > most)
      return fail(ErrorCode::quota_exceeded, "the uploaded file is larger than 'largest_file'");
    if (auto done = part.write({buffer.data(), *size}); !done) return Failure{std::move(done.error())};
  }
}

/// The upload of one recording, whose lease is held.
class Upload {
 public:
  Upload(const Backend& backend, const OwnRecorderOptions& options, RecordingEntry entry)
      : backend_(backend),
        options_(options),
        entry_(std::move(entry)),
        name_(options.folder + "/" + entry_.id + "/" + file_name_for(whole)) {}

  Result<RecordingEntry> perform(const ByteSource& bytes) {
    if (auto made = make_folder(options_.folder + "/" + entry_.id); !made)
      return Failure{std::move(made.error())};
    auto part = PartFile::open(name_ + ".part", 0);
    if (!part) return Failure{std::move(part.error())};
    auto done = receive(bytes, *part);
    if (!done) {
      part->discard();  // a recorder sends it again from its beginning
      return Failure{std::move(done.error())};
    }
    return write_end(*done);
  }

 private:
  Result<FetchState> receive(const ByteSource& bytes, PartFile& part) {
    if (auto begun = write_state({.part_path = part.path()}); !begun)
      return Failure{std::move(begun.error())};
    const auto size = take_all(bytes, part, options_.largest_file);
    if (!size) return Failure{size.error()};
    if (auto synced = part.sync(); !synced) return Failure{std::move(synced.error())};
    FetchState state{.part_path = part.path(), .bytes = *size, .sha256 = part.finish()};
    if (auto written = write_state(state); !written) return Failure{std::move(written.error())};
    crash_point("fetch.before_rename");
    if (auto named = rename_whole(part.path(), name_); !named) return Failure{std::move(named.error())};
    crash_point("fetch.after_rename");
    state.part_path.clear();
    state.local_path = name_;
    return state;
  }

  Result<void> write_state(const FetchState& state) {
    return database_of(backend_).write([&](Transaction& transaction) -> Result<void> {
      const auto row = find_row(transaction, entry_.id);
      if (!row || row->entry.state == LedgerState::deleted) return was_deleted();
      put_file(transaction, entry_.id, {.path = std::string(whole)});
      set_fetch_state(transaction, entry_.id, whole, state);
      return {};
    });
  }

  /// One that was deleted meanwhile is deleted here too.
  Result<RecordingEntry> write_end(const FetchState& state) {
    bool is_unwanted = false;
    auto written = database_of(backend_).write([&](Transaction& transaction) -> Result<RecordingEntry> {
      (void)lock_session(transaction, entry_.session_id);
      auto row = lock_row(transaction, entry_.id);
      is_unwanted = !row || !may_follow(row->entry.state, LedgerState::fetched);
      if (is_unwanted) return was_deleted();
      set_fetch_state(transaction, entry_.id, whole, state);
      const TimePoint now = backend_.env.now();
      enter(transaction, *row, LedgerState::fetched, {.at = now, .now = now});
      update_row(transaction, *row);
      return whole_entry(transaction, *row);
    });
    if (is_unwanted) (void)::unlink(name_.c_str());
    crash_point("fetch.after_written");
    return written;
  }

  const Backend& backend_;
  const OwnRecorderOptions& options_;
  RecordingEntry entry_;
  std::string name_;
};

}  // namespace

OwnRecorder::OwnRecorder(Backend backend, OwnRecorderOptions options) {
  backend.env = backend.env.filled();
  state_ = std::make_shared<const State>(State{std::move(backend), std::move(options)});
}

Result<Session> OwnRecorder::find_by_room(const Secret& token, std::string_view room) const {
  if (auto good = check_token(state_->options, token); !good) return Failure{std::move(good.error())};
  return database_of(state_->backend).read([&](Transaction& transaction) -> Result<Session> {
    auto session = find_session_by_room(transaction, room);
    if (!session) session = find_by_platform_room(transaction, state_->backend, room);
    if (!session) return fail(ErrorCode::not_found, "there is no session in that room");
    return *std::move(session);
  });
}

Result<RecordingEntry> OwnRecorder::report(const Secret& token, std::string_view session_id,
                                           const OwnRecording& recording) const {
  if (auto good = check_token(state_->options, token); !good) return Failure{std::move(good.error())};
  if (auto good = check_recording(recording); !good) return Failure{std::move(good.error())};
  const Backend& backend = state_->backend;
  return database_of(backend).write([&](Transaction& transaction) -> Result<RecordingEntry> {
    const auto session = lock_session(transaction, session_id);
    if (!session) return no_session(session_id);
    LedgerRow row = row_for(*session, recording, backend.env);
    if (const auto known = row_of_provider(transaction, row.entry.ref)) {
      if (known->entry.session_id != session_id)
        return fail(ErrorCode::already_exists, "that 'recorder_id' is of another session's recording");
      return whole_entry(transaction, *known);
    }
    return whole_entry(transaction,
                       enter_new(transaction, std::move(row), !recording.url.empty(), backend.env.now()));
  });
}

Result<RecordingEntry> OwnRecorder::upload(const Secret& token, std::string_view recording_id,
                                           const ByteSource& bytes) const {
  if (auto good = check_token(state_->options, token); !good) return Failure{std::move(good.error())};
  const Backend& backend = state_->backend;
  if (state_->options.folder.empty())
    return fail(ErrorCode::unsupported, "uploads of recorders are not taken: no 'folder' is configured");
  const Database& database = database_of(backend);
  auto lease = take_lease(database, "fetch:" + std::string(recording_id), upload_lease, backend.env);
  if (!lease) return Failure{std::move(lease.error())};
  if (!*lease) return fail(ErrorCode::unavailable, "the recording is being uploaded already");
  auto entry = read_recording(backend, recording_id);
  Result<RecordingEntry> done = entry;
  if (entry && entry->storage != own_recorder_storage) {
    done = fail(ErrorCode::failed_precondition, "the recording is not one of an own recorder");
  } else if (entry && entry->state != LedgerState::fetched) {
    done = entry->state == LedgerState::processing
               ? Upload(backend, state_->options, *entry).perform(bytes)
               : fail(ErrorCode::failed_precondition,
                      "the recording is " + std::string(to_string(entry->state)) + ", and takes no upload");
  }
  // A lease that cannot be given back runs out.
  (void)database.write([&](Transaction& transaction) -> Result<void> {
    release_lease(transaction, **lease);
    return {};
  });
  return done;
}

}  // namespace vplatform::sessions
