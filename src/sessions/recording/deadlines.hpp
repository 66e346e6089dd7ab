#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

/// Deadlines as they are kept with a recording, so that every process goes by those it was started with.
[[nodiscard]] std::string to_text(const RecordingDeadlines& deadlines);
/// What is missing counts as by default.
[[nodiscard]] RecordingDeadlines deadlines_from(std::string_view text);

/// How long a recording may be in a state; unset where it may be for ever. A running one may take its
/// `max_length`, and a while for the platform to notice.
[[nodiscard]] std::optional<std::chrono::seconds> longest_in(LedgerState state,
                                                             const RecordingDeadlines& deadlines,
                                                             std::optional<std::chrono::seconds> max_length);

}  // namespace vplatform::sessions
