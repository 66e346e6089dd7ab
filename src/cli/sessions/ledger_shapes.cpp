#include "cli/sessions/ledger_shapes.hpp"

#include <chrono>
#include <cstdint>

#include "cli/json_shapes.hpp"

namespace vplatform::cli {
namespace {

using sessions::LedgerState;

void write_file(spi::JsonWriter& out, const sessions::LedgerFile& file) {
  out.begin_object();
  write_optional(out, "path", file.remote.path);
  if (file.remote.bytes) out.member("bytes", static_cast<std::int64_t>(*file.remote.bytes));
  write_optional(out, "track", file.remote.track);
  write_optional(out, "local_path", file.local_path);
  write_optional(out, "sha256", file.sha256);
  out.member("fetched_bytes", static_cast<std::int64_t>(file.fetched_bytes));
  out.end_object();
}

Ink ink_of(LedgerState state) {
  if (state == LedgerState::failed) return Ink::bad;
  return state == LedgerState::ready || state == LedgerState::fetched ? Ink::good : Ink::plain;
}

std::string length_of(const sessions::RecordingEntry& entry) {
  if (!entry.duration) return {};
  return std::to_string(std::chrono::round<std::chrono::seconds>(*entry.duration).count()) + " s";
}

void write_times(spi::JsonWriter& out, const sessions::RecordingEntry& entry) {
  out.member("requested_at", to_rfc3339(entry.requested_at));
  out.member("state_since", to_rfc3339(entry.state_since));
  write_optional(out, "deadline", entry.deadline);
  write_optional(out, "started_at", entry.started_at);
  write_optional(out, "ended_at", entry.ended_at);
  write_optional(out, "delete_requested_at", entry.delete_requested_at);
  write_optional(out, "deleted_remotely_at", entry.deleted_remotely_at);
  write_optional(out, "deleted_locally_at", entry.deleted_locally_at);
}

}  // namespace

void write_entry(spi::JsonWriter& out, const sessions::RecordingEntry& entry) {
  out.begin_object();
  out.member("id", entry.id);
  out.member("session", entry.session_id);
  out.member("state", to_string(entry.state));
  out.member("match", to_string(entry.match));
  out.member("segment", entry.segment);
  out.member("meeting", to_string(entry.ref.meeting));
  out.member("kind", to_string(entry.ref.kind));
  write_optional(out, "key", entry.ref.instance_key);
  if (entry.ref.id) out.member("platform_id", *entry.ref.id);
  write_times(out, entry);
  if (entry.duration) out.member("duration_ms", std::int64_t{entry.duration->count()});
  write_optional(out, "storage", entry.storage);
  out.key("files").begin_array();
  for (const auto& file : entry.files) write_file(out, file);
  out.end_array();
  write_optional(out, "failure", entry.failure);
  out.end_object();
}

Row row_of(const sessions::RecordingEntry& entry) {
  return {entry.id,
          {to_string(entry.state), ink_of(entry.state)},
          to_string(entry.ref.kind),
          entry.session_id,
          to_rfc3339(entry.requested_at),
          length_of(entry),
          {entry.failure, Ink::bad}};
}

}  // namespace vplatform::cli
