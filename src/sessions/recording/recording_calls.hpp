#pragma once

#include <optional>
#include <string_view>

#include "sessions/recording/ledger_row.hpp"
#include "vplatform/call_options.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/recordings.hpp"

// What is told to a platform about a recording, by a host's call or by the reconciler. Each reads what is to
// be done from the store, makes the call outside of any transaction, and writes what came of it.

namespace vplatform::sessions {

/// The store's database.
[[nodiscard]] const Database& database_of(const Backend& backend);

/// The entry, with its files.
[[nodiscard]] Result<RecordingEntry> read_recording(const Backend& backend, std::string_view id);

/// Asks the platform to start what is `requested`, once at a time: where another does so already, it is
/// success without a call. What the platform is not ready for stays `requested`.
[[nodiscard]] Result<RecordingEntry> tell_start(const Backend& backend, std::string_view id,
                                                const RecordingSpec& spec, const CallOptions& call);

/// Asks the platform to stop what is `stopping`.
[[nodiscard]] Result<void> tell_stop(const Backend& backend, const RecordingEntry& entry,
                                     const CallOptions& call);

/// Goes on with the deletion of what is `deleted`. Where another does so already, the proof says so.
[[nodiscard]] Result<DeletionProof> continue_deletion(const Backend& backend,
                                                      const RecordingsOptions& options, std::string_view id,
                                                      const CallOptions& call);

/// Asks the platform about one recording, and writes its answer down; past its deadline it has failed, unless
/// the platform could not be reached.
[[nodiscard]] Result<void> look_at_recording(const Backend& backend, std::string_view id,
                                             std::chrono::seconds widest_pace, const CallOptions& call);

/// Asks the platform for all recordings of a session, and writes them down.
[[nodiscard]] Result<void> look_at_session(const Backend& backend, std::string_view session_id,
                                           const CallOptions& call);

}  // namespace vplatform::sessions
