// Deletion: the mark that it is deleted comes first, so that nothing brings it back; then the files, at the
// platform, in the bucket, and here.

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/recording/advance.hpp"
#include "sessions/recording/bucket.hpp"
#include "sessions/recording/recording_calls.hpp"
#include "sessions/recording/recordings_state.hpp"
#include "sessions/recording/storage_place.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/store/lease.hpp"

namespace vplatform::sessions {
namespace {

using namespace std::chrono_literals;

constexpr auto delete_lease = 120s;
constexpr auto shortest_wait = 30s;
constexpr int most_tries_unnamed = 20;  // some three days: then the platform never had it

/// What came of an attempt.
struct Outcome {
  std::vector<std::string> left{};
  bool can_help = false;  ///< To try again.
};

std::chrono::seconds wait_after(int attempts) {
  return std::min<std::chrono::seconds>(shortest_wait * (1 << std::min(attempts, 10)),
                                        longest_wait_between_tries);
}

/// A file that is not there is deleted, but not where its whole folder is not: that is another machine.
Outcome delete_locally(const std::vector<std::string>& paths) {
  Outcome outcome;
  for (const auto& path : paths) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::error_code ignored;
    if (!std::filesystem::exists(folder.parent_path(), ignored)) {
      outcome.left.push_back("the folder with its files is not on this machine");
      outcome.can_help = true;
      break;
    }
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
      outcome.left.push_back("a file of it here cannot be deleted");
      outcome.can_help = true;
    }
    (void)::rmdir(folder.c_str());  // the last one out
  }
  return outcome;
}

void keep(Outcome& outcome, const Error& error) {
  outcome.left.push_back(error.message);
  outcome.can_help = true;
}

/// Deletion takes the platform's id. Where nobody has told it, the platform is asked by our key; false where
/// it has no such recording, or does not say.
bool find_name(const Client& client, RecordingRef& ref, const CallOptions& call, Outcome& outcome) {
  if (ref.id) return true;
  auto found = client.find_recording(ref, call);
  if (found) ref.id = std::move(found->ref.id);
  if (!found && found.error().code != ErrorCode::not_found) keep(outcome, found.error());
  return ref.id.has_value();
}

void delete_at_platform(const Client& client, const RecordingEntry& entry, const CallOptions& call,
                        Outcome& outcome) {
  const CapabilitySet can = client.info().capabilities;
  RecordingRef ref = entry.ref;
  if (!entry.ended_at && !ref.instance_key.empty() && can.has(Capability::record_on_demand)) {
    if (auto stopped = client.stop_recording(ref, call);
        !stopped && stopped.error().code != ErrorCode::not_found) {
      return keep(outcome, stopped.error());
    }
  }
  if (!can.has(Capability::delete_recordings)) {
    outcome.left.push_back(client.info().instance + " deletes no recordings");
    return;
  }
  if (!find_name(client, ref, call, outcome)) return;
  const auto deleted = client.delete_recording(ref, call);
  if (!deleted && deleted.error().code != ErrorCode::not_found) keep(outcome, deleted.error());
}

void delete_in_bucket(const RecordingEntry& entry, const RecordingsOptions& options, const CallOptions& call,
                      Outcome& outcome) {
  const S3Keys* keys = keys_for(entry, options.buckets);
  if (keys == nullptr) {
    outcome.left.push_back("its files are in a bucket of the host's, and `buckets` has no keys for it");
    return;
  }
  if (entry.files.empty()) {
    outcome.left.push_back("the platform has not said which files in the bucket are its own");
    outcome.can_help = true;
  }
  for (const auto& file : entry.files) {
    const auto deleted = delete_object(*keys, file.remote.path, options.ca_file, call.stop);
    if (!deleted) keep(outcome, deleted.error());
  }
}

Outcome delete_remotely(const Backend& backend, const RecordingsOptions& options, const RecordingEntry& entry,
                        const CallOptions& call) {
  Outcome outcome;
  if (entry.storage == own_recorder_storage) {
    if (!url_of_place(entry.storage_place).empty())
      outcome.left.push_back("the recorder keeps its own copy; delete it there");
    return outcome;
  }
  if (entry.ref.kind == RecordingKind::local) {
    outcome.left.push_back("a local recording is on a participant's machine");
    return outcome;
  }
  const auto client = backend.platforms->client_for(entry.ref.meeting);
  if (!client) {
    keep(outcome, client.error());
    return outcome;
  }
  const bool is_elsewhere = entry.storage == "gcs" || entry.storage == "azure" || entry.storage == "file";
  const bool deletes = client->info().capabilities.has(Capability::delete_recordings);
  const bool is_in_bucket = entry.storage.starts_with("s3_") || (entry.storage.empty() && !deletes);
  if (deletes || !(is_elsewhere || is_in_bucket)) delete_at_platform(*client, entry, call, outcome);
  if (is_elsewhere) outcome.left.push_back("its files are in the host's own storage; delete them there");
  if (is_in_bucket) delete_in_bucket(entry, options, call, outcome);
  return outcome;
}

struct Found {
  RecordingEntry entry{};
  std::vector<std::string> local_paths{};
};

Result<Found> find_deleted(const Backend& backend, std::string_view id) {
  return database_of(backend).read([&](Transaction& transaction) -> Result<Found> {
    const auto row = find_row(transaction, id);
    if (!row) return fail(ErrorCode::not_found, "there is no recording '" + std::string(id) + "'");
    return Found{.entry = whole_entry(transaction, *row), .local_paths = local_paths_of(transaction, id)};
  });
}

DeletionProof proof_of(const RecordingEntry& entry) {
  return {.recording_id = entry.id,
          .remotely_at = entry.deleted_remotely_at,
          .locally_at = entry.deleted_locally_at};
}

Result<DeletionProof> write_outcome(const Backend& backend, const RecordingEntry& entry,
                                    const Outcome& remote, const Outcome& local) {
  auto proof = database_of(backend).write([&](Transaction& transaction) -> Result<DeletionProof> {
    (void)lock_session(transaction, entry.session_id);
    auto row = lock_row(transaction, entry.id);
    if (!row) return proof_of(entry);
    const TimePoint now = backend.env.now();
    const bool was_named_since = row->entry.ref.id != entry.ref.id;
    if (remote.left.empty() && !was_named_since && !row->entry.deleted_remotely_at)
      row->entry.deleted_remotely_at = now;
    if (local.left.empty() && !row->entry.deleted_locally_at) row->entry.deleted_locally_at = now;
    row->delete_due.reset();
    const bool is_hopeless = !row->entry.ref.id && !local.can_help && row->attempts >= most_tries_unnamed;
    if ((remote.can_help && !is_hopeless) || local.can_help || was_named_since)
      row->delete_due = now + wait_after(row->attempts++);
    update_row(transaction, *row);
    return proof_of(row->entry);
  });
  if (proof) {
    proof->left = remote.left;
    proof->left.insert(proof->left.end(), local.left.begin(), local.left.end());
  }
  return proof;
}

Result<void> mark_deleted(const Backend& backend, std::string_view id) {
  return database_of(backend).write([&](Transaction& transaction) -> Result<void> {
    const auto seen = find_row(transaction, id);
    if (!seen) return fail(ErrorCode::not_found, "there is no recording '" + std::string(id) + "'");
    (void)lock_session(transaction, seen->entry.session_id);
    auto row = lock_row(transaction, id);
    if (!row) return fail(ErrorCode::not_found, "there is no recording '" + std::string(id) + "'");
    if (row->entry.state == LedgerState::deleted) return {};
    const TimePoint now = backend.env.now();
    enter(transaction, *row, LedgerState::deleted, {.at = now, .now = now});
    row->entry.delete_requested_at = now;
    row->delete_due = now;
    update_row(transaction, *row);
    return {};
  });
}

}  // namespace

Result<DeletionProof> continue_deletion(const Backend& backend, const RecordingsOptions& options,
                                        std::string_view id, const CallOptions& call) {
  const Database& database = database_of(backend);
  const auto lease = take_lease(database, "delete:" + std::string(id), delete_lease, backend.env);
  if (!lease) return Failure{lease.error()};
  const auto found = find_deleted(backend, id);
  if (!found) return Failure{found.error()};
  if (!*lease) {
    DeletionProof proof = proof_of(found->entry);
    proof.left.push_back("another process is deleting it");
    return proof;
  }
  const RecordingEntry& entry = found->entry;
  crash_point("delete.before_call");
  const Outcome remote =
      entry.deleted_remotely_at ? Outcome{} : delete_remotely(backend, options, entry, call);
  crash_point("delete.after_call");
  const Outcome local = entry.deleted_locally_at ? Outcome{} : delete_locally(found->local_paths);
  auto proof = write_outcome(backend, entry, remote, local);
  crash_point("delete.after_written");
  // A lease that cannot be given back runs out.
  (void)database.write([&](Transaction& transaction) -> Result<void> {
    release_lease(transaction, **lease);
    return {};
  });
  return proof;
}

Result<DeletionProof> Recordings::remove(std::string_view id, const CallOptions& call) const {
  crash_point("delete.before_write");
  if (auto marked = mark_deleted(state_->backend, id); !marked) return Failure{std::move(marked.error())};
  return continue_deletion(state_->backend, state_->options, id, call);
}

}  // namespace vplatform::sessions
