#pragma once

#include <string_view>

// The statements by which sessions are found; the test of their query plans reads them here too.

// A step of the end comes as `done:note`; there are none while the session is not over.
#define VPLATFORM_END_STEP(step) \
  "(SELECT state || ':' || note FROM end_steps WHERE session_id = sessions.id AND step = '" step "')"

#define VPLATFORM_SESSION_COLUMNS \
  "sessions.id, sessions.owner, sessions.room, sessions.name, sessions.state, sessions.join_code, "      \
  "sessions.instance, sessions.meeting_key, sessions.meeting_id, sessions.meeting_room, sessions.url, "  \
  "sessions.starts_at, sessions.ends_at, sessions.opens_before, sessions.needs_host, "                   \
  "sessions.max_people, sessions.created_at, sessions.live_at, sessions.host_came_at, "                  \
  "sessions.over_at, sessions.over_is_inferred, sessions.decision, sessions.settings, "                  \
  "sessions.create_due, sessions.create_attempts, sessions.end_due, sessions.end_attempts, "             \
  VPLATFORM_END_STEP("deny_entry") ", " VPLATFORM_END_STEP("stop_recordings") ", "                       \
  VPLATFORM_END_STEP("remove_everybody") ", " VPLATFORM_END_STEP("delete_room") " FROM "

namespace vplatform::sessions::sql {

inline constexpr std::string_view session_by_id =
    "SELECT " VPLATFORM_SESSION_COLUMNS "sessions WHERE sessions.id = ?";

inline constexpr std::string_view session_by_request =
    "SELECT " VPLATFORM_SESSION_COLUMNS "sessions WHERE sessions.owner = ? AND sessions.request_key = ?";

inline constexpr std::string_view session_by_code =
    "SELECT " VPLATFORM_SESSION_COLUMNS "sessions WHERE sessions.open_code = ?";

inline constexpr std::string_view open_session_by_room =
    "SELECT " VPLATFORM_SESSION_COLUMNS
    "sessions WHERE sessions.room_folded = ? AND sessions.over_at IS NULL "
    "ORDER BY sessions.created_at DESC LIMIT 1";

inline constexpr std::string_view session_by_room =
    "SELECT " VPLATFORM_SESSION_COLUMNS
    "sessions WHERE sessions.room_folded = ? ORDER BY sessions.created_at DESC LIMIT 1";

inline constexpr std::string_view sessions_of_owner =
    "SELECT " VPLATFORM_SESSION_COLUMNS
    "sessions WHERE sessions.owner = ? AND (sessions.created_at, sessions.id) < (?, ?) "
    "ORDER BY sessions.created_at DESC, sessions.id DESC LIMIT ?";

inline constexpr std::string_view sessions_of_owner_in_state =
    "SELECT " VPLATFORM_SESSION_COLUMNS
    "sessions WHERE sessions.owner = ? AND sessions.state = ? "
    "AND (sessions.created_at, sessions.id) < (?, ?) "
    "ORDER BY sessions.created_at DESC, sessions.id DESC LIMIT ?";

// Who has a seat and no grant yet was not let in: admitted_at is 0.
inline constexpr std::string_view sessions_of_person =
    "SELECT " VPLATFORM_SESSION_COLUMNS
    "people JOIN sessions ON sessions.id = people.session_id "
    "WHERE people.person = ? AND (people.session_created_at, people.session_id) < (?, ?) "
    "AND people.admitted_at > 0 "
    "ORDER BY people.session_created_at DESC, people.session_id DESC LIMIT ?";

inline constexpr std::string_view sessions_of_person_in_state =
    "SELECT " VPLATFORM_SESSION_COLUMNS
    "people JOIN sessions ON sessions.id = people.session_id "
    "WHERE people.person = ? AND (people.session_created_at, people.session_id) < (?, ?) "
    "AND people.admitted_at > 0 AND sessions.state = ? "
    "ORDER BY people.session_created_at DESC, people.session_id DESC LIMIT ?";

inline constexpr std::string_view session_by_meeting =
    "SELECT id FROM sessions WHERE instance = ? AND meeting_id = ? ORDER BY created_at DESC LIMIT 1";

inline constexpr std::string_view session_by_meeting_room =
    "SELECT id FROM sessions WHERE instance = ? AND meeting_room = ? ORDER BY created_at DESC LIMIT 1";

inline constexpr std::string_view over_sessions_of_owner =
    "SELECT created_at, id FROM sessions WHERE owner = ? AND state = ? AND (created_at, id) > (?, ?) "
    "ORDER BY created_at, id LIMIT ?";

}  // namespace vplatform::sessions::sql
