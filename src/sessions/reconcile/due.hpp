#pragma once

#include <string>
#include <vector>

#include "sessions/store/database.hpp"
#include "vplatform/time.hpp"

namespace vplatform::sessions {

/// What of a session may be due.
enum class DueKind : std::uint8_t { create, look, end };

/// Sessions of which something is due, the oldest first. What is due only after `furthest` was written by a
/// clock that has been set back since, and is due too.
[[nodiscard]] std::vector<std::string> due_sessions(Transaction& transaction, DueKind kind, TimePoint now,
                                                    TimePoint furthest, int most);

/// Sessions that are not over, and whose end has come.
[[nodiscard]] std::vector<std::string> sessions_past_their_end(Transaction& transaction, TimePoint now,
                                                               int most);

/// The next session to look at, which no other process looks at before `until`. Locked.
[[nodiscard]] std::optional<std::string> claim_look(Transaction& transaction, TimePoint now,
                                                    TimePoint furthest, TimePoint until);

}  // namespace vplatform::sessions
