#include <array>

#include "sessions/schema/schema.hpp"

namespace vplatform::sessions {

std::span<const std::string_view> recording_tables_1() noexcept {
  static constexpr std::array<std::string_view, 14> statements{
      // A row is a segment; several of a session may share an instance key. Keys of others are told too, and
      // may be the same in many rooms: only one that was asked for names its session. A deleted row stays as
      // the mark that keeps it from coming back.
      R"(CREATE TABLE recordings (
        id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, instance TEXT NOT NULL,
        kind TEXT NOT NULL, instance_key TEXT, is_asked BIGINT NOT NULL DEFAULT 0, segment BIGINT NOT NULL, provider_id TEXT, state TEXT NOT NULL,
        match_kind TEXT NOT NULL, requested_at BIGINT NOT NULL, state_since BIGINT NOT NULL,
        deadline BIGINT, deadlines TEXT NOT NULL DEFAULT '', max_length BIGINT, started_at BIGINT, ended_at BIGINT, duration BIGINT, failure TEXT NOT NULL,
        consent TEXT NOT NULL, storage TEXT NOT NULL, storage_place TEXT NOT NULL,
        poll_due BIGINT, fetch_due BIGINT, attempts BIGINT NOT NULL,
        delete_requested_at BIGINT, delete_due BIGINT, deleted_remotely_at BIGINT, deleted_locally_at BIGINT))",
      "CREATE UNIQUE INDEX recordings_provider ON recordings (instance, provider_id)",
      "CREATE UNIQUE INDEX recordings_asked ON recordings (instance, instance_key) WHERE is_asked = 1",
      "CREATE UNIQUE INDEX recordings_key ON recordings (session_id, instance_key, segment)",
      "CREATE INDEX recordings_session ON recordings (session_id, requested_at, id)",
      "CREATE INDEX recordings_state ON recordings (state, requested_at, id)",
      "CREATE INDEX recordings_listed ON recordings (requested_at, id) WHERE state <> 'deleted'",
      "CREATE INDEX recordings_deadline ON recordings (deadline) WHERE deadline IS NOT NULL",
      "CREATE INDEX recordings_poll ON recordings (poll_due) WHERE poll_due IS NOT NULL",
      "CREATE INDEX recordings_fetch ON recordings (fetch_due) WHERE fetch_due IS NOT NULL",
      "CREATE INDEX recordings_delete ON recordings (delete_due) WHERE delete_due IS NOT NULL",
      R"(CREATE TABLE recording_files (
        recording_id TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE, path TEXT NOT NULL, track TEXT NOT NULL,
        bytes BIGINT, part_path TEXT NOT NULL, local_path TEXT NOT NULL, fetched_bytes BIGINT NOT NULL, etag TEXT NOT NULL, sha256 TEXT NOT NULL,
        PRIMARY KEY (recording_id, path)))",
      // Sessions whose recordings are asked for, so that one whose events were all lost is found.
      R"(CREATE TABLE recording_watch (
        session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE, look_due BIGINT NOT NULL))",
      "CREATE INDEX recording_watch_due ON recording_watch (look_due)",
  };
  return statements;
}

}  // namespace vplatform::sessions
