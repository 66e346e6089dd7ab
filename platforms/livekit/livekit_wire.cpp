#include "livekit_wire.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "livekit_egress.hpp"
#include "vplatform/spi/answers.hpp"

namespace vplatform::platforms::livekit::wire {

namespace {

constexpr std::size_t longest_message = 1000;

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

// Server 1.13.5 answers a token that it refuses with the whole token in the text. The runtime blanks the
// request's own; this blanks any, so that one is gone also where the text is cut in its middle.
std::string without_tokens(std::string_view text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size() && clean.size() < longest_message;) {
    if (text.substr(at, 3) != "eyJ") {
      clean += text[at++];
      continue;
    }
    clean += "***";
    while (at < text.size() && is_token_character(text[at])) ++at;
  }
  return clean;
}

// Twirp's codes. LiveKit's messages wrap one another and change, so they decide nothing.
std::optional<ErrorCode> code_of(std::string_view twirp) {
  static constexpr std::array<std::pair<std::string_view, ErrorCode>, 17> codes{{
      {"canceled", ErrorCode::deadline_exceeded},
      {"deadline_exceeded", ErrorCode::deadline_exceeded},
      {"invalid_argument", ErrorCode::invalid_argument},
      {"malformed", ErrorCode::invalid_argument},
      {"out_of_range", ErrorCode::invalid_argument},
      {"bad_route", ErrorCode::invalid_argument},
      {"not_found", ErrorCode::not_found},
      {"already_exists", ErrorCode::already_exists},
      {"unauthenticated", ErrorCode::unauthenticated},
      {"permission_denied", ErrorCode::permission_denied},
      {"resource_exhausted", ErrorCode::rate_limited},
      {"failed_precondition", ErrorCode::failed_precondition},
      {"aborted", ErrorCode::failed_precondition},
      {"unimplemented", ErrorCode::failed_precondition},
      {"unavailable", ErrorCode::unavailable},
      {"internal", ErrorCode::unavailable},
      {"dataloss", ErrorCode::unavailable},
  }};
  const auto found =
      std::find_if(codes.begin(), codes.end(), [&](const auto& one) { return one.first == twirp; });
  if (found == codes.end()) return std::nullopt;
  return found->second;
}

Failure failure_of(const HttpResponse& answer, std::string_view what) {
  auto failure = spi::failure_from_status(answer, what);
  auto& error = failure.error;
  const auto body = spi::Json::parse(answer.body);
  const auto twirp = body ? (*body)["code"].text() : std::nullopt;
  if (!twirp) {
    error.provider_message = without_tokens(answer.body);
    return failure;
  }
  error.provider_code = *twirp;
  error.provider_message = without_tokens((*body)["msg"].text_or(""));
  error.code = code_of(*twirp).value_or(error.code);
  return failure;
}

bool is_success(const HttpResponse& answer) noexcept {
  return answer.status >= 200 && answer.status <= 299;
}

Failure no_object(const HttpResponse& answer, std::string_view what) {
  auto failure = fail(ErrorCode::bad_response, std::string(what) + ": the answer is not a JSON object");
  failure.error.http_status = answer.status;
  return failure;
}

bool is_owned(std::string_view name) {
  static constexpr std::array<std::string_view, 6> owned{
      "name", "emptyTimeout", "empty_timeout", "maxParticipants", "max_participants", "metadata"};
  return std::find(owned.begin(), owned.end(), name) != owned.end();
}

}  // namespace

spi::Json field(const spi::Json& object, const FieldName& name) {
  // A name of one word is the same in both.
  const bool is_one_word = name.snake().size() == name.camel().size();
  return is_one_word ? object[name.camel()] : object.either(name.camel(), name.snake());
}

template <class Duration>
std::optional<TimePoint> time_from(Duration since_epoch) {
  constexpr auto latest = std::chrono::duration_cast<Duration>(std::chrono::years(200));
  if (since_epoch <= Duration::zero() || since_epoch > latest) return std::nullopt;
  return TimePoint(std::chrono::duration_cast<TimePoint::duration>(since_epoch));
}
template std::optional<TimePoint> time_from(std::chrono::seconds since_epoch);
template std::optional<TimePoint> time_from(std::chrono::milliseconds since_epoch);
template std::optional<TimePoint> time_from(std::chrono::nanoseconds since_epoch);

std::string text_of(const spi::Json& object, const FieldName& name) {
  return field(object, name).text_or("");
}

std::int64_t number_of(const spi::Json& object, const FieldName& name) {
  return field(object, name).integer().value_or(0);
}

std::optional<TimePoint> time_of(const spi::Json& object, const TimeName& name) {
  const auto milliseconds = number_of(object, name.milliseconds);
  if (milliseconds > 0) return time_from(std::chrono::milliseconds(milliseconds));
  return time_from(std::chrono::seconds(number_of(object, name.seconds)));
}

Room read_room(const spi::Json& json) {
  return Room{.sid = text_of(json, "sid"),
              .name = text_of(json, "name"),
              .metadata = text_of(json, "metadata"),
              .empty_timeout = std::chrono::seconds(std::clamp<std::int64_t>(
                  number_of(json, "emptyTimeout"), 0, std::numeric_limits<std::uint32_t>::max())),
              .max_participants = number_of(json, "maxParticipants"),
              .participants = number_of(json, "numParticipants"),
              .created_at = time_of(json, "creationTime")};
}

std::optional<TimePoint> closes_at(const Room& room, TimePoint now) {
  if (!room.created_at || room.participants > 0) return std::nullopt;
  const auto closes = *room.created_at + room.empty_timeout;
  if (closes <= now) return std::nullopt;
  return closes;
}

Result<std::string> new_room(std::string_view name, std::chrono::seconds empty_timeout,
                             const MeetingSpec& spec) {
  spi::JsonWriter out;
  out.begin_object()
      .member("name", name)
      .member("emptyTimeout", static_cast<std::int64_t>(empty_timeout.count()));
  if (spec.max_participants) out.member("maxParticipants", *spec.max_participants);
  if (!spec.metadata.empty()) out.member("metadata", spec.metadata);
  if (spec.recording) out.key("egress").raw(automatic_egress(name, *spec.recording));
  out.end_object();
  const auto extras = spec.extras.find("livekit");
  if (extras == spec.extras.end() || extras->second.empty()) return std::move(out).text();

  const auto members = spi::Json::parse(extras->second.text);
  if (!members || !members->is_object())
    return fail(ErrorCode::invalid_argument, "extras.livekit is not a JSON object");
  for (const auto& [member, value] : members->members()) {
    if (is_owned(member) || (spec.recording && member == "egress"))
      return fail(ErrorCode::invalid_argument, "extras.livekit may not set '" + member + "'");
  }
  return spi::merge_patch(out.text(), extras->second.text);
}

Result<spi::Json> read_answer(const HttpResponse& answer, std::string_view what) {
  if (!is_success(answer)) return failure_of(answer, what);
  auto body = spi::Json::parse(answer.body);
  if (body && body->is_object()) return body;
  return no_object(answer, what);
}

Result<Room> read_room_answer(const HttpResponse& answer, std::string_view what) {
  if (!is_success(answer)) return failure_of(answer, what);
  const spi::ScopedJson body(answer.body);
  if (!body.root().is_object()) return no_object(answer, what);
  return read_room(body.root());
}

bool says_not_found(const HttpResponse& answer) {
  if (answer.status != 404) return false;
  const auto body = spi::Json::parse(answer.body);
  return body && (*body)["code"].text() == "not_found";
}

}  // namespace vplatform::platforms::livekit::wire
