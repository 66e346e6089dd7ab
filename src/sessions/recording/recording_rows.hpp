#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/inbox/inbox_rows.hpp"
#include "sessions/store/database.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/sessions/recordings.hpp"

// The tables recordings, recording_files and recording_watch.

namespace vplatform::sessions {

/// The id of the session that a recording of that name belongs to: by our instance key, else by the
/// platform's id. For events that name neither meeting nor room.
[[nodiscard]] std::optional<std::string> session_of_recording(Transaction& transaction,
                                                              const RecordingRef& ref);

/// Asks for a look at all recordings of a session from `due` on, so that one is found whose events were lost.
/// Where looks are due already, the earlier time counts. Looks go on, ever wider, until the session has long
/// been over.
void expect_recordings(Transaction& transaction, std::string_view session_id, TimePoint due);

/// The same for every session that is polled for its presence and is not looked at yet.
void expect_recordings_of_live(Transaction& transaction, TimePoint due);

/// Merges an event of a recording into a locked session: found by our instance key or the platform's id, else
/// entered as a segment of its own, marked `heuristic` where only room and time speak for the session. Never
/// leads backwards, and never out of `deleted`.
void apply_recording_event(Transaction& transaction, const Session& session, const StoredEvent& event);

/// Merges what a platform has listed or answered; the same rules.
void apply_recording(Transaction& transaction, const Session& session, const Recording& recording,
                     TimePoint as_of);

/// Those of a session that the platform may be making and was not told to stop: what the end has to stop.
/// Whether a platform that was told has obeyed is `watch_recordings`' affair.
[[nodiscard]] std::vector<RecordingEntry> running_recordings(Transaction& transaction,
                                                             std::string_view session_id);
/// The platform was told to stop it.
void mark_stopping(Transaction& transaction, const RecordingEntry& entry, TimePoint now);

/// Whether `clear_ended` must keep the session: something of it is at the platform, under way, or to be
/// fetched.
[[nodiscard]] bool has_unsettled_recordings(Transaction& transaction, std::string_view session_id);
[[nodiscard]] std::size_t count_recordings(Transaction& transaction, std::string_view session_id);

}  // namespace vplatform::sessions
