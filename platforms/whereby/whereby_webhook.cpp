#include "whereby_webhook.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

constexpr std::string_view signature_name = "Whereby-Signature";
constexpr std::size_t most_time_digits = 12;  // enough for the next 29,000 years, and far from an overflow

// The two elements of the header that count; what other schemes may add is passed by.
struct Signature {
  std::string_view time{};
  std::string_view mac{};
};

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Twice the same name says nothing.
bool set_once(std::string_view& slot, std::string_view value) {
  if (!slot.empty() || value.empty()) return false;
  slot = value;
  return true;
}

std::optional<Signature> split_signature(std::string_view header) {
  Signature signature;
  while (!header.empty()) {
    const auto comma = std::min(header.find(','), header.size());
    const auto element = trim(header.substr(0, comma));
    header.remove_prefix(std::min(comma + 1, header.size()));
    const auto equals = element.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto name = trim(element.substr(0, equals));
    const auto value = trim(element.substr(equals + 1));
    if (name == "t" && !set_once(signature.time, value)) return std::nullopt;
    if (name == "v1" && !set_once(signature.mac, value)) return std::nullopt;
  }
  return signature;
}

std::optional<TimePoint> read_seconds(std::string_view digits) {
  if (digits.empty() || digits.size() > most_time_digits) return std::nullopt;
  std::uint64_t seconds = 0;  // unsigned: a sign is not a digit
  const auto end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, seconds);
  if (error != std::errc{} || stop != end) return std::nullopt;
  constexpr std::uint64_t latest = 9'000'000'000;  // the year 2255; a TimePoint holds nanoseconds
  if (seconds > latest) return std::nullopt;
  return TimePoint(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

// A header that can be one of Whereby's.
struct Claim {
  std::string_view time_text{};
  TimePoint at{};
  spi::Digest mac{};
};

// Why it cannot, if so.
std::string_view read_claim(std::string_view header, Claim& claim) {
  const auto signature = split_signature(header);
  if (!signature) return "the signature is not of the form t=…,v1=…";
  const auto at = read_seconds(signature->time);
  if (!at) return "the signature has no time";
  const auto mac = spi::digest_from_hex(signature->mac);
  if (!mac) return "the signature has no v1 of 64 hex digits";
  claim = {.time_text = signature->time, .at = *at, .mac = *mac};
  return {};
}

struct KnownType {
  std::string_view type{};
  EventKind kind = EventKind::other;
};

constexpr std::array<KnownType, 10> known_types = {{
    {"room.client.joined", EventKind::participant_joined},
    {"room.client.left", EventKind::participant_left},
    {"room.client.knocked", EventKind::participant_waiting},
    {"room.client.knockCancelled", EventKind::participant_stopped_waiting},
    {"room.session.started", EventKind::meeting_started},
    {"room.session.ended", EventKind::meeting_ended},
    {"transcription.started", EventKind::transcript_started},
    {"transcription.finished", EventKind::transcript_ready},
    {"transcription.failed", EventKind::transcript_failed},
    {"recording.finished", EventKind::recording_ready},
}};

EventKind kind_of(std::string_view type) {
  for (const auto& known : known_types) {
    if (known.type == type) return known.kind;
  }
  return EventKind::other;
}

bool is_about_client(EventKind kind) {
  return kind == EventKind::participant_joined || kind == EventKind::participant_left ||
         kind == EventKind::participant_waiting || kind == EventKind::participant_stopped_waiting;
}

// Machines come in as clients of a room.
bool is_person(std::string_view role) {
  return role != "recorder" && role != "streamer" && role != "captioner" && role != "assistant";
}

// `owner` is an administrator who is logged in to Whereby in that browser, whatever link was used.
Role role_of(std::string_view role) {
  if (role == "host" || role == "owner" || role == "member") return Role::host;
  if (role == "viewer" || role == "granted_viewer") return Role::viewer;
  return Role::participant;
}

// `numClients` may count machines too.
std::optional<int> count_people(const spi::Json& by_role) {
  if (!by_role.is_object()) return std::nullopt;
  constexpr std::int64_t most = 100'000;
  std::int64_t people = 0;
  for (const auto& [role, count] : by_role.members()) {
    if (is_person(role)) people += std::clamp<std::int64_t>(count.integer().value_or(0), 0, most);
  }
  return static_cast<int>(std::min(people, most));
}

std::string natural_key_of_session(const EventFields& fields, const spi::Json& data) {
  // A transcription names the recording that it was made from, of which there may be several.
  for (const auto* name : {"transcriptionId", "recordingId"}) {
    if (const auto id = data[name].id()) return fields.type + "|" + *id;
  }
  return fields.session_id.empty() ? "" : fields.type + "|" + fields.session_id;
}

std::string natural_key(const EventFields& fields, const spi::Json& data) {
  if (fields.kind == EventKind::other) return {};  // it may happen many times in a session
  if (!fields.participant) return natural_key_of_session(fields, data);
  const auto& who = fields.participant->id.value;
  const auto when = fields.at ? to_rfc3339(*fields.at) : std::string();
  std::string key;
  key.reserve(fields.type.size() + who.size() + when.size() + 2);
  key.append(fields.type).append("|").append(who);
  return when.empty() ? key : key.append("|").append(when);
}

void read_recording(EventFields& fields, const spi::Json& data) {
  fields.recording = RecordingRef{.meeting = {.platform = fields.platform, .room = fields.room},
                                  .id = data["recordingId"].id()};
  // `completed` is the only state today.
  if (data["status"].text_or("completed") == "completed") {
    fields.recording_state = RecordingState::ready;
  } else {
    fields.kind = EventKind::recording_updated;
  }
}

// A body that has what every event has.
struct Body {
  std::string_view text{};
  const spi::Json& json;
  std::string_view type{};
  const spi::Json& data;
};

EventFields read_event(const Body& body, const std::string& instance) {
  const spi::Json& data = body.data;
  EventFields fields;
  fields.id = body.json["id"].id_or("");
  fields.type = body.type;
  fields.kind = kind_of(body.type);
  fields.platform = instance;
  fields.room = wire::without_slash(data["roomName"].text().value_or(""));
  fields.session_id = data["roomSessionId"].text_or("");
  if (const auto at = parse_rfc3339(body.json["createdAt"].text().value_or(""))) fields.at = *at;
  if (const auto id = data["meetingId"].id(); id && !id->empty()) {
    fields.meeting = MeetingRef{.platform = instance, .id = *id, .room = fields.room};
  }
  if (is_about_client(fields.kind)) fields.participant = read_client(data);
  if (fields.kind == EventKind::participant_joined) fields.participant->joined_at = fields.at;
  if (fields.kind == EventKind::recording_ready) read_recording(fields, data);
  fields.people = count_people(data["numClientsByRoleName"]);
  fields.natural_key = natural_key(fields, data);
  fields.raw.text = body.text;
  return fields;
}

}  // namespace

Participant read_client(const spi::Json& data) {
  Participant participant;
  participant.id.value = data["participantId"].id_or("");
  participant.identity = data["externalId"].text_or("");
  participant.name = data["displayName"].text_or("");
  if (const auto role = data["roleName"].text()) {
    participant.is_person = is_person(*role);
    participant.role = role_of(*role);
  }
  return participant;
}

WebhookVerdict read_signed_event(const WebhookRequest& request, const spi::HmacVerifier& verifier,
                                 const WebhookContext& context) {
  if (!verifier.has_keys()) return WebhookVerdict::no_secret("webhook_secret");
  auto header = spi::signature_header(request, signature_name);
  if (!header) return WebhookVerdict::refuse(std::move(header).error());
  Claim claim;
  if (const auto why = read_claim(*header, claim); !why.empty())
    return WebhookVerdict::refuse(std::string(why));
  auto pass = verifier.verify(
      {.parts = {claim.time_text, ".", request.body}, .mac = spi::as_text(claim.mac), .at = claim.at},
      context.now(), context.tolerance);
  if (!pass) return WebhookVerdict::refuse(std::move(pass).error());
  const spi::ScopedJson read(request.body);
  const auto type = read.root()["type"].text().value_or("");
  const auto data = read.root()["data"];
  if (type.empty() || !data.is_object())
    return WebhookVerdict::unreadable(*pass, "the event is not JSON with a type and data");
  const Body body{.text = request.body, .json = read.root(), .type = type, .data = data};
  return WebhookVerdict::genuine(*pass, [&] { return read_event(body, context.instance); });
}

}  // namespace vplatform::platforms::whereby
