#include "livekit_egress.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "livekit_wire.hpp"

namespace vplatform::platforms::livekit::egress {

namespace {

using spi::Json;
using spi::JsonWriter;

constexpr std::size_t longest_key = 128;

bool is_file_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_key && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_' || c == '.';
         });
}

std::string prefix_of(const RecordingTarget& target) {
  struct Prefix {
    std::string operator()(const ProviderStorage&) const { return {}; }
    std::string operator()(const S3Keys& s3) const { return s3.prefix; }
    std::string operator()(const S3Role& s3) const { return s3.prefix; }
    std::string operator()(const GoogleStorage& google) const { return google.prefix; }
    std::string operator()(const AzureStorage& azure) const { return azure.prefix; }
    std::string operator()(const FileTarget& file) const { return file.path; }
  };
  std::string prefix = std::visit(Prefix{}, target);
  if (!prefix.empty() && prefix.back() != '/') prefix += '/';
  return prefix;
}

void write_s3(JsonWriter& json, const S3Keys& s3) {
  json.key("s3").begin_object();
  json.member("accessKey", s3.access_key_id.reveal()).member("secret", s3.secret_access_key.reveal());
  json.member("region", s3.region).member("bucket", s3.bucket);
  // What is not Amazon's seldom has a host name for each bucket.
  if (!s3.endpoint.empty()) json.member("endpoint", s3.endpoint).member("forcePathStyle", true);
  json.end_object();
}

void write_storage(JsonWriter& json, const RecordingTarget& target) {
  if (const auto* keys = std::get_if<S3Keys>(&target)) {
    write_s3(json, *keys);
  } else if (const auto* role = std::get_if<S3Role>(&target)) {
    json.key("s3").begin_object().member("region", role->region).member("bucket", role->bucket);
    json.member("assumeRoleArn", role->role_arn).end_object();
  } else if (const auto* google = std::get_if<GoogleStorage>(&target)) {
    json.key("gcp")
        .begin_object()
        .member("credentials", google->credentials.reveal())
        .member("bucket", google->bucket)
        .end_object();
  } else if (const auto* azure = std::get_if<AzureStorage>(&target)) {
    json.key("azure").begin_object().member("accountName", azure->account);
    json.member("accountKey", azure->account_key.reveal())
        .member("containerName", azure->container)
        .end_object();
  }
}

/// What LiveKit does not take, or nothing.
std::optional<Failure> fault_of(const RecordingSpec& spec) {
  if (spec.max_length) {
    return fail(ErrorCode::unsupported,
                "livekit has no max_length for a recording; its server has one for all");
  }
  if (!is_file_name(spec.instance_key)) {
    return fail(ErrorCode::invalid_argument,
                "on livekit a recording's instance_key is a file's name: up to 128 letters, digits, '-', '_' "
                "and '.'");
  }
  return std::nullopt;
}

void write_composite(JsonWriter& json, std::string_view room, const RecordingSpec& spec) {
  const bool audio = spec.kind == RecordingKind::audio_only;
  json.begin_object().member("roomName", room);
  if (audio) json.member("audioOnly", true);
  json.key("fileOutputs").begin_array().begin_object();
  json.member("fileType", audio ? "OGG" : "MP4");
  json.member("filepath", prefix_of(spec.target) + std::string(room) + "/" + spec.instance_key +
                              (audio ? ".ogg" : ".mp4"));
  write_storage(json, spec.target);
  json.end_object().end_array().end_object();
}

/// The first of the files that it writes, or was asked to write.
std::string first_path(const Json& info) {
  for (const char* request : {"roomComposite", "participant", "trackComposite", "web"}) {
    const auto outputs = wire::field(wire::field(info, request), "fileOutputs").items();
    if (!outputs.empty()) return wire::text_of(outputs.front(), "filepath");
  }
  const auto results = wire::field(info, "fileResults").items();
  return results.empty() ? std::string{} : wire::text_of(results.front(), "filename");
}

/// `…/<room>/<key>.<ending>` gives the key.
std::string key_in(std::string_view path, std::string_view room) {
  const auto slash = path.rfind('/');
  const auto dot = path.rfind('.');
  if (slash == std::string_view::npos || dot == std::string_view::npos || dot <= slash + 1) return {};
  const auto folder = path.substr(0, slash);
  const bool of_room = folder == room || (folder.size() > room.size() && folder.ends_with(room) &&
                                          folder[folder.size() - room.size() - 1] == '/');
  return of_room && !room.empty() ? std::string(path.substr(slash + 1, dot - slash - 1)) : std::string{};
}

RecordingKind kind_of(const Json& info) {
  if (const auto room = wire::field(info, "roomComposite"); room.is_object())
    return wire::field(room, "audioOnly").boolean().value_or(false) ? RecordingKind::audio_only
                                                                    : RecordingKind::composed;
  return wire::field(info, "track").is_object() ? RecordingKind::per_track : RecordingKind::composed;
}

std::vector<RecordingFile> read_files(const Json& info) {
  std::vector<RecordingFile> files;
  auto results = wire::field(info, "fileResults").items();
  if (results.empty() && wire::field(info, "file").is_object()) results.push_back(wire::field(info, "file"));
  for (const auto& result : results) {
    RecordingFile file{.path = wire::text_of(result, "filename")};
    if (const auto size = wire::number_of(result, "size"); size > 0)
      file.bytes = static_cast<std::uint64_t>(size);
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace

Result<std::string> start(std::string_view room, const RecordingSpec& spec) {
  if (auto fault = fault_of(spec)) return *std::move(fault);
  JsonWriter json;
  write_composite(json, room, spec);
  return std::move(json).text();
}

Result<std::string> automatic(std::string_view room, const RecordingSpec& spec) {
  if (auto fault = fault_of(spec)) return *std::move(fault);
  JsonWriter json;
  json.begin_object().key("room");
  write_composite(json, room, spec);
  json.end_object();
  return std::move(json).text();
}

void keep_secret(HttpRequest& request, const RecordingSpec& spec) {
  if (const auto* keys = std::get_if<S3Keys>(&spec.target)) {
    request.secrets.push_back(keys->access_key_id);
    request.secrets.push_back(keys->secret_access_key);
  } else if (const auto* google = std::get_if<GoogleStorage>(&spec.target)) {
    request.secrets.push_back(google->credentials);
  } else if (const auto* azure = std::get_if<AzureStorage>(&spec.target)) {
    request.secrets.push_back(azure->account_key);
  }
}

std::optional<RecordingState> state_of(std::string_view status) {
  if (status.empty() || status == "EGRESS_STARTING")
    return RecordingState::starting;  // the default, hence left out
  if (status == "EGRESS_ACTIVE") return RecordingState::active;
  if (status == "EGRESS_ENDING") return RecordingState::stopping;
  // What was recorded up to the limit is there.
  if (status == "EGRESS_COMPLETE" || status == "EGRESS_LIMIT_REACHED") return RecordingState::ready;
  if (status == "EGRESS_FAILED") return RecordingState::failed;
  if (status == "EGRESS_ABORTED") return RecordingState::cancelled;
  return std::nullopt;
}

std::optional<TimePoint> time_of(const Json& info, std::string_view camel) {
  return wire::time_from(std::chrono::nanoseconds(wire::number_of(info, camel)));
}

RecordingRef ref_of(const Json& info, const MeetingRef& meeting) {
  RecordingRef ref{
      .meeting = meeting, .kind = kind_of(info), .instance_key = key_in(first_path(info), meeting.room)};
  if (auto id = wire::text_of(info, "egressId"); !id.empty()) ref.id = std::move(id);
  return ref;
}

Result<Recording> read(const Json& info, const MeetingRef& meeting) {
  Recording recording{.ref = ref_of(info, meeting)};
  if (!recording.ref.id)
    return fail(ErrorCode::bad_response, "livekit's answer holds an egress without an id");
  // A state that this version does not know is some state of being recorded.
  recording.state = state_of(wire::text_of(info, "status")).value_or(RecordingState::processing);
  recording.started_at = time_of(info, "startedAt");
  recording.ended_at = time_of(info, "endedAt");
  if (recording.started_at && recording.ended_at && *recording.ended_at >= *recording.started_at) {
    recording.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(*recording.ended_at - *recording.started_at);
  }
  recording.files = read_files(info);
  if (recording.state == RecordingState::failed || recording.state == RecordingState::cancelled) {
    recording.failure = wire::text_of(info, "error");
  }
  return recording;
}

}  // namespace vplatform::platforms::livekit::egress
