#pragma once

#include <string>
#include <string_view>

#include "vplatform/meeting.hpp"
#include "vplatform/spi/http.hpp"

namespace vplatform::platforms::skeleton::wire {

/// The body that makes a room.
[[nodiscard]] std::string new_room(TimePoint ends_at);

/// The room in an answer, or the failure that the answer is; `what` starts its message.
[[nodiscard]] Result<Meeting> read_room(const HttpResponse& answer, std::string_view instance,
                                        std::string_view what);

}  // namespace vplatform::platforms::skeleton::wire
