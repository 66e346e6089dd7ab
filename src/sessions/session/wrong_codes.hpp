#pragma once

#include <optional>
#include <string_view>

#include "sessions/session/session_row.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace vplatform::sessions {

/// What came of looking a code up.
struct CodeLookup {
  std::optional<SessionRow> row{};           ///< Of a session that is not over.
  std::optional<TimePoint> blocked_until{};  ///< The caller has tried too many; nothing was looked up.
};

/// Looks a code up and counts it where it is wrong. One caller's attempts take turns, so that many at once
/// are as many as one after the other; a right code does not make up for wrong ones, and too many wrong ones
/// block right ones too.
[[nodiscard]] CodeLookup look_up_code(Transaction& transaction, std::string_view typed,
                                      std::string_view caller, const SessionsOptions& options, TimePoint now);

}  // namespace vplatform::sessions
