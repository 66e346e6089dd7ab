// EgressInfo in LiveKit's two dialects.

#include <chrono>
#include <utility>

#include "emulator/egress.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

using std::chrono::duration_cast;
using std::chrono::nanoseconds;

constexpr std::int64_t bytes_a_second = 100'000;

std::int64_t unix_nanoseconds(const std::optional<TimePoint>& at) {
  return at ? duration_cast<nanoseconds>(at->time_since_epoch()).count() : 0;
}

spi::Json member(const spi::Json& json, std::string_view camel, std::string_view snake) {
  auto value = json[camel];
  return value.is_present() ? value : json[snake];
}

spi::Json output_of(const Job& job) {
  if (job.request["file"].is_object()) return job.request["file"];
  if (const auto outputs = job.request["outputs"].items(); !outputs.empty()) return outputs.front()["file"];
  const auto outputs = member(job.request, "fileOutputs", "file_outputs").items();
  return outputs.empty() ? spi::Json{} : outputs.front();
}

void replace(std::string& text, std::string_view name, const std::string& value) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
    text.replace(at, name.size(), value);
}

std::string file_name(const Job& job) {
  auto name = output_of(job)["filepath"].text_or("");
  if (name.empty() || name.back() == '/') name += "{room_name}-{time}";
  replace(name, "{room_name}", job.room);
  replace(name, "{room_id}", job.room_sid);
  replace(name, "{track_id}", member(job.request, "trackId", "track_id").text_or(""));
  replace(name, "{track_source}", "camera");
  replace(name, "{track_type}", "video");
  replace(name, "{publisher_identity}", "");
  replace(name, "{time}", std::to_string(unix_nanoseconds(job.asked_at) / 1'000'000'000));
  replace(name, "{utc}", std::to_string(unix_nanoseconds(job.asked_at) / 1'000'000'000));
  if (name.find('.', name.rfind('/') + 1) == std::string::npos) name += job.kind == "track" ? ".ogg" : ".mp4";
  return name;
}

// What a worker says of its file: the name from the start, the rest as it comes to be known.
void write_file(spi::JsonWriter& out, const Job& job, Dialect dialect) {
  const auto start = unix_nanoseconds(job.started_at);
  const bool is_done = job.status == "EGRESS_COMPLETE" && job.started_at.has_value();
  const auto lasted = is_done ? unix_nanoseconds(job.ended_at) - start : 0;
  const auto name = file_name(job);
  const auto bucket = output_of(job)["s3"]["bucket"].text_or("");
  const auto location = bucket.empty() ? name : "https://" + bucket + ".s3.amazonaws.com/" + name;
  out.begin_object();
  FieldWriter(out, dialect)
      .text("filename", name)
      .long_number("startedAt", start)
      .long_number("endedAt", is_done ? unix_nanoseconds(job.ended_at) : 0)
      .long_number("duration", lasted)
      .long_number("size", lasted / 1'000'000'000 * bytes_a_second)
      .text("location", is_done ? location : std::string{});
  out.end_object();
}

// Twice: in the list, and in the older member.
void write_files(FieldWriter& fields, spi::JsonWriter& out, const Job& job, Dialect dialect) {
  // One that could not even be started has none.
  if (!output_of(job).is_object() || job.id.empty()) {
    fields.default_only("fileResults", "[]");
    return;
  }
  write_file(fields.begin("file"), job, dialect);
  write_file(fields.begin("fileResults").begin_array(), job, dialect);
  out.end_array();
}

}  // namespace

void write_job(spi::JsonWriter& out, const Job& job, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.text("egressId", job.id).text("roomId", job.room_sid).text("roomName", job.room);
  const bool by_browser = job.kind == "roomComposite" || job.kind == "web" ||
                          (job.kind == "egress" && !job.request["media"].is_object());
  if (dialect == Dialect::answer || (!by_browser && !job.id.empty()))
    fields.text("sourceType", by_browser ? "EGRESS_SOURCE_TYPE_WEB" : "EGRESS_SOURCE_TYPE_SDK");
  if (dialect == Dialect::answer || job.status != "EGRESS_STARTING") fields.text("status", job.status);
  fields.long_number("startedAt", unix_nanoseconds(job.started_at));
  fields.long_number("endedAt", unix_nanoseconds(job.ended_at));
  fields.long_number("updatedAt", job.id.empty() ? 0 : unix_nanoseconds(job.updated_at));
  fields.begin(job.kind).raw(request_text(job.request, job.kind, dialect));
  fields.default_only("streamResults", "[]");
  write_files(fields, out, job, dialect);
  fields.default_only("segmentResults", "[]").default_only("imageResults", "[]");
  fields.text("error", job.error).number("errorCode", job.error_code).text("details", job.details);
  fields.text("manifestLocation", "").flag("backupStorageUsed", false).number("retryCount", 0);
  out.end_object();
}

}  // namespace vplatform::platforms::livekit::emulation
