#include "sessions/inbox/event_json.hpp"

#include <optional>

#include "sessions/session/enumerator.hpp"
#include "sessions/store/value.hpp"

namespace vplatform::sessions {
namespace {

using spi::Json;
using spi::JsonName;
using spi::JsonWriter;

/// What is absent is read as empty.
void write_text(JsonWriter& json, JsonName name, std::string_view text) {
  if (!text.empty()) json.member(name, text);
}

void write_time(JsonWriter& json, JsonName name, const std::optional<TimePoint>& at) {
  if (at) json.member(name, to_stored(*at));
}

std::optional<TimePoint> read_time(const Json& json) {
  const auto at = json.integer();
  return at ? std::optional(from_stored(*at)) : std::nullopt;
}

/// Nearly always a meeting's platform and room are the event's, and often the room is its id: nothing is said
/// of what is the same.
void write_meeting(JsonWriter& json, const MeetingRef& ref, const EventFields& event) {
  json.key("meeting").begin_object();
  if (ref.platform != event.platform) json.member("platform", ref.platform);
  if (ref.id != event.room) json.member("id", ref.id);
  if (ref.room != event.room) json.member("room", ref.room);
  json.end_object();
}

MeetingRef read_meeting(const Json& json, const EventFields& event) {
  return {.platform = json["platform"].text_or(event.platform),
          .id = json["id"].text_or(event.room),
          .room = json["room"].text_or(event.room)};
}

void write_participant(JsonWriter& json, const Participant& who) {
  json.key("participant").begin_object();
  write_text(json, "id", who.id.value);
  write_text(json, "identity", who.identity);
  write_text(json, "name", who.name);
  if (who.role) json.member("role", to_string(*who.role));
  if (!who.is_person) json.member("is_person", false);
  write_time(json, "joined_at", who.joined_at);
  json.end_object();
}

Participant read_participant(const Json& json) {
  return {.id = {json["id"].text_or("")},
          .identity = json["identity"].text_or(""),
          .name = json["name"].text_or(""),
          .role = enumerator_from(json["role"].text_or(""), Role::viewer),
          .is_person = json["is_person"].boolean().value_or(true),
          .joined_at = read_time(json["joined_at"])};
}

void write_recording(JsonWriter& json, const RecordingRef& ref, const EventFields& event) {
  json.key("recording").begin_object();
  write_meeting(json, ref.meeting, event);
  json.member("kind", to_string(ref.kind)).member("instance_key", ref.instance_key);
  if (ref.id) json.member("id", *ref.id);
  json.end_object();
}

RecordingRef read_recording(const Json& json, const EventFields& event) {
  RecordingRef ref{
      .meeting = read_meeting(json["meeting"], event),
      .kind =
          enumerator_from(json["kind"].text_or(""), RecordingKind::local).value_or(RecordingKind::composed),
      .instance_key = json["instance_key"].text_or("")};
  if (const auto id = json["id"].text()) ref.id = *id;
  return ref;
}

}  // namespace

void write_event(JsonWriter& json, const EventFields& event) {
  json.begin_object();
  if (event.meeting) write_meeting(json, *event.meeting, event);
  write_text(json, "room", event.room);
  write_text(json, "session", event.session_id);
  if (event.participant) write_participant(json, *event.participant);
  if (event.people) json.member("people", *event.people);
  if (event.recording) write_recording(json, *event.recording, event);
  if (event.recording_state) json.member("recording_state", to_string(*event.recording_state));
  json.end_object();
}

void read_event(std::string_view text, EventFields& event) {
  const auto json = Json::parse(text);
  if (!json) return;
  event.room = (*json)["room"].text_or("");
  if ((*json)["meeting"].is_object()) event.meeting = read_meeting((*json)["meeting"], event);
  event.session_id = (*json)["session"].text_or("");
  if ((*json)["participant"].is_object()) event.participant = read_participant((*json)["participant"]);
  if (const auto people = (*json)["people"].integer()) event.people = static_cast<int>(*people);
  if ((*json)["recording"].is_object()) event.recording = read_recording((*json)["recording"], event);
  event.recording_state = enumerator_from((*json)["recording_state"].text_or(""), RecordingState::deleted);
}

}  // namespace vplatform::sessions
