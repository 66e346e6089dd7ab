#pragma once

#include <string_view>

// How events are found: what stands behind the columns. Here, so that a test can ask the databases how they
// go about it.

namespace vplatform::sessions::sql {

inline constexpr std::string_view due_events =
    " FROM inbox_events WHERE state = 'waiting' AND due_at <= ? AND number >= ? AND number <= ? "
    "ORDER BY due_at, number LIMIT ?";
inline constexpr std::string_view events_in_future =
    " FROM inbox_events WHERE state = 'waiting' AND due_at > ? LIMIT 1";
inline constexpr std::string_view event_by_key = " FROM inbox_events WHERE instance = ? AND dedupe_key = ?";
// Never the newest: see its table.
inline constexpr std::string_view events_to_forget =
    " FROM inbox_events WHERE state = 'processed' AND processed_at < ? "
    "AND number <> (SELECT max(number) FROM inbox_events) LIMIT ?";

// A literal for each state: only so does the database find the index of those that are waiting or dead.
inline constexpr std::string_view newest_events =
    " FROM inbox_events WHERE number < ? ORDER BY number DESC LIMIT ?";
inline constexpr std::string_view newest_waiting =
    " FROM inbox_events WHERE number < ? AND number IN (SELECT number FROM inbox_events WHERE state = "
    "'waiting' AND due_at >= 0) ORDER BY number DESC LIMIT ?";
inline constexpr std::string_view newest_processed =
    " FROM inbox_events WHERE number < ? AND state = 'processed' ORDER BY number DESC LIMIT ?";
inline constexpr std::string_view newest_dead =
    " FROM inbox_events WHERE number < ? AND state = 'dead' ORDER BY number DESC LIMIT ?";

}  // namespace vplatform::sessions::sql
