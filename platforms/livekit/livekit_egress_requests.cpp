// How LiveKit's recorder is asked.

#include <string>
#include <utility>
#include <variant>

#include "livekit_egress.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::livekit::wire {

namespace {

constexpr std::size_t longest_key = 200;

// The storage, under the name that says which it is.
struct StorageWriter {
  spi::JsonWriter& out;

  void operator()(const ProviderStorage&) const {}
  void operator()(const FileTarget&) const {}
  void operator()(const S3Role&) const {}
  void operator()(const S3Keys& s3) const {
    out.key("s3").begin_object().member("accessKey", s3.access_key_id.reveal());
    out.member("secret", s3.secret_access_key.reveal()).member("bucket", s3.bucket);
    if (!s3.region.empty()) out.member("region", s3.region);
    // Compatible stores answer under their own address, not under one for each bucket.
    if (!s3.endpoint.empty()) out.member("endpoint", s3.endpoint).member("forcePathStyle", true);
    out.end_object();
  }
  void operator()(const GoogleStorage& gcp) const {
    out.key("gcp").begin_object().member("bucket", gcp.bucket);
    if (!gcp.credentials.empty()) out.member("credentials", gcp.credentials.reveal());
    out.end_object();
  }
  void operator()(const AzureStorage& azure) const {
    out.key("azure").begin_object().member("accountName", azure.account);
    out.member("accountKey", azure.account_key.reveal()).member("containerName", azure.container);
    out.end_object();
  }
};

struct PrefixReader {
  std::string operator()(const ProviderStorage&) const { return {}; }
  std::string operator()(const FileTarget& file) const { return file.path; }
  template <class Bucket>
  std::string operator()(const Bucket& bucket) const {
    return bucket.prefix;
  }
};

void write_path(spi::JsonWriter& out, const RecordingSpec& spec, std::string_view file) {
  auto path = std::visit(PrefixReader{}, spec.target);
  if (!path.empty() && path.back() != '/') path += '/';
  path.append(key_folder).append(spi::percent_encode(spec.instance_key)).append("/").append(file);
  out.member("filepath", path);
}

void write_room_composite(spi::JsonWriter& out, std::string_view room, const RecordingSpec& spec) {
  const bool audio = spec.kind == RecordingKind::audio_only;
  out.begin_object().member("roomName", room);
  if (audio) out.member("audioOnly", true);
  out.key("fileOutputs").begin_array().begin_object().member("fileType", audio ? "OGG" : "MP4");
  write_path(out, spec, audio ? "{room_name}-{time}.ogg" : "{room_name}-{time}.mp4");
  std::visit(StorageWriter{out}, spec.target);
  out.end_object().end_array().end_object();
}

constexpr std::string_view track_file = "{track_source}-{track_id}";

struct TargetCheck {
  static Result<void> need(bool there, const char* what) {
    if (there) return {};
    return fail(ErrorCode::invalid_argument, std::string("a recording's target lacks its ") + what);
  }
  Result<void> operator()(const ProviderStorage&) const {
    return fail(ErrorCode::unsupported, "livekit keeps no recordings; name a bucket or a file as target");
  }
  Result<void> operator()(const S3Role&) const {
    return fail(ErrorCode::unsupported, "livekit takes an s3 bucket by keys, not by a role");
  }
  Result<void> operator()(const S3Keys& s3) const { return need(!s3.bucket.empty(), "bucket"); }
  Result<void> operator()(const GoogleStorage& gcp) const { return need(!gcp.bucket.empty(), "bucket"); }
  Result<void> operator()(const AzureStorage& azure) const {
    if (auto good = need(!azure.account.empty(), "account"); !good) return good;
    return need(!azure.container.empty(), "container");
  }
  Result<void> operator()(const FileTarget& file) const { return need(!file.path.empty(), "path"); }
};

}  // namespace

Result<void> check_recording(const RecordingSpec& spec) {
  if (spec.kind == RecordingKind::local)
    return fail(ErrorCode::unsupported, "livekit does not record on a participant's machine");
  if (spec.max_length)
    return fail(ErrorCode::unsupported,
                "livekit takes no max_length; set session_limits of the egress worker, or stop in time");
  if (spec.instance_key.empty() || spec.instance_key.size() > longest_key)
    return fail(ErrorCode::invalid_argument, "a recording's instance_key has 1 to 200 characters");
  return std::visit(TargetCheck{}, spec.target);
}

std::vector<Secret> secrets_of(const RecordingTarget& target) {
  if (const auto* s3 = std::get_if<S3Keys>(&target)) return {s3->access_key_id, s3->secret_access_key};
  if (const auto* gcp = std::get_if<GoogleStorage>(&target)) return {gcp->credentials};
  if (const auto* azure = std::get_if<AzureStorage>(&target)) return {azure->account_key};
  return {};
}

std::string room_composite(std::string_view room, const RecordingSpec& spec) {
  spi::JsonWriter out;
  write_room_composite(out, room, spec);
  return std::move(out).text();
}

std::string track_egress(std::string_view room, std::string_view track, const RecordingSpec& spec) {
  spi::JsonWriter out;
  out.begin_object().member("roomName", room).member("trackId", track).key("file").begin_object();
  write_path(out, spec, track_file);
  std::visit(StorageWriter{out}, spec.target);
  return std::move(out.end_object().end_object()).text();
}

std::string automatic_egress(std::string_view room, const RecordingSpec& spec) {
  spi::JsonWriter out;
  out.begin_object();
  if (spec.kind == RecordingKind::per_track) {
    out.key("tracks").begin_object();
    write_path(out, spec, track_file);
    std::visit(StorageWriter{out}, spec.target);
    out.end_object();
  } else {
    out.key("room");
    write_room_composite(out, room, spec);
  }
  return std::move(out.end_object()).text();
}

}  // namespace vplatform::platforms::livekit::wire
