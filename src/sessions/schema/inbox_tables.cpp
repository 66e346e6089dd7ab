#include <array>

#include "sessions/schema/schema.hpp"

namespace vplatform::sessions {

std::span<const std::string_view> inbox_tables_1() noexcept {
  static constexpr std::array<std::string_view, 7> statements{
      // dedupe_key comes from what is signed: the platform's id of the event, else the body's digest.
      // natural_key is the same for two deliveries of one event that carry different ids.
      // The newest row is never deleted, so that its number is not given out again: the session's log names
      // events by it, long after they are forgotten.
      R"(CREATE TABLE inbox_events (
        number {next_number}, instance TEXT NOT NULL, dedupe_key TEXT NOT NULL, natural_key TEXT, state TEXT NOT NULL,
        dead_reason TEXT, event_id TEXT NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, fields TEXT NOT NULL,
        body {bytes} NOT NULL, body_sha256 TEXT NOT NULL, received_at BIGINT NOT NULL, happened_at BIGINT,
        processed_at BIGINT, session_id TEXT, attempts BIGINT NOT NULL, due_at BIGINT NOT NULL, note TEXT NOT NULL))",
      "CREATE UNIQUE INDEX inbox_dedupe ON inbox_events (instance, dedupe_key)",
      "CREATE UNIQUE INDEX inbox_natural ON inbox_events (instance, natural_key)",
      "CREATE INDEX inbox_due ON inbox_events (due_at, number) WHERE state = 'waiting'",
      // No index begins with the state alone: SQLite would take it before those of what is due.
      "CREATE INDEX inbox_dead ON inbox_events (number) WHERE state = 'dead'",
      "CREATE INDEX inbox_processed ON inbox_events (processed_at) WHERE state = 'processed'",
      // A row while a worker applies events; one that stays is of a process that has ended meanwhile.
      R"(CREATE TABLE inbox_batches (
        worker TEXT PRIMARY KEY, taken_at BIGINT NOT NULL, first_number BIGINT NOT NULL, last_number BIGINT NOT NULL))",
  };
  return statements;
}

std::span<const std::string_view> inbox_tables_2() noexcept {
  static constexpr std::array<std::string_view, 1> statements{
      // Where two events of one id are compared, their bodies are: the digest made every row larger for that.
      "ALTER TABLE inbox_events DROP COLUMN body_sha256",
  };
  return statements;
}

std::span<const std::string_view> inbox_tables_3() noexcept {
  static constexpr std::array<std::string_view, 4> statements{
      // The key first: it tells two entries apart at once, where the instance is the same for nearly all.
      "DROP INDEX inbox_dedupe",
      "DROP INDEX inbox_natural",
      "CREATE UNIQUE INDEX inbox_dedupe ON inbox_events (dedupe_key, instance)",
      "CREATE UNIQUE INDEX inbox_natural ON inbox_events (natural_key, instance)",
  };
  return statements;
}

}  // namespace vplatform::sessions
