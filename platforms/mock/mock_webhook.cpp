#include "mock_webhook.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "mock_wire.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::mock {
namespace {

constexpr const char* signature_name = "Mock-Signature";
constexpr std::size_t longest_usual_key = 96;

struct Type {
  std::string_view name{};
  EventKind kind = EventKind::other;
};

constexpr std::array types{Type{"meeting.started", EventKind::meeting_started},
                           Type{"meeting.ended", EventKind::meeting_ended},
                           Type{"participant.joined", EventKind::participant_joined},
                           Type{"participant.left", EventKind::participant_left},
                           Type{"participant.waiting", EventKind::participant_waiting},
                           Type{"participant.stopped_waiting", EventKind::participant_stopped_waiting},
                           Type{"recording.started", EventKind::recording_started},
                           Type{"recording.updated", EventKind::recording_updated},
                           Type{"recording.ready", EventKind::recording_ready},
                           Type{"recording.failed", EventKind::recording_failed}};

// `t=<seconds>,v1=<hex>` taken apart.
struct Signature {
  std::string_view seconds{};
  TimePoint at{};
  spi::Digest mac{};
};

std::optional<Signature> parse_signature(std::string_view header) {
  const auto comma = header.find(",v1=");
  if (!header.starts_with("t=") || comma == header.npos) return std::nullopt;
  Signature signature;
  signature.seconds = header.substr(2, comma - 2);
  const auto at = read_seconds(signature.seconds);
  if (!at) return std::nullopt;
  signature.at = *at;
  const auto mac = spi::digest_from_hex(header.substr(comma + 4));
  if (!mac) return std::nullopt;
  signature.mac = *mac;
  return signature;
}

std::optional<Participant> read_participant(const spi::Json& json) {
  if (!json.is_object()) return std::nullopt;
  Participant participant;
  participant.id.value = json["id"].text_or({});
  participant.identity = json["identity"].text_or({});
  participant.name = json["name"].text_or({});
  if (const auto name = json["role"].text()) {
    for (const Role role : {Role::host, Role::participant, Role::viewer}) {
      if (name == to_string(role)) participant.role = role;
    }
  }
  participant.is_person = json["is_person"].boolean().value_or(true);
  return participant;
}

std::optional<RecordingState> read_state(const spi::Json& json) {
  using enum RecordingState;
  for (const auto state : {requested, starting, active, stopping, processing, ready, failed, cancelled}) {
    if (json.text() == to_string(state)) return state;
  }
  return std::nullopt;
}

void read_recording(const spi::Json& json, EventFields& fields) {
  if (!json.is_object()) return;
  RecordingRef ref{.meeting = fields.meeting.value_or(MeetingRef{.platform = fields.platform})};
  for (const auto kind :
       {RecordingKind::composed, RecordingKind::audio_only, RecordingKind::per_track, RecordingKind::local}) {
    if (json["kind"].text() == to_string(kind)) ref.kind = kind;
  }
  ref.instance_key = json["instance_key"].text_or({});
  ref.id = json["id"].id();
  fields.recording = std::move(ref);
  fields.recording_state = read_state(json["state"]);
}

std::string natural_key(const EventFields& fields) {
  std::string key;
  key.reserve(longest_usual_key);
  key.append(fields.type).append("/").append(fields.session_id);
  if (fields.participant) key.append("/").append(fields.participant->id.value);
  if (fields.recording) key.append("/").append(fields.recording->id.value_or(""));
  return key;
}

void write_participant(spi::JsonWriter& json, const Participant& who) {
  json.key("participant").begin_object();
  json.member("id", who.id.value).member("identity", who.identity).member("name", who.name);
  if (who.role) json.member("role", to_string(*who.role));
  if (!who.is_person) json.member("is_person", false);
  json.end_object();
}

void write_recording(spi::JsonWriter& json, const Recording& recording) {
  json.key("recording").begin_object();
  json.member("id", recording.ref.id.value_or("")).member("instance_key", recording.ref.instance_key);
  json.member("kind", to_string(recording.ref.kind)).member("state", to_string(recording.state));
  if (!recording.failure.empty()) json.member("failure", recording.failure);
  json.end_object();
}

}  // namespace

std::string to_json(const Happening& what, const std::string& id) {
  spi::JsonWriter json;
  json.begin_object();
  json.member("id", id).member("type", what.type).member("at", to_rfc3339(what.at));
  json.member("meeting", what.meeting.id).member("session", what.session_id);
  if (what.participant) write_participant(json, *what.participant);
  if (what.recording) write_recording(json, *what.recording);
  if (what.people) json.member("people", *what.people);
  json.end_object();
  return std::move(json).text();
}

EventKind kind_of(std::string_view type) noexcept {
  const auto found =
      std::find_if(types.begin(), types.end(), [type](const Type& one) { return one.name == type; });
  return found == types.end() ? EventKind::other : found->kind;
}

std::vector<EventKind> told_kinds() {
  std::vector<EventKind> kinds;
  kinds.reserve(types.size());
  for (const auto& type : types) kinds.push_back(type.kind);
  return kinds;
}

WebhookRequest sign_webhook(std::string body, const Secret& secret, TimePoint now) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  const std::string at = std::to_string(seconds);
  const auto mac = spi::HmacKey(secret.reveal()).sign({at, ".", body});
  return {{{"Content-Type", "application/json"},
           {signature_name, "t=" + at + ",v1=" + spi::to_hex(spi::as_text(mac))}},
          std::move(body)};
}

Result<spi::Verified> verify_webhook(const WebhookRequest& request, const spi::HmacVerifier& verifier,
                                     TimePoint now, std::chrono::seconds tolerance) {
  const auto header = spi::signature_header(request, signature_name);
  if (!header) return Failure{header.error()};
  const auto signature = parse_signature(*header);
  if (!signature) return fail(ErrorCode::unauthenticated, "the header Mock-Signature is not `t=…,v1=…`");
  return verifier.verify(
      {{signature->seconds, ".", request.body}, spi::as_text(signature->mac), signature->at}, now, tolerance);
}

Result<EventFields> read_event(const std::string& body, const std::string& instance) {
  const auto json = spi::Json::parse(body);
  if (!json) return Failure{json.error()};
  EventFields fields;
  fields.type = (*json)["type"].text_or({});
  if (fields.type.empty()) return fail(ErrorCode::bad_response, "the event has no type");
  fields.kind = kind_of(fields.type);
  fields.id = (*json)["id"].id_or("");
  fields.platform = instance;
  fields.room = (*json)["meeting"].text_or({});
  if (!fields.room.empty()) fields.meeting = MeetingRef{instance, fields.room, fields.room};
  fields.session_id = (*json)["session"].text_or({});
  if (const auto at = parse_rfc3339((*json)["at"].text_or({}))) fields.at = *at;
  fields.participant = read_participant((*json)["participant"]);
  if (const auto people = (*json)["people"].integer()) fields.people = static_cast<int>(*people);
  read_recording((*json)["recording"], fields);
  fields.natural_key = natural_key(fields);
  fields.raw.text = body;
  return fields;
}

}  // namespace vplatform::platforms::mock
