#pragma once

#include <optional>
#include <string_view>

#include "sessions/session/context.hpp"
#include "sessions/session/session_row.hpp"

namespace vplatform::sessions {

/// Makes the meeting of a session that has none, under its lease; one that has one, or is over, is returned
/// as it is, and so is one whose meeting another is making. `target` is the recording's, where the host has
/// it at hand: its keys are not stored. A first attempt that failed without an effect leaves no session.
[[nodiscard]] Result<Session> make_meeting(const SessionsContext& context, std::string_view session_id,
                                           const std::optional<RecordingTarget>& target,
                                           const CallOptions& call);

}  // namespace vplatform::sessions
