#include "livekit_webhook.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "livekit_egress.hpp"
#include "livekit_wire.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::webhook {

namespace {

EventKind kind_of(std::string_view type) {
  static constexpr std::array<std::pair<std::string_view, EventKind>, 10> kinds{{
      {"room_started", EventKind::meeting_started},
      {"room_finished", EventKind::meeting_ended},
      {"participant_joined", EventKind::participant_joined},
      {"participant_left", EventKind::participant_left},
      // Sent in place of participant_left, for somebody who was never seen to join.
      {"participant_connection_aborted", EventKind::participant_left},
      {"track_published", EventKind::track_published},
      {"track_unpublished", EventKind::track_unpublished},
      {"egress_started", EventKind::recording_started},
      {"egress_updated", EventKind::recording_updated},
      {"egress_ended", EventKind::recording_ready},
  }};
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.first == type; });
  return found == kinds.end() ? EventKind::other : found->second;
}

EventKind stream_kind(EventKind kind) {
  if (kind == EventKind::recording_started) return EventKind::stream_started;
  if (kind == EventKind::recording_updated) return EventKind::stream_updated;
  return kind == EventKind::recording_failed ? EventKind::stream_failed : EventKind::stream_ended;
}

void read_egress(EventFields& fields, const spi::Json& json, const wire::Egress& egress) {
  if (fields.room.empty()) fields.room = egress.room;
  if (fields.session_id.empty()) fields.session_id = egress.room_sid;
  if (egress.state_is_known) fields.recording_state = egress.state;
  if (fields.kind == EventKind::recording_ready && fields.recording_state != RecordingState::ready)
    fields.kind = EventKind::recording_failed;
  const auto when = fields.kind == EventKind::recording_started   ? egress.started_at
                    : fields.kind == EventKind::recording_updated ? egress.updated_at
                                                                  : egress.ended_at;
  if (when) fields.at = when;
  // One egress is updated more than once.
  if (!egress.id.empty()) {
    fields.natural_key = fields.type + ':' + egress.id;
    if (fields.kind == EventKind::recording_updated)
      fields.natural_key += ':' + egress.status + ':' + wire::text_of(json, "updatedAt");
  }
  if (egress.is_stream) fields.kind = stream_kind(fields.kind);
}

RecordingRef recording_of(const wire::Egress& egress, const std::optional<MeetingRef>& meeting) {
  RecordingRef ref{
      .meeting = meeting.value_or(MeetingRef{}), .kind = egress.kind, .instance_key = egress.instance_key};
  if (!egress.id.empty()) ref.id = egress.id;
  return ref;
}

// What the event is about has an id of its own, which is the same in a second event that tells the same.
std::string subject_of(const spi::Json& json, const EventFields& fields) {
  if (auto track = wire::text_of(wire::field(json, "track"), "sid"); !track.empty()) return track;
  if (auto connection = wire::text_of(wire::field(json, "participant"), "sid"); !connection.empty())
    return connection;
  return fields.session_id;
}

EventFields read_event(std::string_view body, const spi::Json& json, std::string_view instance) {
  EventFields fields{.id = wire::text_of(json, "id"),
                     .type = wire::text_of(json, "event"),
                     .platform = std::string(instance),
                     .raw = {std::string(body)}};
  fields.kind = kind_of(fields.type);
  const auto room = wire::field(json, "room");
  fields.room = wire::text_of(room, "name");
  fields.session_id = wire::text_of(room, "sid");
  fields.at = wire::time_of(json, "createdAt");
  if (const auto person = wire::field(json, "participant"); person.is_object())
    fields.participant = wire::read_participant(person);
  if (fields.kind == EventKind::meeting_started)
    fields.at = wire::time_of(room, "creationTime") ? wire::time_of(room, "creationTime") : fields.at;
  if (fields.kind == EventKind::participant_joined && fields.participant && fields.participant->joined_at)
    fields.at = fields.participant->joined_at;
  if (const auto subject = subject_of(json, fields); !subject.empty())
    fields.natural_key = fields.type + ':' + subject;

  const auto info = wire::field(json, "egressInfo");
  std::optional<wire::Egress> egress;
  if (info.is_object()) read_egress(fields, info, egress.emplace(wire::read_egress(info)));
  if (fields.room.empty()) fields.room = wire::text_of(wire::field(json, "ingressInfo"), "roomName");
  if (!fields.room.empty())
    fields.meeting = MeetingRef{.platform = fields.platform, .id = fields.room, .room = fields.room};
  if (egress && !egress->is_stream) fields.recording = recording_of(*egress, fields.meeting);
  return fields;
}

}  // namespace

WebhookVerdict read(const WebhookRequest& request, const Judge& judge) {
  if (!judge.verifier.has_keys()) return WebhookVerdict::no_secret("webhook_keys");
  auto header = spi::signature_header(request, "Authorization");
  if (!header) return WebhookVerdict::refuse(std::move(header).error());
  auto token = *header;
  if (token.substr(0, 7) == "Bearer ") token.remove_prefix(7);
  auto pass = judge.verifier.verify_body(token, request.body, judge.now, judge.leeway);
  if (!pass) return WebhookVerdict::refuse(std::move(pass).error());

  const spi::ScopedJson body(request.body);
  const spi::Json& json = body.root();
  if (!json.is_object()) return WebhookVerdict::unreadable(*pass, "the webhook's body is not a JSON object");
  if (wire::field(json, "event").text().value_or("").empty())
    return WebhookVerdict::unreadable(*pass, "the webhook names no event");
  return WebhookVerdict::genuine(*pass, [&] { return read_event(request.body, json, judge.instance); });
}

}  // namespace vplatform::platforms::livekit::webhook
