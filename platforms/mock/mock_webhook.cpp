#include "mock_webhook.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::mock {
namespace {

constexpr const char* signature_name = "Mock-Signature";

// `t=<seconds>,v1=<hex>` taken apart.
struct Signature {
  std::string_view seconds{};
  TimePoint at{};
  std::string mac{};
};

std::optional<Signature> parse_signature(std::string_view header) {
  const auto comma = header.find(",v1=");
  if (!header.starts_with("t=") || comma == header.npos) return std::nullopt;
  Signature signature;
  signature.seconds = header.substr(2, comma - 2);
  std::int64_t seconds = 0;
  const char* end = signature.seconds.data() + signature.seconds.size();
  const auto [stop, problem] = std::from_chars(signature.seconds.data(), end, seconds);
  // Eleven digits reach the year 5138 and cannot overflow the clock.
  if (problem != std::errc{} || stop != end || seconds < 0 || signature.seconds.size() > 11)
    return std::nullopt;
  signature.at = TimePoint{std::chrono::seconds{seconds}};
  auto mac = spi::from_hex(header.substr(comma + 4));
  if (!mac) return std::nullopt;
  signature.mac = std::move(*mac);
  return signature;
}

EventKind kind_of(std::string_view type) {
  if (type == "meeting.started") return EventKind::meeting_started;
  if (type == "meeting.ended") return EventKind::meeting_ended;
  if (type == "participant.joined") return EventKind::participant_joined;
  if (type == "participant.left") return EventKind::participant_left;
  if (type == "participant.waiting") return EventKind::participant_waiting;
  if (type == "participant.stopped_waiting") return EventKind::participant_stopped_waiting;
  return EventKind::other;
}

std::optional<Participant> read_participant(const spi::Json& json) {
  if (!json.is_object()) return std::nullopt;
  Participant participant;
  participant.id.value = json["id"].text_or({});
  participant.identity = json["identity"].text_or({});
  participant.name = json["name"].text_or({});
  for (const Role role : {Role::host, Role::participant, Role::viewer}) {
    if (json["role"].text() == to_string(role)) participant.role = role;
  }
  return participant;
}

}  // namespace

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
  return verifier.verify({{signature->seconds, ".", request.body}, signature->mac, signature->at}, now,
                         tolerance);
}

Result<EventFields> read_event(const std::string& body, const std::string& instance) {
  const auto json = spi::Json::parse(body);
  if (!json) return Failure{json.error()};
  EventFields fields;
  fields.type = (*json)["type"].text_or({});
  if (fields.type.empty()) return fail(ErrorCode::bad_response, "the event has no type");
  fields.kind = kind_of(fields.type);
  fields.id = (*json)["id"].id().value_or("");
  fields.platform = instance;
  fields.room = (*json)["meeting"].text_or({});
  if (!fields.room.empty()) fields.meeting = MeetingRef{instance, fields.room, fields.room};
  fields.session_id = (*json)["session"].text_or({});
  if (const auto at = parse_rfc3339((*json)["at"].text_or({}))) fields.at = *at;
  fields.participant = read_participant((*json)["participant"]);
  if (const auto people = (*json)["people"].integer()) fields.people = static_cast<int>(*people);
  fields.natural_key = fields.type + "/" + fields.session_id;
  if (fields.participant) fields.natural_key += "/" + fields.participant->id.value;
  fields.raw.text = body;
  return fields;
}

}  // namespace vplatform::platforms::mock
