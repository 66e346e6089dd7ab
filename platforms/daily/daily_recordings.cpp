// Recordings: started and stopped in a room by our own instance id, and found, fetched and deleted by Daily's
// id.

#include <algorithm>
#include <utility>

#include "daily_wire.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::daily {

namespace {

using namespace std::chrono_literals;
using spi::Json;

// What Daily uses where no instance id is given; it refuses to be told it.
constexpr std::string_view reserved_instance = "c3df927c-f738-4471-a2b7-066fa7e95a6b";
constexpr std::size_t longest_page = 100;
constexpr std::chrono::seconds longest_link = 12h;
constexpr std::chrono::seconds shortest_bucket_link = 15min;

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    constexpr std::string_view hex = "0123456789abcdefABCDEF";
    if (dash ? text[i] != '-' : hex.find(text[i]) == std::string_view::npos) return false;
  }
  return true;
}

std::string_view type_of(RecordingKind kind) {
  switch (kind) {
    case RecordingKind::audio_only:
      return "cloud-audio-only";
    case RecordingKind::per_track:
      return "raw-tracks";
    case RecordingKind::composed:
    case RecordingKind::local:
      break;
  }
  return "cloud";
}

RecordingKind kind_of(std::string_view type) {
  if (type == "cloud-audio-only") return RecordingKind::audio_only;
  if (type == "raw-tracks") return RecordingKind::per_track;
  return type == "local" ? RecordingKind::local : RecordingKind::composed;
}

RecordingState state_of(std::string_view status) {
  if (status == "finished") return RecordingState::ready;
  if (status == "canceled" || status == "cancelled") return RecordingState::cancelled;
  return status == "in-progress" ? RecordingState::active : RecordingState::processing;
}

/// What cannot be meant, or nothing.
std::optional<Failure> fault_of(const RecordingSpec& spec, const Settings& settings) {
  if (!is_uuid(spec.instance_key) || spec.instance_key == reserved_instance) {
    return fail(
        ErrorCode::invalid_argument,
        "daily takes a UUID of our own as a recording's instance_key, and not the one that it reserves");
  }
  const auto* role = std::get_if<S3Role>(&spec.target);
  if (role == nullptr || !settings.recordings_bucket) return std::nullopt;
  const auto& bucket = *settings.recordings_bucket;
  const bool other = (!role->bucket.empty() && role->bucket != bucket.name) ||
                     (!role->region.empty() && role->region != bucket.region) ||
                     (!role->role_arn.empty() && role->role_arn != bucket.role_arn);
  if (!other && role->prefix.empty()) return std::nullopt;
  return fail(ErrorCode::unsupported,
              "daily records into the bucket of the setting recordings_bucket and under no prefix");
}

std::string start_body(const RecordingSpec& spec) {
  spi::JsonWriter json;
  json.begin_object().member("type", type_of(spec.kind)).member("instanceId", spec.instance_key);
  if (spec.max_length) json.member("maxDuration", static_cast<std::int64_t>(spec.max_length->count()));
  json.end_object();
  return std::move(json).text();
}

std::string stop_body(const RecordingRef& ref) {
  spi::JsonWriter json;
  json.begin_object();
  if (ref.instance_key != reserved_instance) json.member("instanceId", ref.instance_key);
  if (ref.kind == RecordingKind::per_track) json.member("type", "raw-tracks");
  json.end_object();
  return std::move(json).text();
}

std::vector<RecordingFile> read_files(const Json& json) {
  std::vector<RecordingFile> files;
  for (const Json& track : json["tracks"].items()) {
    RecordingFile file{.path = track["s3Key"].text_or(""), .track = track["type"].text_or("")};
    if (const auto size = track["size"].integer(); size && *size >= 0)
      file.bytes = static_cast<std::uint64_t>(*size);
    files.push_back(std::move(file));
  }
  if (!files.empty()) return files;
  for (const std::string_view name : {"s3key", "s3Key", "s3_key"}) {
    if (auto path = json[name].text_or(""); !path.empty()) return {{.path = std::move(path)}};
  }
  return files;
}

Result<Recording> read_recording(const Json& json, const MeetingRef& meeting, const RecordingRef* known) {
  Recording recording;
  recording.ref.meeting = meeting;
  recording.ref.id = json["id"].id();
  if (!recording.ref.id || recording.ref.id->empty()) {
    return fail(ErrorCode::bad_response, "daily's answer holds a recording without an id");
  }
  if (known != nullptr) recording.ref.instance_key = known->instance_key;
  const bool says_type = json["type"].text().has_value();
  recording.ref.kind = says_type                   ? kind_of(*json["type"].text())
                       : known != nullptr          ? known->kind
                       : json["tracks"].size() > 0 ? RecordingKind::per_track
                                                   : RecordingKind::composed;
  recording.state = state_of(json["status"].text_or(""));
  recording.started_at = time_from_seconds(json["start_ts"].number());
  if (const auto seconds = json["duration"].number(); seconds && *seconds >= 0 && *seconds < 1e9) {
    recording.duration = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000.0));
    if (recording.started_at) recording.ended_at = *recording.started_at + *recording.duration;
  }
  recording.files = read_files(json);
  return recording;
}

HttpRequest of_room(HttpRequest get, const std::string& room) {
  get.url = spi::with_query(get.url, "room_name", room);
  get.url = spi::with_query(get.url, "limit", std::to_string(longest_page));
  return get;
}

Result<std::vector<Recording>> read_recordings(const HttpResponse& answer, const MeetingRef& meeting) {
  const auto json = read_object(answer, "list recordings");
  if (!json) return Failure{json.error()};
  const Json data = (*json)["data"];
  if (!data.is_array()) return fail(ErrorCode::bad_response, "daily's list of recordings has no data");
  std::vector<Recording> list;
  for (const Json& item : data.items()) {
    auto recording = read_recording(item, meeting, nullptr);
    if (!recording) return Failure{recording.error()};
    list.push_back(*std::move(recording));
  }
  return list;
}

Failure without_id() {
  return fail(ErrorCode::failed_precondition,
              "daily has not said the recording's id yet: its webhook recording.started does, beside the "
              "instance id");
}

Result<DownloadLink> read_link(const HttpResponse& answer, TimePoint now, std::chrono::seconds valid_for) {
  const auto json = read_object(answer, "give a link to a recording");
  if (!json) return Failure{json.error()};
  const std::string link = (*json)["download_link"].text_or("");
  // Where Daily may not read the bucket, its words stand in place of the link.
  const auto url = spi::parse_url(link);
  if (!url || url->scheme != "https") {
    Failure failure = fail(ErrorCode::failed_precondition,
                           "daily has no link to this recording; tracks, and buckets that it may not read, "
                           "are fetched from the bucket");
    failure.error.provider_message = link;
    return failure;
  }
  return DownloadLink{.url = Secret(link),
                      .expires_at = time_from_seconds((*json)["expires"].number()).value_or(now + valid_for)};
}

}  // namespace

Step<Recording> DailyPlatform::start_recording(const MeetingRef& ref, const RecordingSpec& spec) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  if (auto fault = fault_of(spec, settings_)) return *std::move(fault);
  HttpRequest post = request(start_recorder, "start_recording", ref.id);
  post.body = start_body(spec);
  Recording recording{.ref = {.meeting = ref, .kind = spec.kind, .instance_key = spec.instance_key}};
  return then_answer<Recording>(
      std::move(post),
      [this, recording = std::move(recording)](const HttpResponse& answer) -> Step<Recording> {
        if (is_success(answer)) return recording;
        Failure refusal = failure_from(answer, "daily refused to start a recording");
        if (answer.status == 404) {
          refusal.error.code = ErrorCode::failed_precondition;
          refusal.error.message = "daily records only where somebody is in the room";
        }
        // "It runs already" and "that is wrong" are the same answer.
        if (answer.status != 400 || refusal.error.code != ErrorCode::invalid_argument) return refusal;
        return confirm_running(recording, std::move(refusal));
      });
}

// Daily does not say the instance ids of recordings, so that one of that kind which runs in the room is taken
// for ours, but its id is not.
Step<Recording> DailyPlatform::confirm_running(Recording recording, Failure refusal) const {
  HttpRequest get = of_room(request(list_stored, "start_recording"), recording.ref.meeting.id);
  return then_answer<Recording>(
      std::move(get),
      [recording = std::move(recording),
       refusal = std::move(refusal)](const HttpResponse& answer) -> Step<Recording> {
        const auto list = read_recordings(answer, recording.ref.meeting);
        if (!list) return Failure{list.error()};
        const auto runs = [&](const Recording& one) {
          return one.state == RecordingState::active && one.ref.kind == recording.ref.kind;
        };
        const auto found = std::find_if(list->begin(), list->end(), runs);
        if (found == list->end()) return refusal;
        Recording running = recording;
        running.state = RecordingState::active;
        return running;
      });
}

Step<void> DailyPlatform::stop_recording(const RecordingRef& ref) const {
  if (!is_room_name(ref.meeting.id)) return no_room(ref.meeting.id);
  // Daily would answer like for a recording that does not run, and it would run on.
  if (ref.instance_key.empty()) {
    return fail(ErrorCode::failed_precondition,
                "daily stops a recording by its instance key, which start_recording and the webhook "
                "recording.started tell");
  }
  HttpRequest post = request(stop_recorder, "stop_recording", ref.meeting.id);
  post.body = stop_body(ref);
  return then_answer<void>(std::move(post), [](const HttpResponse& answer) -> Step<void> {
    if (is_success(answer)) return Result<void>{};
    const Failure refusal = failure_from(answer, "daily refused to stop a recording");
    // 400 to a stop is that nothing is recorded, 404 that nobody is in.
    const bool idle =
        (answer.status == 400 && refusal.error.code == ErrorCode::invalid_argument) || answer.status == 404;
    return idle ? Step<void>(Result<void>{}) : Step<void>(refusal);
  });
}

Step<Recording> DailyPlatform::find_recording(const RecordingRef& ref) const {
  if (!ref.id) return without_id();
  return then_answer<Recording>(request(get_stored, "find_recording", *ref.id),
                                [ref](const HttpResponse& answer) -> Step<Recording> {
                                  const auto json = read_object(answer, "find a recording");
                                  if (!json) return Failure{json.error()};
                                  return read_recording(*json, ref.meeting, &ref);
                                });
}

Step<Page<Recording>> DailyPlatform::list_recordings(const MeetingRef& ref, const PageToken& from) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  HttpRequest get = of_room(request(list_stored, "list_recordings"), ref.id);
  if (!from.empty()) get.url = spi::with_query(get.url, "starting_after", from.value);
  return then_answer<Page<Recording>>(std::move(get),
                                      [ref](const HttpResponse& answer) -> Step<Page<Recording>> {
                                        auto list = read_recordings(answer, ref);
                                        if (!list) return Failure{list.error()};
                                        Page<Recording> page{.items = *std::move(list)};
                                        if (page.items.size() >= longest_page)
                                          page.next.value = *page.items.back().ref.id;
                                        return page;
                                      });
}

Step<DownloadLink> DailyPlatform::recording_link(const RecordingRef& ref,
                                                 std::chrono::seconds valid_for) const {
  if (!ref.id) return without_id();
  valid_for = std::min(valid_for, longest_link);
  if (settings_.recordings_bucket) valid_for = std::max(valid_for, shortest_bucket_link);
  HttpRequest get = request(get_link, "recording_link", *ref.id);
  get.url = spi::with_query(get.url, "valid_for_secs", std::to_string(valid_for.count()));
  return then_answer<DownloadLink>(std::move(get),
                                   [this, valid_for](const HttpResponse& answer) -> Step<DownloadLink> {
                                     return read_link(answer, env_.now(), valid_for);
                                   });
}

Step<void> DailyPlatform::delete_recording(const RecordingRef& ref) const {
  if (!ref.id) return without_id();
  return then_answer<void>(request(delete_stored, "delete_recording", *ref.id),
                           [](const HttpResponse& answer) -> Step<void> {
                             if (answer.status == 404 || is_success(answer)) return Result<void>{};
                             return failure_from(answer, "daily refused to delete a recording");
                           });
}

}  // namespace vplatform::platforms::daily
