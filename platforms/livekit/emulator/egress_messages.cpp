// EgressInfo in LiveKit's two dialects.

#include <algorithm>
#include <array>
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

std::string respelt(std::string_view name, Dialect dialect) {
  if (name == "aliOSS") return std::string(name);
  std::string out;
  bool up = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (dialect == Dialect::answer) {
      if (upper) out += '_';
      out += upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (c == '_') {
      up = true;
    } else {
      out += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      up = false;
    }
  }
  return out;
}

std::string_view redacted(const std::string& snake) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> hidden{
      {{"access_key", "{access_key}"},
       {"secret", "{secret}"},
       {"session_token", "{session_token}"},
       {"credentials", "{credentials}"},
       {"account_name", "{account_name}"},
       {"account_key", "{account_key}"}}};
  const auto found =
      std::find_if(hidden.begin(), hidden.end(), [&](const auto& one) { return one.first == snake; });
  return found == hidden.end() ? std::string_view{} : found->second;
}

struct Copier {
  spi::JsonWriter& out;
  Dialect dialect;
  bool redacts;

  void object(const spi::Json& json, bool is_map) const {
    out.begin_object();
    for (const auto& [name, value] : json.members()) {
      if (value.is_null()) continue;
      out.key(is_map ? name : respelt(name, dialect));
      const auto hidden = redacts && !is_map ? redacted(respelt(name, Dialect::answer)) : std::string_view{};
      if (!hidden.empty() && !value.text_or("").empty()) {
        out.value(hidden);
      } else {
        any(value, name == "metadata" || name == "attributes");
      }
    }
    out.end_object();
  }
  void any(const spi::Json& json, bool is_map) const {
    if (json.is_object()) {
      object(json, is_map);
    } else if (json.is_array()) {
      out.begin_array();
      for (const auto& item : json.items()) any(item, false);
      out.end_array();
    } else {
      out.raw(json.dump());
    }
  }
};

spi::Json member(const spi::Json& json, std::string_view camel, std::string_view snake) {
  auto value = json[camel];
  return value.is_present() ? value : json[snake];
}

// A request with two outputs of a kind comes back with its secrets in clear, as the real server sends it.
bool redacts(const spi::Json& request) {
  return member(request, "fileOutputs", "file_outputs").size() < 2;
}

spi::Json output_of(const Job& job) {
  if (job.request["file"].is_object()) return job.request["file"];
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
  replace(name, "{time}", std::to_string(unix_nanoseconds(job.started_at) / 1'000'000'000));
  replace(name, "{utc}", std::to_string(unix_nanoseconds(job.started_at) / 1'000'000'000));
  if (name.find('.', name.rfind('/') + 1) == std::string::npos) name += job.kind == "track" ? ".ogg" : ".mp4";
  return name;
}

void write_files(FieldWriter& fields, spi::JsonWriter& out, const Job& job, Dialect dialect) {
  const bool has_file = job.status == "EGRESS_COMPLETE" && output_of(job).is_object() && job.started_at;
  if (!has_file) {
    fields.default_only("fileResults", "[]");
    return;
  }
  const auto lasted = unix_nanoseconds(job.ended_at) - unix_nanoseconds(job.started_at);
  const auto name = file_name(job);
  const auto bucket = output_of(job)["s3"]["bucket"].text_or("");
  fields.begin("fileResults").begin_array().begin_object();
  FieldWriter(out, dialect)
      .text("filename", name)
      .long_number("startedAt", unix_nanoseconds(job.started_at))
      .long_number("endedAt", unix_nanoseconds(job.ended_at))
      .long_number("duration", lasted)
      .long_number("size", lasted / 1'000'000'000 * bytes_a_second)
      .text("location", bucket.empty() ? name : "https://" + bucket + ".s3.amazonaws.com/" + name);
  out.end_object().end_array();
}

}  // namespace

void write_job(spi::JsonWriter& out, const Job& job, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.text("egressId", job.id).text("roomId", job.room_sid).text("roomName", job.room);
  const bool by_browser = job.kind == "roomComposite" || job.kind == "web";
  if (dialect == Dialect::answer || (!by_browser && !job.id.empty()))
    fields.text("sourceType", by_browser ? "EGRESS_SOURCE_TYPE_WEB" : "EGRESS_SOURCE_TYPE_SDK");
  if (dialect == Dialect::answer || job.status != "EGRESS_STARTING") fields.text("status", job.status);
  fields.long_number("startedAt", unix_nanoseconds(job.started_at));
  fields.long_number("endedAt", unix_nanoseconds(job.ended_at));
  fields.long_number("updatedAt", job.id.empty() ? 0 : unix_nanoseconds(job.updated_at));
  fields.begin(job.kind);
  Copier{.out = out, .dialect = dialect, .redacts = redacts(job.request)}.object(job.request, false);
  fields.default_only("streamResults", "[]");
  write_files(fields, out, job, dialect);
  fields.default_only("segmentResults", "[]").default_only("imageResults", "[]");
  fields.text("error", job.error).number("errorCode", job.error_code).text("details", job.details);
  fields.text("manifestLocation", "").flag("backupStorageUsed", false).number("retryCount", 0);
  out.end_object();
}

}  // namespace vplatform::platforms::livekit::emulation
