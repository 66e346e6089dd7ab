#include "sessions/reconcile/pace.hpp"

#include <algorithm>
#include <chrono>

namespace vplatform::sessions {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest{1000};

milliseconds while_webhooks_flow(const ReconcilerOptions& options, const PaceFacts& facts) {
  const milliseconds widest = std::max<milliseconds>(options.widest_pace, options.pace);
  // Where asking tells nothing, the events are all there is.
  if (!facts.is_known) return widest;
  if (!facts.last_look) return options.pace;
  const auto since = std::chrono::duration_cast<milliseconds>(facts.now - *facts.last_look);
  return std::clamp<milliseconds>(2 * since, options.pace, widest);
}

}  // namespace

milliseconds next_look_in(const ReconcilerOptions& options, const PaceFacts& facts) {
  milliseconds wait = facts.webhooks_flow ? while_webhooks_flow(options, facts) : milliseconds(options.pace);
  if (facts.is_urgent) wait = std::min<milliseconds>(wait, options.pace);
  if (facts.asked_to_wait) return std::max(wait, *facts.asked_to_wait);
  if (facts.empty_for) wait = std::min(wait, std::max(shortest, options.empty_grace - *facts.empty_for));
  return wait;
}

bool webhooks_flow(Transaction& transaction, std::string_view instance, const ReconcilerOptions& options,
                   TimePoint now) {
  const auto row =
      transaction.find("SELECT last_event_at FROM instance_watch WHERE instance = ?", {instance});
  const auto last = row ? row->maybe_time(0) : std::nullopt;
  // One that is to come was noted by a clock that has been set back since.
  return last && *last <= now + options.webhooks_flow && now - *last <= options.webhooks_flow;
}

}  // namespace vplatform::sessions
