#pragma once

#include <vplatform/result.hpp>
#include <vplatform/sessions/session.hpp>

#include "service.hpp"
#include "web/answers.hpp"

namespace reflector {

/// The meeting that goes on in the room, wherever the room's next one would be; else a new one. `fresh`: a
/// new one in any case. Two callers at once, in any processes, get the same. Errors: those of
/// `Sessions::create`.
[[nodiscard]] vplatform::Result<vplatform::sessions::Session> open_meeting(const Service& service,
                                                                           const Room& room, bool fresh);

[[nodiscard]] web::Json meeting_json(const Service& service, const vplatform::sessions::Session& meeting);

/// Begins a recording where the room wants it from the start, the platform begins on demand, and all agree;
/// otherwise nothing.
void record_if_wanted(const Service& service, const Room& room, const vplatform::sessions::Session& meeting);

}  // namespace reflector
