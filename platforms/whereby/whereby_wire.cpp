#include "whereby_wire.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <variant>

#include "vplatform/spi/answers.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::whereby::wire {

namespace {

constexpr int most_in_normal_room = 4;
constexpr std::size_t most_provider_text = 500;

// What follows from the spec and the key, and would break a promise if somebody else said it.
constexpr std::array<std::string_view, 6> owned_members = {"endDate",        "isLocked",        "roomMode",
                                                           "roomNamePrefix", "roomNamePattern", "fields"};

// Whereby's own form, always with milliseconds.
std::string to_date(TimePoint at) {
  auto text = to_rfc3339(at);
  if (text.find('.') == std::string::npos) text.insert(text.size() - 1, ".000");
  return text;
}

void write_bucket(spi::JsonWriter& body, std::string_view bucket, std::string prefix,
                  std::string_view region) {
  while (prefix.starts_with('/')) prefix.erase(0, 1);
  while (prefix.ends_with('/')) prefix.pop_back();
  body.member("provider", "s3");
  body.member("bucket", prefix.empty() ? std::string(bucket) : std::string(bucket) + "/" + prefix);
  if (!region.empty()) body.member("region", region);
}

void write_destination(spi::JsonWriter& body, const RecordingTarget& target) {
  body.key("destination").begin_object();
  if (const auto* keys = std::get_if<S3Keys>(&target)) {
    write_bucket(body, keys->bucket, keys->prefix, keys->region);
    body.member("authenticationType", "accessKey").member("accessKeyId", keys->access_key_id.reveal());
    body.member("accessKeySecret", keys->secret_access_key.reveal()).member("fileFormat", "mp4");
  } else if (const auto* role = std::get_if<S3Role>(&target)) {
    write_bucket(body, role->bucket, role->prefix, role->region);
    body.member("authenticationType", "roleBased")
        .member("oidcRoleArn", role->role_arn)
        .member("fileFormat", "mp4");
  } else {
    body.member("provider", "whereby").member("fileFormat", "mp4");
  }
  body.end_object();
}

// Always said: without it the organisation's own setting holds, which may be to record everything.
void write_recording(spi::JsonWriter& body, const std::optional<RecordingSpec>& wanted) {
  body.key("recording").begin_object();
  if (!wanted) {
    body.member("type", "none").key("destination").begin_object().end_object();
  } else if (wanted->kind == RecordingKind::local) {
    body.member("type", "local").key("destination").begin_object().end_object();
  } else {
    body.member("type", "cloud");
    write_destination(body, wanted->target);
    body.member("startTrigger", "automatic");
  }
  body.end_object();
}

/// What Whereby cannot record, or nothing.
std::optional<Failure> fault_of(const RecordingSpec& spec) {
  if (spec.max_length) return fail(ErrorCode::unsupported, "whereby has no max_length for a recording");
  const auto* keys = std::get_if<S3Keys>(&spec.target);
  if (keys == nullptr || keys->endpoint.empty()) return std::nullopt;
  return fail(ErrorCode::unsupported,
              "whereby records into Amazon's own buckets alone, and takes no endpoint");
}

Failure owned(const std::string& member) {
  return fail(ErrorCode::invalid_argument,
              "extras for whereby must not hold '" + member + "', which follows from the spec");
}

std::string write_portable(const MeetingSpec& spec, std::string_view prefix, TimePoint ends_at) {
  const bool small = spec.max_participants && *spec.max_participants <= most_in_normal_room;
  spi::JsonWriter body;
  body.begin_object()
      .member("endDate", to_date(ends_at))
      .member("isLocked", spec.access == Access::knock)
      .member("roomMode", small ? "normal" : "group")
      .member("roomNamePrefix", prefix)
      .member("roomNamePattern", "uuid");
  body.key("fields").begin_array().value("hostRoomUrl").value("viewerRoomUrl").end_array();
  write_recording(body, spec.recording);
  body.end_object();
  return std::move(body).text();
}

bool is_web_address(std::string_view text) {
  const auto url = spi::parse_url(text);
  return url && !url->has_user &&
         (url->scheme == "https" || (url->scheme == "http" && spi::is_loopback(url->host)));
}

// Links are absent or null unless they were asked for; one that is no address is no answer of Whereby's.
bool is_sound_link(const spi::Json& link) {
  return !link.is_present() || link.is_null() || is_web_address(link.text().value_or(""));
}

Result<Meeting> read_object(const spi::Json& object, const std::string& instance) {
  const auto id = object["meetingId"].id();
  const auto url = object["roomUrl"].text();
  if (!id || id->empty() || !url || !is_web_address(*url)) {
    return fail(ErrorCode::bad_response, "whereby answered with a meeting without its id or address");
  }
  const auto host = object["hostRoomUrl"];
  const auto viewer = object["viewerRoomUrl"];
  if (!is_sound_link(host) || !is_sound_link(viewer)) {
    return fail(ErrorCode::bad_response, "whereby answered with a link that is no address");
  }

  Meeting meeting;
  meeting.ref = {
      .platform = instance, .id = *id, .room = std::string(without_slash(object["roomName"].text_or("")))};
  meeting.url = *url;
  meeting.ends_at = wire::read_time(object["endDate"]);
  meeting.created_at = wire::read_time(object["startDate"]);
  if (const auto link = host.text()) meeting.host_link = HostLink{Secret(std::string(*link))};
  if (const auto link = viewer.text()) meeting.viewer_link = ViewerLink{Secret(std::string(*link))};
  return meeting;
}

bool is_page_of_html(const HttpResponse& answer) {
  const auto start = answer.body.find_first_not_of(" \t\r\n");
  return start != std::string::npos && answer.body[start] == '<';
}

// The text of `error`, else of `message`, else what there is.
std::string read_provider_message(const HttpResponse& answer) {
  const auto body = spi::Json::parse(answer.body);
  const auto text = body ? (*body)["error"].text_or((*body)["message"].text_or("")) : answer.body;
  return text.substr(0, most_provider_text);
}

}  // namespace

Result<std::string> write_new_meeting(const MeetingSpec& spec, std::string_view prefix, TimePoint ends_at) {
  if (spec.recording) {
    if (auto fault = fault_of(*spec.recording)) return *std::move(fault);
  }
  auto body = write_portable(spec, prefix, ends_at);
  const auto extras = spec.extras.find("whereby");
  if (extras == spec.extras.end()) return body;

  const auto members = spi::Json::parse(extras->second.text);
  if (!members || !members->is_object()) {
    return fail(ErrorCode::invalid_argument, "extras for whereby are not a JSON object");
  }
  for (const auto& [name, value] : members->members()) {
    if (std::find(owned_members.begin(), owned_members.end(), name) == owned_members.end()) continue;
    return owned(name);
  }
  const auto recording = (*members)["recording"];
  // Details of a recording that the spec asks for may be added, but not whether there is one.
  if (spec.recording && recording.is_present() && (!recording.is_object() || recording["type"].is_present()))
    return owned(recording.is_object() ? "recording.type" : "recording");
  return spi::merge_patch(body, extras->second.text);
}

std::vector<Secret> secrets_in(std::string_view new_meeting) {
  const auto body = spi::Json::parse(new_meeting);
  if (!body) return {};
  std::vector<Secret> secrets;
  for (const auto* purpose : {"recording", "liveTranscription", "streaming"}) {
    const auto destination = (*body)[purpose]["destination"];
    for (const auto* member : {"accessKeyId", "accessKeySecret", "url"}) {
      if (const auto text = destination[member].text()) secrets.emplace_back(std::string(*text));
    }
  }
  return secrets;
}

std::optional<TimePoint> read_time(const spi::Json& time) {
  const auto text = time.text();
  if (!text) return std::nullopt;
  const auto at = parse_rfc3339(*text);
  return at ? std::optional<TimePoint>(*at) : std::nullopt;
}

std::string_view without_slash(std::string_view room_name) noexcept {
  return room_name.starts_with('/') ? room_name.substr(1) : room_name;
}

Result<Meeting> read_meeting(const HttpResponse& answer, const std::string& instance) {
  const auto body = spi::Json::parse(answer.body);
  if (!body || !body->is_object())
    return fail(ErrorCode::bad_response, "whereby answered with a meeting that is not JSON");
  auto meeting = read_object(*body, instance);
  if (meeting) meeting->raw = Secret(answer.body);
  return meeting;
}

Result<Page<Meeting>> read_meetings(const HttpResponse& answer, const std::string& instance) {
  return read_page<Meeting>(answer, [&](const spi::Json& item) -> Result<Meeting> {
    auto meeting = read_object(item, instance);
    if (meeting) meeting->raw = Secret(item.dump());
    return meeting;
  });
}

Result<DownloadLink> read_link(const HttpResponse& answer, TimePoint expires_at, std::string_view what) {
  if (!is_success(answer)) return read_failure(answer, what);
  const auto body = spi::Json::parse(answer.body);
  const auto link = body ? (*body)["accessLink"].text_or("") : "";
  const auto url = spi::parse_url(link);
  if (!url || url->scheme != "https")
    return fail(ErrorCode::bad_response, "whereby answered with a link that is no address");
  DownloadLink good{.url = Secret(link), .expires_at = expires_at};
  // Milliseconds, by the one example that there is.
  const auto expires = (*body)["expires"].integer().value_or(0);
  const auto latest =
      std::chrono::duration_cast<std::chrono::milliseconds>(TimePoint::max().time_since_epoch());
  if (expires > 0 && expires < latest.count())
    good.expires_at = TimePoint(std::chrono::milliseconds(expires));
  return good;
}

bool is_success(const HttpResponse& answer) noexcept {
  return answer.status >= 200 && answer.status < 300;
}

Failure read_failure(const HttpResponse& answer, std::string_view what) {
  auto failure = spi::failure_from_status(answer, what);
  failure.error.provider_message = read_provider_message(answer);
  if (!failure.error.retry_after) failure.error.retry_after = read_ms_left(answer);
  // A page for a path that does not exist comes from another server than the one that keeps meetings: nothing
  // is known to be gone. Seen with api.whereby.com in place of api.whereby.dev.
  if (answer.status == 404 && is_page_of_html(answer)) {
    failure.error.code = ErrorCode::bad_response;
    failure.error.message += ": a web page in place of JSON; look at base_url";
  }
  return failure;
}

std::optional<std::chrono::milliseconds> read_ms_left(const HttpResponse& answer) {
  if (answer.status != 429) return std::nullopt;
  const auto body = spi::Json::parse(answer.body);
  if (!body) return std::nullopt;
  constexpr std::int64_t a_day = 24 * 60 * 60 * 1000;
  const auto data = (*body)["data"];
  // `msLeft` is documented; a client of 2020 read `ms_left`.
  auto left = data["msLeft"].integer();
  if (!left) left = data["ms_left"].integer();
  if (!left) return std::nullopt;
  return std::chrono::milliseconds(std::clamp<std::int64_t>(*left, 0, a_day));
}

}  // namespace vplatform::platforms::whereby::wire
