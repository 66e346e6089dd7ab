#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "vplatform/meeting_ref.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/time.hpp"

namespace vplatform {

/// What is recorded.
enum class RecordingKind : std::uint8_t {
  composed,    ///< One video of the whole meeting.
  audio_only,  ///< One sound file of the whole meeting.
  per_track,   ///< A file for every track.
  local,       ///< On a participant's own machine.
};

/// The name of a kind: `audio_only`.
[[nodiscard]] std::string_view to_string(RecordingKind kind) noexcept;

/// The platform's own storage.
struct ProviderStorage {};

/// An S3 bucket, or a compatible one, by keys.
struct S3Keys {
  std::string bucket{};
  std::string region{};
  std::string endpoint{};  ///< Empty: Amazon's own.
  std::string prefix{};
  Secret access_key_id{};
  Secret secret_access_key{};
};

/// An S3 bucket by a role that the platform assumes.
struct S3Role {
  std::string bucket{};
  std::string region{};
  std::string role_arn{};
  std::string prefix{};
};

/// A Google Cloud Storage bucket.
struct GoogleStorage {
  std::string bucket{};
  std::string prefix{};
  Secret credentials{};  ///< The service account's JSON text.
};

/// An Azure container.
struct AzureStorage {
  std::string account{};
  std::string container{};
  std::string prefix{};
  Secret account_key{};
};

/// A file on the recorder's own disk.
struct FileTarget {
  std::string path{};
};

/// Where a recording goes. What a platform does not take is refused by name.
using RecordingTarget =
    std::variant<ProviderStorage, S3Keys, S3Role, GoogleStorage, AzureStorage, FileTarget>;

/// A recording that is wanted.
struct RecordingSpec {
  RecordingKind kind = RecordingKind::composed;
  RecordingTarget target{};
  std::optional<std::chrono::seconds> max_length{};
  std::string instance_key{};  ///< Our own name for it (a UUID). Unset: made up.
};

/// The name of a recording. A platform may say its id only later: Daily's start answers without one.
struct RecordingRef {
  MeetingRef meeting{};
  RecordingKind kind = RecordingKind::composed;
  std::string instance_key{};
  std::optional<std::string> id{};  ///< The platform's; link and delete without it are `failed_precondition`.

  friend bool operator==(const RecordingRef&, const RecordingRef&) = default;
};

/// How far a recording is.
enum class RecordingState : std::uint8_t {
  requested,
  starting,
  active,
  stopping,
  processing,
  ready,
  failed,
  cancelled,
  deleted
};

/// The name of a state: `processing`.
[[nodiscard]] std::string_view to_string(RecordingState state) noexcept;

/// A file of a recording.
struct RecordingFile {
  std::string path{};  ///< In its storage.
  std::optional<std::uint64_t> bytes{};
  std::string track{};  ///< For per-track recordings: which one.
};

/// A recording as the platform has it.
struct Recording {
  RecordingRef ref{};
  RecordingState state = RecordingState::requested;
  std::optional<TimePoint> started_at{};
  std::optional<TimePoint> ended_at{};
  std::optional<std::chrono::milliseconds> duration{};
  std::vector<RecordingFile> files{};
  std::string failure{};  ///< The platform's words, where it failed.
};

/// Where a recording can be fetched for a while.
struct DownloadLink {
  Secret url{};
  TimePoint expires_at{};
};

}  // namespace vplatform
