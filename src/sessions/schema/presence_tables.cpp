#include <array>

#include "sessions/schema/schema.hpp"

namespace vplatform::sessions {

std::span<const std::string_view> presence_tables_1() noexcept {
  static constexpr std::array<std::string_view, 6> statements{
      // A row is a connection, in or gone, never a count. told_at is the time of the newest thing that was
      // said of it: what is older changes nothing.
      R"(CREATE TABLE presence (
        session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, connection TEXT NOT NULL, sitting TEXT NOT NULL,
        identity TEXT NOT NULL, name TEXT NOT NULL, role TEXT, is_person BIGINT NOT NULL, joined_at BIGINT, left_at BIGINT,
        left_is_inferred BIGINT NOT NULL, told_at BIGINT NOT NULL, PRIMARY KEY (session_id, connection)))",
      "CREATE INDEX presence_in ON presence (session_id) WHERE left_at IS NULL",
      "CREATE INDEX presence_identity ON presence (session_id, identity)",
      // The platform's own sessions: a meeting may have several.
      R"(CREATE TABLE sittings (
        session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, sitting TEXT NOT NULL, started_at BIGINT,
        ended_at BIGINT, PRIMARY KEY (session_id, sitting)))",
      R"(CREATE TABLE instance_watch (
        instance TEXT PRIMARY KEY, last_event_at BIGINT, check_due BIGINT NOT NULL, webhook_state TEXT NOT NULL,
        failures BIGINT NOT NULL, revived_at BIGINT))",
      "CREATE INDEX instance_watch_due ON instance_watch (check_due)",
  };
  return statements;
}

}  // namespace vplatform::sessions
