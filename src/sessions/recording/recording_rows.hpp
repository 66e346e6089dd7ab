#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/inbox/inbox_rows.hpp"
#include "sessions/store/database.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/sessions/recordings.hpp"

// The tables recordings and recording_files.

namespace vplatform::sessions {

/// Merges an event of a recording into a locked session: found by our instance key or the platform's id, else
/// entered as a segment of its own, marked `heuristic` where only room and time speak for the session. Never
/// leads backwards, and never out of `deleted`.
void apply_recording_event(Transaction& transaction, const Session& session, const StoredEvent& event);

/// Merges what a platform has listed or answered; the same rules.
void apply_recording(Transaction& transaction, const Session& session, const Recording& recording,
                     TimePoint as_of);

/// Those of a session that the platform may still be making: what the end has to stop.
[[nodiscard]] std::vector<RecordingEntry> running_recordings(Transaction& transaction,
                                                             std::string_view session_id);
/// The platform was told to stop it.
void mark_stopping(Transaction& transaction, const RecordingEntry& entry, TimePoint now);

/// Whether `clear_ended` must keep the session: something of it is at the platform, under way, or to be
/// fetched.
[[nodiscard]] bool has_unsettled_recordings(Transaction& transaction, std::string_view session_id);
[[nodiscard]] std::size_t count_recordings(Transaction& transaction, std::string_view session_id);

}  // namespace vplatform::sessions
