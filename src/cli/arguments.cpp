#include "cli/arguments.hpp"

#include <array>
#include <optional>

#include "cli/read_name.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {
namespace {

// `left<separator>right` with something on the left.
std::optional<std::pair<std::string, std::string>> split(const std::string& text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string::npos || at == 0) return std::nullopt;
  return std::pair{text.substr(0, at), text.substr(at + 1)};
}

std::string without_blanks_around(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

constexpr std::array roles{Role::host, Role::participant, Role::viewer};
constexpr std::array recording_kinds{RecordingKind::composed, RecordingKind::audio_only,
                                     RecordingKind::per_track, RecordingKind::local};

// All that have a name of their own.
std::vector<EventKind> event_kinds() {
  std::vector<EventKind> kinds;
  kinds.reserve(static_cast<std::size_t>(EventKind::other));
  for (int one = 0; one < static_cast<int>(EventKind::other); ++one) {
    kinds.push_back(static_cast<EventKind>(one));
  }
  return kinds;
}

}  // namespace

Result<std::map<std::string, std::string>> read_attributes(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> attributes;
  for (const auto& text : texts) {
    auto pair = split(text, '=');
    if (!pair) return fail(ErrorCode::invalid_argument, "--attr '" + text + "' is not KEY=VALUE");
    if (!attributes.emplace(*pair).second) {
      return fail(ErrorCode::invalid_argument, "--attr '" + pair->first + "' is there twice");
    }
  }
  return attributes;
}

Result<std::map<std::string, JsonText>> read_extras(const std::vector<std::string>& texts,
                                                    const Registry& registry) {
  std::map<std::string, JsonText> extras;
  for (const auto& text : texts) {
    auto pair = split(text, '=');
    if (!pair) return fail(ErrorCode::invalid_argument, "--extra is not PLATFORM=JSON");
    if (const auto maker = registry.find(pair->first); !maker) {
      return fail(ErrorCode::invalid_argument,
                  "--extra is for a kind of platform, and there is " + maker.error().message);
    }
    const auto json = spi::Json::parse(pair->second);
    if (!json || !json->is_object()) {
      return fail(ErrorCode::invalid_argument, "--extra for '" + pair->first + "' is not a JSON object");
    }
    if (!extras.emplace(pair->first, JsonText{pair->second}).second) {
      return fail(ErrorCode::invalid_argument, "--extra for '" + pair->first + "' is there twice");
    }
  }
  return extras;
}

Result<std::vector<Header>> read_headers(const std::vector<std::string>& texts) {
  std::vector<Header> headers;
  for (const auto& text : texts) {
    // Not shown: what is not a header may well be a signature.
    auto pair = split(text, ':');
    if (!pair) return fail(ErrorCode::invalid_argument, "a --header is not 'Name: value'");
    headers.push_back(
        {.name = without_blanks_around(pair->first), .value = without_blanks_around(pair->second)});
  }
  return headers;
}

Result<std::chrono::seconds> read_duration(const std::string& option, const std::string& text) {
  if (const auto duration = parse_duration(text)) return *duration;
  return fail(ErrorCode::invalid_argument,
              option + " '" + text + "' is no duration such as 90s, 30m, 1h or 2d");
}

Result<TimePoint> read_moment(const std::string& option, const std::string& text, TimePoint now) {
  if (const auto duration = parse_duration(text)) return now + *duration;
  if (const auto at = parse_rfc3339(text)) return *at;
  return fail(ErrorCode::invalid_argument, option + " '" + text +
                                               "' is no time: give 2026-01-01T12:00:00Z, or from now "
                                               "90s, 30m, 1h, 2d");
}

Result<MeetingRef> read_reference(const std::string& text) {
  auto ref = parse_meeting_ref(text);
  if (ref) return ref;
  return fail(ErrorCode::invalid_argument, "'" + text + "': " + ref.error().message);
}

Result<Role> read_role(const std::string& text) {
  return read_name<Role>("--role", text, roles);
}

Result<RecordingKind> read_recording_kind(const std::string& text) {
  return read_name<RecordingKind>("--kind", text, recording_kinds);
}

Result<EventKind> read_event_kind(const std::string& text) {
  return read_name<EventKind>("--event", text, event_kinds());
}

}  // namespace vplatform::cli
