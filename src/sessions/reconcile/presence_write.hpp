#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sessions/reconcile/presence_row.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/store/database.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

/// Who says what is written down.
struct Witness {
  Source source = Source::event;
  std::optional<std::int64_t> event{};
  std::optional<TimePoint>
      newest{};  ///< What is known from later was told by a clock that was set back since.
};

/// Merges a sighting into the session's set, and writes down what follows: the log, when somebody came first,
/// that a host has come, that the session is live and not empty. Returns the row as it is now.
PresenceRow write_sighting(Transaction& transaction, const Session& session, const Sighting& sighting,
                           const Witness& witness);

/// Asks for a look at the session at once, unless it is over.
void look_soon(Transaction& transaction, std::string_view session_id, TimePoint now);

[[nodiscard]] inline bool is_over(const Session& session) noexcept {
  return session.state == SessionState::ended || session.state == SessionState::cancelled;
}

}  // namespace vplatform::sessions
