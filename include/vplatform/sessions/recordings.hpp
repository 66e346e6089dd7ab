#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/call_options.hpp"
#include "vplatform/page.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

/// How far a recording is, from the wish to the file. The last four are final, but for `fetched`, which may
/// still be deleted. Only a deletion that was asked for leaves a state backwards in time: what is deleted
/// never comes back.
enum class LedgerState : std::uint8_t {
  requested,  ///< Written down; the platform may not know of it yet.
  starting,   ///< The platform has taken it.
  active,
  stopping,
  processing,  ///< Over; the platform makes the files.
  ready,       ///< Can be fetched.
  fetched,     ///< Every file is here, and whole.
  failed,
  cancelled,
  deleted,
};

/// The name of a state: `requested`.
[[nodiscard]] std::string_view to_string(LedgerState state) noexcept;
/// The state of that name, if there is one.
[[nodiscard]] std::optional<LedgerState> ledger_state_from(std::string_view name) noexcept;

/// How surely a recording belongs to its session.
enum class RecordingMatch : std::uint8_t {
  exact,      ///< By our instance key, or by the platform's id that came with it.
  heuristic,  ///< By room and time.
};

/// The name of a match: `exact`.
[[nodiscard]] std::string_view to_string(RecordingMatch match) noexcept;

/// A file of a recording, at the platform or in a bucket, and here.
struct LedgerFile {
  RecordingFile remote{};
  std::string local_path{};  ///< Empty until it is here.
  std::string sha256{};      ///< Of the local file, hexadecimal.
  std::uint64_t fetched_bytes = 0;
};

/// A recording as the ledger has it. A meeting may have several: each kind its own, and each of them
/// segments.
struct RecordingEntry {
  std::string id{};  ///< A UUID of ours.
  std::string session_id{};
  RecordingRef ref{};
  int segment = 1;  ///< Of those with the same instance key.
  LedgerState state = LedgerState::requested;
  RecordingMatch match = RecordingMatch::exact;
  TimePoint requested_at{};
  TimePoint state_since{};
  std::optional<TimePoint> deadline{};  ///< Of the state: what is in it later is `failed`, with the reason.
  std::optional<TimePoint> started_at{};
  std::optional<TimePoint> ended_at{};
  std::optional<std::chrono::milliseconds> duration{};  ///< As the platform says.
  std::string failure{};                                ///< Ours; safe to log.
  JsonText consent{};                                   ///< What the consent hook has said.
  std::string storage{};        ///< `provider`, `s3_keys`, `file`, `own_recorder`, …
  std::string storage_place{};  ///< Bucket, region, endpoint and prefix as JSON, without keys.
  std::vector<LedgerFile> files{};
  std::optional<TimePoint> delete_requested_at{};
  std::optional<TimePoint> deleted_remotely_at{};  ///< The platform, or the bucket, has confirmed it.
  std::optional<TimePoint> deleted_locally_at{};
};

/// What the consent hook says.
struct Consent {
  bool given = false;
  JsonText record{};  ///< Who agreed to what, as the host wants to find it again; kept with the recording.
};

/// Asked before a recording starts; one that the platform was not ready for is asked of it again on the same
/// consent, until the deadline of `requested`. Anything but a value that is `given` refuses. Called without
/// locks held.
using ConsentHook = std::function<Result<Consent>(const Session& session, const RecordingSpec& spec)>;

/// How long a recording may be in a state before it has failed.
struct RecordingDeadlines {
  std::chrono::seconds requested{120};
  std::chrono::seconds starting{300};
  std::chrono::seconds active{12 * 3600};  ///< Where no `max_length` says it.
  std::chrono::seconds stopping{300};
  std::chrono::seconds processing{6 * 3600};
};

struct RecordingsOptions {
  ConsentHook consent{};  ///< Unset: consent is the host's affair, and taken as given.
  RecordingDeadlines deadlines{};
  std::vector<S3Keys> buckets{};  ///< The host's own, so that what platforms put there can be deleted.
  std::string ca_file{};          ///< Certificates to trust for `buckets` in place of the system's.
};

/// What was deleted, for showing.
struct DeletionProof {
  std::string recording_id{};
  std::optional<TimePoint> remotely_at{};
  std::optional<TimePoint> locally_at{};
  std::vector<std::string> left{};  ///< What could not be deleted, and why; is tried again.

  [[nodiscard]] bool is_complete() const noexcept { return remotely_at && locally_at && left.empty(); }
};

/// Which recordings a list holds.
struct RecordingFilter {
  std::string session_id{};  ///< Empty: of any.
  std::optional<LedgerState> state{};
  int page_size = 50;  ///< 1 to 500.
};

/// The ledger of all recordings. Thread-safe; cheap to copy.
class Recordings {
 public:
  explicit Recordings(Backend backend, RecordingsOptions options = {});

  /// Asks for consent, writes the wish down with its instance key, and tells the platform. One that runs
  /// already, of the same kind or with the same `instance_key`, is success. Where the platform is not ready
  /// yet (nobody is in) the entry is `requested`, and the reconciler asks again until its deadline; so it
  /// does after `unavailable` and the like, but for a target with keys, which are not kept. Errors:
  /// `permission_denied` without consent; `failed_precondition` where the session is not live;
  /// `already_exists` for the `instance_key` of another; those of the platform.
  [[nodiscard]] Result<RecordingEntry> start(std::string_view session_id, const RecordingSpec& spec,
                                             const CallOptions& call = {}) const;
  /// Writes down that it is to stop, and tells the platform; the reconciler repeats what was lost. What is
  /// over is success. Errors: `not_found`; `unsupported`; those of the platform.
  [[nodiscard]] Result<RecordingEntry> stop(std::string_view id, const CallOptions& call = {}) const;

  /// The host has brought the files away by itself, as from a recorder's own disk, which the fetcher does not
  /// read: the entry is `fetched`. Fetched already is success. Errors: `not_found`; `failed_precondition`
  /// where it is not ready.
  [[nodiscard]] Result<RecordingEntry> mark_fetched(std::string_view id) const;

  /// Errors: `not_found`.
  [[nodiscard]] Result<RecordingEntry> get(std::string_view id) const;
  /// Newest first; deleted ones only where the filter asks for them.
  [[nodiscard]] Result<Page<RecordingEntry>> list(const RecordingFilter& filter = {},
                                                  const PageToken& from = {}) const;

  /// Deletes at the platform and here: the entry is `deleted` from the first write on, whatever anybody says
  /// of it later. What is left is tried again by the reconciler, where that can help; calling again is the
  /// same. Files here are deleted on the machine, or in the shared folder, that has them. Errors:
  /// `not_found`; of the store. What the platform refuses is in the proof.
  [[nodiscard]] Result<DeletionProof> remove(std::string_view id, const CallOptions& call = {}) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace vplatform::sessions
