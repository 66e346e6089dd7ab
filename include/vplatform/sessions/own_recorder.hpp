#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "vplatform/secret.hpp"
#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

/// What an own recorder says of a file that it has made.
struct OwnRecording {
  std::string
      recorder_id{};  ///< The recorder's own name for it; the same again is the same recording. Required.
  RecordingKind kind = RecordingKind::composed;
  std::optional<TimePoint> started_at{};
  std::optional<TimePoint> ended_at{};
  std::optional<std::chrono::milliseconds> duration{};
  std::string url{};  ///< Where it can be fetched, by the fetcher's rules. Empty: it is uploaded.
};

/// Gives the next bytes of an upload: how many were put into the span, 0 at the end.
using ByteSource = std::function<Result<std::size_t>(std::span<char> into)>;

struct OwnRecorderOptions {
  Secret token{};        ///< What recorders send as `X-Sync-Token`. Empty: everything is refused.
  std::string folder{};  ///< Where uploads go. Empty: uploads are `unsupported`.
  std::uint64_t largest_file = std::uint64_t{50} << 30U;
};

/// The callbacks of recorders that the host runs itself: which session is in a room, here is a recording,
/// here is its file. Every function takes the token as it came, and compares it in constant time. Errors of
/// all: `unauthenticated` for a wrong token; `failed_precondition` where none is configured. Thread-safe;
/// cheap to copy.
class OwnRecorder {
 public:
  OwnRecorder(Backend backend, OwnRecorderOptions options);

  /// The session in a room of the host or of the platform, in any case of letters; the newest that is not
  /// over, else the newest.
  [[nodiscard]] Result<Session> find_by_room(const Secret& token, std::string_view room) const;
  /// Enters a recording, once for its `recorder_id`.
  [[nodiscard]] Result<RecordingEntry> report(const Secret& token, std::string_view session_id,
                                              const OwnRecording& recording) const;
  /// Takes the file of a reported recording: streaming, size-limited, hashed, and visible only when whole.
  [[nodiscard]] Result<RecordingEntry> upload(const Secret& token, std::string_view recording_id,
                                              const ByteSource& bytes) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace vplatform::sessions
