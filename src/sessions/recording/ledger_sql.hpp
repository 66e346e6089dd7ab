#pragma once

#include <string_view>

// How rows of the ledger are found: what stands behind the columns. Here, so that a test can ask the
// databases how they go about it.

namespace vplatform::sessions::sql {

inline constexpr std::string_view recordings_of_session = "WHERE session_id = ? ORDER BY requested_at, id";
inline constexpr std::string_view recording_of_provider = "WHERE instance = ? AND provider_id = ?";
inline constexpr std::string_view recordings_of_key =
    "WHERE session_id = ? AND instance_key = ? ORDER BY segment";
inline constexpr std::string_view recording_asked_for =
    "WHERE instance = ? AND instance_key = ? AND is_asked = 1";

// Each look for what is due is two looks into one index: what is due by now, and what a clock has written
// that was set back since.
inline constexpr std::string_view polls_due = "WHERE poll_due <= ? ORDER BY poll_due LIMIT ?";
inline constexpr std::string_view polls_in_future = "WHERE poll_due > ? ORDER BY poll_due LIMIT ?";
inline constexpr std::string_view fetches_due = "WHERE fetch_due <= ? ORDER BY fetch_due LIMIT ?";
inline constexpr std::string_view fetches_in_future = "WHERE fetch_due > ? ORDER BY fetch_due LIMIT ?";
inline constexpr std::string_view deletions_due = "WHERE delete_due <= ? ORDER BY delete_due LIMIT ?";
inline constexpr std::string_view deletions_in_future = "WHERE delete_due > ? ORDER BY delete_due LIMIT ?";
inline constexpr std::string_view looks_due = "WHERE look_due <= ? ORDER BY look_due LIMIT ?";
inline constexpr std::string_view looks_in_future = "WHERE look_due > ? ORDER BY look_due LIMIT ?";

// Each combination is a statement of its own, and `deleted` a literal, so that each has its index.
#define VPLATFORM_OLDER_RECORDINGS \
  " AND (requested_at < ? OR (requested_at = ? AND id < ?)) ORDER BY requested_at DESC, id DESC LIMIT ?"
inline constexpr std::string_view list_in_state = "WHERE state = ?" VPLATFORM_OLDER_RECORDINGS;
inline constexpr std::string_view list_not_deleted = "WHERE state <> 'deleted'" VPLATFORM_OLDER_RECORDINGS;
inline constexpr std::string_view list_of_session_in_state =
    "WHERE session_id = ? AND state = ?" VPLATFORM_OLDER_RECORDINGS;
inline constexpr std::string_view list_of_session_not_deleted =
    "WHERE session_id = ? AND state <> 'deleted'" VPLATFORM_OLDER_RECORDINGS;
#undef VPLATFORM_OLDER_RECORDINGS

}  // namespace vplatform::sessions::sql
