#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::wire {

/// The folder whose name ends with our instance key.
inline constexpr std::string_view key_folder = "vplatform-";

/// One run of LiveKit's recorder.
struct Egress {
  std::string id{};  ///< Empty where it could not even be started.
  std::string room{};
  std::string room_sid{};
  std::string status{};
  RecordingKind kind = RecordingKind::composed;
  RecordingState state = RecordingState::requested;
  bool state_is_known = false;
  bool is_stream = false;      ///< It only streams, and keeps nothing.
  std::string instance_key{};  ///< Ours, from the path of its file; empty for what somebody else started.
  std::string track{};
  std::optional<TimePoint> started_at{};
  std::optional<TimePoint> ended_at{};
  std::optional<TimePoint> updated_at{};
  std::vector<RecordingFile> files{};
  std::string failure{};

  /// It records, or is about to.
  [[nodiscard]] bool runs() const noexcept;
};

/// Reads an EgressInfo in either dialect.
[[nodiscard]] Egress read_egress(const spi::Json& json);

/// Our own recordings, or others, as the egresses of a room tell them: those with one instance key are one
/// recording. Streams are none.
[[nodiscard]] std::vector<Recording> recordings_of(const std::vector<Egress>& egresses,
                                                   const MeetingRef& meeting);

/// Where the files go: the member that holds the path and the storage. Errors: `unsupported` for what LiveKit
/// cannot do, by name; `invalid_argument` for a target without its bucket and the like.
[[nodiscard]] Result<void> check_recording(const RecordingSpec& spec);
/// The request's secret values.
[[nodiscard]] std::vector<Secret> secrets_of(const RecordingTarget& target);

/// Start requests.
[[nodiscard]] std::string room_composite(std::string_view room, const RecordingSpec& spec);
[[nodiscard]] std::string track_egress(std::string_view room, std::string_view track,
                                       const RecordingSpec& spec);
/// The member `egress` of a CreateRoom request.
[[nodiscard]] std::string automatic_egress(std::string_view room, const RecordingSpec& spec);

/// The JSON of a good answer of Egress. A server without recorders says so in its own way; the error says it
/// in ours.
[[nodiscard]] Result<spi::Json> read_egress_answer(const HttpResponse& answer, std::string_view what);

}  // namespace vplatform::platforms::livekit::wire
