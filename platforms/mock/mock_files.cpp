#include "mock_files.hpp"

#include <string_view>
#include <utility>
#include <variant>

namespace vplatform::platforms::mock {

namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::string content_of_file(const std::string& path) {
  return "mock recording " + path + "\n";
}

std::string_view extension_of(RecordingKind kind) noexcept {
  switch (kind) {
    case RecordingKind::audio_only:
      return ".ogg";
    case RecordingKind::per_track:
      return "";
    case RecordingKind::composed:
    case RecordingKind::local:
      break;
  }
  return ".mp4";
}

std::string in_folder(std::string folder, std::string_view name) {
  if (!folder.empty() && folder.back() != '/') folder += '/';
  return folder.append(name);
}

/// The file, or the folder of a recording by tracks.
std::string path_of(const MockRecording& recording) {
  const auto& ref = recording.told.ref;
  std::string name = in_folder(ref.meeting.id, ref.instance_key) + std::string(extension_of(ref.kind));
  return std::visit(Overloaded{[&name](const ProviderStorage&) { return std::move(name); },
                               [](const FileTarget& file) { return file.path; },
                               [&name](const auto& bucket) { return in_folder(bucket.prefix, name); }},
                    recording.target);
}

bool was_there(const Attendance& who, const Recording& recording) {
  const bool came_in_time = who.participant.joined_at <= recording.ended_at;
  return came_in_time && (!who.left_at || who.left_at >= recording.started_at);
}

RecordingFile file_at(std::string path) {
  RecordingFile file{.path = std::move(path)};
  file.bytes = content_of_file(file.path).size();
  return file;
}

std::string_view missing_in(const S3Keys& s3) {
  if (s3.bucket.empty()) return "bucket";
  if (s3.access_key_id.empty()) return "access_key_id";
  return s3.secret_access_key.empty() ? "secret_access_key" : "";
}

std::string_view missing_in(const S3Role& s3) {
  if (s3.bucket.empty()) return "bucket";
  return s3.role_arn.empty() ? "role_arn" : "";
}

std::string_view missing_in(const GoogleStorage& google) {
  if (google.bucket.empty()) return "bucket";
  return google.credentials.empty() ? "credentials" : "";
}

std::string_view missing_in(const AzureStorage& azure) {
  if (azure.account.empty()) return "account";
  if (azure.container.empty()) return "container";
  return azure.account_key.empty() ? "account_key" : "";
}

std::string_view missing_in(const FileTarget& file) {
  return file.path.empty() ? "path" : "";
}

std::string_view missing_in(const ProviderStorage&) {
  return "";
}

}  // namespace

std::optional<Failure> fault_of(const RecordingSpec& spec) {
  if (spec.instance_key.empty())
    return fail(ErrorCode::invalid_argument, "the recording has no instance_key");
  // What a participant records goes nowhere.
  if (spec.kind == RecordingKind::local) return std::nullopt;
  const auto missing = std::visit([](const auto& one) { return missing_in(one); }, spec.target);
  if (missing.empty()) return std::nullopt;
  return fail(ErrorCode::invalid_argument, "the recording's target has no " + std::string(missing));
}

std::vector<RecordingFile> files_of(const MockRecording& recording, const MockSession& session) {
  const Recording& told = recording.told;
  // What a participant records stays on their machine.
  if (told.ref.kind == RecordingKind::local) return {};
  const std::string path = path_of(recording);
  if (told.ref.kind != RecordingKind::per_track) return {file_at(path)};
  std::vector<RecordingFile> files;
  for (const auto& who : session.people) {
    if (!was_there(who, told)) continue;
    files.push_back(file_at(in_folder(path, who.participant.id.value + ".webm")));
    files.back().track = who.participant.id.value;
  }
  return files;
}

std::string content_of(const Recording& recording) {
  std::string content;
  for (const auto& file : recording.files) content += content_of_file(file.path);
  return content;
}

bool is_going_on(RecordingState state) noexcept {
  using enum RecordingState;
  return state == requested || state == starting || state == active || state == stopping ||
         state == processing;
}

}  // namespace vplatform::platforms::mock
