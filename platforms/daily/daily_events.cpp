#include "daily_events.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "daily_wire.hpp"

namespace vplatform::platforms::daily {

namespace {

using spi::Json;

struct KindOfType {
  std::string_view type;
  EventKind kind;
};

// What is not here (dial-in, dial-out, call transfer, batch processor) is `other`.
constexpr std::array kinds{
    KindOfType{"participant.joined", EventKind::participant_joined},
    KindOfType{"participant.left", EventKind::participant_left},
    KindOfType{"meeting.started", EventKind::meeting_started},
    KindOfType{"meeting.ended", EventKind::meeting_ended},
    KindOfType{"waiting-participant.joined", EventKind::participant_waiting},
    KindOfType{"waiting-participant.left", EventKind::participant_stopped_waiting},
    KindOfType{"recording.started", EventKind::recording_started},
    KindOfType{"recording.ready-to-download", EventKind::recording_ready},
    KindOfType{"recording.error", EventKind::recording_failed},
    KindOfType{"transcript.started", EventKind::transcript_started},
    KindOfType{"transcript.ready-to-download", EventKind::transcript_ready},
    KindOfType{"transcript.error", EventKind::transcript_failed},
    KindOfType{"streaming.started", EventKind::stream_started},
    KindOfType{"streaming.updated", EventKind::stream_updated},
    KindOfType{"streaming.ended", EventKind::stream_ended},
    KindOfType{"streaming.error", EventKind::stream_failed},
};

EventKind kind_of(std::string_view type) {
  const auto* found =
      std::find_if(kinds.begin(), kinds.end(), [&](const KindOfType& one) { return one.type == type; });
  return found == kinds.end() ? EventKind::other : found->kind;
}

bool is_empty_or_false(const Json& permission) {
  if (permission.is_array()) return permission.size() == 0;
  return permission.boolean() == std::optional(false);
}

/// Daily says owner or not; who may send nothing is a viewer. Our own hosts with fewer rights are no owners,
/// but may manage.
std::optional<Role> role_of(const Json& payload) {
  const auto owner = payload["owner"].boolean();
  if (!owner) return std::nullopt;
  const Json permissions = payload["permissions"];
  const Json can_admin = permissions["canAdmin"];
  const bool manages = can_admin.is_present() && !can_admin.is_null() && !is_empty_or_false(can_admin);
  if (*owner || manages) return Role::host;
  return is_empty_or_false(permissions["canSend"]) ? Role::viewer : Role::participant;
}

// One piece of memory, however long they are.
std::string natural_key(const EventFields& fields, std::string_view id) {
  std::string key;
  key.reserve(fields.type.size() + 1 + id.size());
  return key.append(fields.type).append(":").append(id);
}

void read_participant(const Json& payload, EventFields& fields) {
  Participant& who = fields.participant.emplace();
  who.id.value = payload["session_id"].id_or("");
  who.identity = payload["user_id"].id_or("");
  who.name = payload["user_name"].text_or("");
  who.role = role_of(payload);
  who.joined_at = time_from_seconds(payload["joined_at"].number());
  if (!who.id.value.empty()) fields.natural_key = natural_key(fields, who.id.value);

  const bool came =
      fields.kind == EventKind::participant_joined || fields.kind == EventKind::participant_waiting;
  if (came) {
    fields.at = who.joined_at;
  } else {
    const auto joined = payload["joined_at"].number();
    const auto stayed = payload["duration"].number();
    if (joined && stayed) fields.at = time_from_seconds(*joined + *stayed);
  }
}

RecordingKind recording_kind_of(const Json& payload) {
  const std::string type = payload["type"].text_or("");
  const std::string preset = payload["layout"]["preset"].text_or("");
  if (type == "raw-tracks" || preset.starts_with("raw-tracks")) return RecordingKind::per_track;
  if (type == "cloud-audio-only" || preset == "audio-only") return RecordingKind::audio_only;
  return type == "local" ? RecordingKind::local : RecordingKind::composed;
}

RecordingState recording_state_of(EventKind kind) {
  if (kind == EventKind::recording_ready) return RecordingState::ready;
  return kind == EventKind::recording_failed ? RecordingState::failed : RecordingState::active;
}

void read_recording(const Json& payload, const std::string& instance, EventFields& fields) {
  RecordingRef ref;
  // A start names no room; who started it knows it by its own key.
  ref.meeting = fields.meeting.value_or(MeetingRef{instance, "", ""});
  ref.kind = recording_kind_of(payload);
  ref.instance_key = payload["instance_id"].id_or("");
  ref.id = payload["recording_id"].id();
  if (ref.id) {
    fields.natural_key = natural_key(fields, *ref.id);
    // Daily makes its id of the instance id and the second. Where nobody has given an instance id it is the
    // same one in every room, and two rooms have recordings in one second.
    if (!fields.id.empty()) fields.id += ":" + *ref.id;
  }
  if (fields.kind == EventKind::recording_started)
    fields.at = time_from_seconds(payload["start_ts"].number());
  fields.recording_state = recording_state_of(fields.kind);
  fields.recording = std::move(ref);
}

void read_meeting_times(const Json& payload, EventFields& fields) {
  const bool started = fields.kind == EventKind::meeting_started;
  fields.at = time_from_seconds(payload[started ? "start_ts" : "end_ts"].number());
  if (!fields.session_id.empty()) fields.natural_key = natural_key(fields, fields.session_id);
}

/// The first of the members that holds an id.
std::string first_id(const Json& payload, std::string_view one, std::string_view other) {
  if (auto id = payload[one].id()) return *std::move(id);
  return payload[other].id_or("");
}

void read_by_kind(const Json& payload, const std::string& instance, EventFields& fields) {
  switch (fields.kind) {
    case EventKind::participant_joined:
    case EventKind::participant_left:
    case EventKind::participant_waiting:
    case EventKind::participant_stopped_waiting:
      return read_participant(payload, fields);
    case EventKind::recording_started:
    case EventKind::recording_ready:
    case EventKind::recording_failed:
      return read_recording(payload, instance, fields);
    case EventKind::meeting_started:
    case EventKind::meeting_ended:
      return read_meeting_times(payload, fields);
    case EventKind::recording_updated:
    case EventKind::transcript_started:
    case EventKind::transcript_ready:
    case EventKind::transcript_failed:
    case EventKind::stream_started:
    case EventKind::stream_updated:
    case EventKind::stream_ended:
    case EventKind::stream_failed:
    case EventKind::track_published:
    case EventKind::track_unpublished:
    case EventKind::other:
      return;
  }
}

}  // namespace

std::string_view type_of(EventKind kind) noexcept {
  const auto* found =
      std::find_if(kinds.begin(), kinds.end(), [&](const KindOfType& one) { return one.kind == kind; });
  return found == kinds.end() ? std::string_view{} : found->type;
}

std::vector<std::string_view> known_types() {
  std::vector<std::string_view> types;
  types.reserve(kinds.size());
  for (const auto& one : kinds) types.push_back(one.type);
  return types;
}

EventFields read_event(std::string_view body, const Json& json, const std::string& instance) {
  const Json payload = json["payload"];
  EventFields fields;
  fields.type = json["type"].text_or("");
  fields.kind = kind_of(fields.type);
  fields.id = json["id"].id_or("");
  fields.platform = instance;
  fields.room = first_id(payload, "room", "room_name");
  if (!fields.room.empty()) fields.meeting = MeetingRef{instance, fields.room, fields.room};
  fields.session_id = first_id(payload, "meeting_id", "mtg_session_id");
  read_by_kind(payload, instance, fields);
  if (!fields.at) fields.at = time_from_seconds(payload["timestamp"].number());
  if (!fields.at) fields.at = time_from_seconds(json["event_ts"].number());
  fields.raw.text = body;
  return fields;
}

}  // namespace vplatform::platforms::daily
