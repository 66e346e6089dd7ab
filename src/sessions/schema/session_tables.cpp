#include <array>

#include "sessions/schema/schema.hpp"

// Times are microseconds since 1970, UTC. What is due has its time in a column of its own, indexed where it
// is set: a worker's look-up costs what is due, whatever is stored.

namespace vplatform::sessions {

std::span<const std::string_view> session_tables_1() noexcept {
  static constexpr std::array<std::string_view, 22> statements{
      // open_code is the digest of the join code until the session is over: unique among what can be entered.
      R"(CREATE TABLE sessions (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, request_key TEXT, room TEXT NOT NULL, room_folded TEXT NOT NULL,
        name TEXT NOT NULL, state TEXT NOT NULL, join_code TEXT NOT NULL, open_code TEXT,
        instance TEXT NOT NULL, meeting_key TEXT NOT NULL, meeting_id TEXT, meeting_room TEXT, url TEXT NOT NULL,
        starts_at BIGINT, ends_at BIGINT, opens_before BIGINT NOT NULL, needs_host BIGINT NOT NULL, max_people BIGINT,
        created_at BIGINT NOT NULL, live_at BIGINT, host_came_at BIGINT, over_at BIGINT, over_is_inferred BIGINT NOT NULL,
        decision TEXT NOT NULL, settings TEXT NOT NULL,
        create_due BIGINT, create_attempts BIGINT NOT NULL, end_due BIGINT, end_attempts BIGINT NOT NULL,
        poll_due BIGINT, presence_state TEXT NOT NULL, presence_as_of BIGINT, first_joined_at BIGINT, empty_since BIGINT))",
      "CREATE UNIQUE INDEX sessions_request ON sessions (owner, request_key)",
      "CREATE UNIQUE INDEX sessions_open_code ON sessions (open_code)",
      "CREATE INDEX sessions_owner ON sessions (owner, created_at, id)",
      "CREATE INDEX sessions_owner_state ON sessions (owner, state, created_at, id)",
      "CREATE INDEX sessions_room ON sessions (room_folded, created_at)",
      "CREATE INDEX sessions_meeting ON sessions (instance, meeting_id)",
      "CREATE INDEX sessions_meeting_room ON sessions (instance, meeting_room)",
      "CREATE INDEX sessions_create_due ON sessions (create_due) WHERE create_due IS NOT NULL",
      "CREATE INDEX sessions_end_due ON sessions (end_due) WHERE end_due IS NOT NULL",
      "CREATE INDEX sessions_poll_due ON sessions (poll_due) WHERE poll_due IS NOT NULL",
      "CREATE INDEX sessions_open_until ON sessions (ends_at) WHERE over_at IS NULL AND ends_at IS NOT NULL",
      R"(CREATE TABLE end_steps (
        session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, step TEXT NOT NULL, state TEXT NOT NULL,
        note TEXT NOT NULL, changed_at BIGINT NOT NULL, PRIMARY KEY (session_id, step)))",
      // session_created_at is the session's own, so that a person's sessions can be paged by an index.
      R"(CREATE TABLE people (
        session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, person TEXT NOT NULL, identity TEXT,
        name TEXT NOT NULL, role TEXT NOT NULL, session_created_at BIGINT NOT NULL, admitted_at BIGINT NOT NULL,
        seat_until BIGINT NOT NULL, grant_until BIGINT, removed_at BIGINT, PRIMARY KEY (session_id, person)))",
      "CREATE UNIQUE INDEX people_identity ON people (session_id, identity)",
      "CREATE INDEX people_sessions ON people (person, session_created_at, session_id)",
      "CREATE INDEX people_removed ON people (session_id) WHERE removed_at IS NOT NULL",
      R"(CREATE TABLE wrong_codes (
        caller TEXT PRIMARY KEY, since BIGINT NOT NULL, attempts BIGINT NOT NULL))",
      "CREATE INDEX wrong_codes_since ON wrong_codes (since)",
      R"(CREATE TABLE session_log (
        number {number}, session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, what TEXT NOT NULL,
        detail TEXT NOT NULL, source TEXT NOT NULL, event_number BIGINT, inferred BIGINT NOT NULL, at BIGINT NOT NULL))",
      "CREATE INDEX session_log_session ON session_log (session_id, number)",
      // A lease: fence grows with every new holder, so that a late write of an old one is recognised.
      R"(CREATE TABLE leases (
        name TEXT PRIMARY KEY, holder TEXT NOT NULL, fence BIGINT NOT NULL, taken_at BIGINT NOT NULL, until BIGINT NOT NULL))",
  };
  return statements;
}

}  // namespace vplatform::sessions
