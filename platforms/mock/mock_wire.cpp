#include "mock_wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>

#include "vplatform/spi/json.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::mock {
namespace {

constexpr std::array owned_claims = {"instance", "room", "role", "identity", "name", "iat", "exp", "rights"};

std::int64_t seconds_of(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

TimePoint time_of(std::int64_t seconds) {
  return TimePoint{std::chrono::seconds{seconds}};
}

std::optional<Role> role_from(std::string_view name) {
  for (const Role role : {Role::host, Role::participant, Role::viewer}) {
    if (to_string(role) == name) return role;
  }
  return std::nullopt;
}

void write_rights(spi::JsonWriter& json, const JoinSpec& spec) {
  const bool speaks = spec.role != Role::viewer;
  json.key("rights").begin_object();
  json.member("screen_share", spec.screen_share.value_or(speaks));
  json.member("microphone", spec.microphone.value_or(speaks));
  json.member("camera", spec.camera.value_or(speaks));
  json.member("chat", spec.chat.value_or(speaks));
  json.member("recording", spec.recording.value_or(spec.role == Role::host));
  json.end_object();
}

/// The instance key does not count: where the host gives none, each create makes one up.
bool is_recorded_as(const std::optional<RecordingSpec>& is, const RecordingSpec& wanted) {
  return is && is->kind == wanted.kind && is->max_length == wanted.max_length &&
         is->target.index() == wanted.target.index();
}

Result<std::string> with_extras(std::string claims, const JsonText& extras) {
  if (extras.empty()) return claims;
  const auto read = spi::Json::parse(extras.text);
  if (!read || !read->is_object())
    return fail(ErrorCode::invalid_argument, "extras for mock are not a JSON object");
  for (const char* name : owned_claims) {
    if (!(*read)[name].is_present()) continue;
    return fail(ErrorCode::invalid_argument, std::string("extras for mock must not set '") + name + "'");
  }
  return spi::merge_patch(claims, extras.text);
}

}  // namespace

std::string to_json(const MockMeeting& meeting) {
  spi::JsonWriter json;
  json.begin_object();
  json.member("id", meeting.ref.id);
  json.member("created_at", to_rfc3339(meeting.created_at));
  json.member("ends_at", to_rfc3339(meeting.ends_at));
  json.member("access", to_string(meeting.access));
  json.member("eject_at_end", meeting.eject_at_end);
  if (meeting.max_participants) json.member("max_participants", *meeting.max_participants);
  json.member("metadata", meeting.metadata);
  if (meeting.recording) json.member("recording", to_string(meeting.recording->kind));
  if (!meeting.extras.empty()) json.key("extras").raw(meeting.extras.text);
  json.end_object();
  return std::move(json).text();
}

std::vector<std::string> differences(const MockMeeting& meeting, const MeetingSpec& spec) {
  std::vector<std::string> names;
  const auto compare = [&names](bool same, const char* name) {
    if (!same) names.emplace_back(name);
  };
  compare(!spec.ends_at || seconds_of(*spec.ends_at) == seconds_of(meeting.ends_at), "ends_at");
  compare(!spec.eject_at_end || meeting.eject_at_end, "eject_at_end");
  compare(!spec.access || *spec.access == meeting.access, "access");
  compare(!spec.max_participants || spec.max_participants == meeting.max_participants, "max_participants");
  compare(!spec.recording || is_recorded_as(meeting.recording, *spec.recording), "recording");
  compare(spec.metadata.empty() || spec.metadata == meeting.metadata, "metadata");
  return names;
}

Result<std::string> to_claims(const Ticket& ticket, const JoinSpec& spec, TimePoint now) {
  spi::JsonWriter json;
  json.begin_object();
  json.member("instance", ticket.meeting.platform);
  json.member("room", ticket.meeting.id);
  json.member("role", to_string(ticket.role));
  json.member("identity", ticket.identity);
  json.member("name", ticket.name);
  json.member("iat", seconds_of(now));
  json.member("exp", seconds_of(ticket.expires_at));
  write_rights(json, spec);
  json.end_object();
  const auto extras = spec.extras.find("mock");
  return with_extras(std::move(json).text(), extras == spec.extras.end() ? JsonText{} : extras->second);
}

Result<Ticket> read_claims(std::string_view claims) {
  const auto read = spi::Json::parse(claims);
  if (!read) return fail(ErrorCode::unauthenticated, "the token's claims are not JSON");
  const auto role = role_from((*read)["role"].text_or({}));
  const auto expires = (*read)["exp"].integer();
  const std::string meeting = (*read)["room"].text_or({});
  if (!role || !expires || meeting.empty())
    return fail(ErrorCode::unauthenticated, "the token's claims are incomplete");
  return Ticket{.meeting = {(*read)["instance"].text_or({}), meeting, meeting},
                .role = *role,
                .identity = (*read)["identity"].text_or({}),
                .name = (*read)["name"].text_or({}),
                .expires_at = time_of(*expires)};
}

std::optional<TimePoint> read_seconds(std::string_view text) {
  // The clock counts nanoseconds, and ends in the year 2262.
  constexpr std::uint64_t last = 9'000'000'000;
  std::uint64_t seconds = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, seconds);
  if (problem != std::errc{} || stop != end || seconds > last) return std::nullopt;
  return time_of(static_cast<std::int64_t>(seconds));
}

std::optional<std::string> query_value(std::string_view url, std::string_view name) {
  const auto parts = spi::parse_url(url);
  std::string_view rest = parts ? std::string_view(parts->query) : std::string_view{};
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = pair.find('=');
    if (equals == pair.npos || pair.substr(0, equals) != name) continue;
    if (auto value = spi::percent_decode(pair.substr(equals + 1))) return *std::move(value);
  }
  return std::nullopt;
}

}  // namespace vplatform::platforms::mock
