#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/time.hpp"

// LiveKit's recordings as it writes them: https://docs.livekit.io/reference/other/egress/api (2025-11)

namespace vplatform::platforms::livekit::egress {

/// The body of StartRoomCompositeEgress. Errors: `unsupported` for what LiveKit does not take,
/// `invalid_argument` for an instance key that cannot be a file's name.
[[nodiscard]] Result<std::string> start(std::string_view room, const RecordingSpec& spec);
/// The member `egress` of CreateRoom, which starts one when the room is made. Errors: the same.
[[nodiscard]] Result<std::string> automatic(std::string_view room, const RecordingSpec& spec);
/// The request holds the storage's credentials: they are blanked wherever it is shown.
void keep_secret(HttpRequest& request, const RecordingSpec& spec);

[[nodiscard]] std::optional<RecordingState> state_of(std::string_view status);
/// A moment of an egress, which are in nanoseconds.
[[nodiscard]] std::optional<TimePoint> time_of(const spi::Json& info, std::string_view camel);
/// Id, kind and our own key, which the file's name holds.
[[nodiscard]] RecordingRef ref_of(const spi::Json& info, const MeetingRef& meeting);
/// Errors: `bad_response` without an id.
[[nodiscard]] Result<Recording> read(const spi::Json& info, const MeetingRef& meeting);

}  // namespace vplatform::platforms::livekit::egress
