#include <cstdint>

#include "cli/json_shapes.hpp"
#include "cli/recording_text.hpp"

namespace vplatform::cli {
namespace {

void write_file(spi::JsonWriter& out, const RecordingFile& file) {
  out.begin_object();
  write_optional(out, "path", file.path);
  if (file.bytes) out.member("bytes", static_cast<std::int64_t>(*file.bytes));
  write_optional(out, "track", file.track);
  out.end_object();
}

}  // namespace

void write_recording_ref(spi::JsonWriter& out, const RecordingRef& ref) {
  out.member("recording", to_text(ref));
  out.member("meeting", to_string(ref.meeting));
  out.member("kind", to_string(ref.kind));
  write_optional(out, "key", ref.instance_key);
  if (ref.id) out.member("id", *ref.id);
}

void write_recording(spi::JsonWriter& out, const Recording& recording) {
  out.begin_object();
  write_recording_ref(out, recording.ref);
  out.member("state", to_string(recording.state));
  write_optional(out, "started_at", recording.started_at);
  write_optional(out, "ended_at", recording.ended_at);
  if (recording.duration) out.member("duration_ms", std::int64_t{recording.duration->count()});
  out.key("files").begin_array();
  for (const auto& file : recording.files) write_file(out, file);
  out.end_array();
  write_optional(out, "failure", recording.failure);
  out.end_object();
}

void write_subscription(spi::JsonWriter& out, const WebhookSubscription& subscription) {
  out.begin_object();
  write_optional(out, "id", subscription.id);
  out.member("url", subscription.url);
  out.member("active", subscription.active);
  out.member("failures", subscription.failures);
  out.key("changes");
  write_texts(out, subscription.changes);
  out.end_object();
}

}  // namespace vplatform::cli
