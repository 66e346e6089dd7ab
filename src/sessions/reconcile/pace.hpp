#pragma once

#include <optional>

#include "sessions/store/database.hpp"
#include "vplatform/sessions/reconciler.hpp"
#include "vplatform/time.hpp"

namespace vplatform::sessions {

/// What decides when a session is looked at again.
struct PaceFacts {
  TimePoint now{};
  bool webhooks_flow = false;
  bool is_urgent = false;                ///< Somebody is in who is to stay out.
  bool is_known = false;                 ///< The platform could say who is in.
  std::optional<TimePoint> last_look{};  ///< For when the platform answered the time before.
  std::optional<std::chrono::milliseconds> empty_for{};
  std::optional<std::chrono::milliseconds> asked_to_wait{};  ///< By the platform.
};

/// How long until the next look: the pace; while webhooks flow twice as long each time, up to the widest; and
/// not longer than until an empty session can be concluded.
[[nodiscard]] std::chrono::milliseconds next_look_in(const ReconcilerOptions& options,
                                                     const PaceFacts& facts);

/// Whether an event of the instance has come within `options.webhooks_flow`.
[[nodiscard]] bool webhooks_flow(Transaction& transaction, std::string_view instance,
                                 const ReconcilerOptions& options, TimePoint now);

}  // namespace vplatform::sessions
