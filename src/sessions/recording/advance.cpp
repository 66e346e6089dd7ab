#include "sessions/recording/advance.hpp"

#include <string>

#include "sessions/recording/deadlines.hpp"
#include "sessions/recording/ledger_state.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::chrono::seconds first_look{15};

}  // namespace

void place(LedgerRow& row, LedgerState to, const Cause& cause) {
  row.entry.state = to;
  row.entry.state_since = cause.at;
  const auto length = longest_in(to, row.deadlines, row.max_length);
  // From when we hear of it: an event that comes late is no reason to give up.
  row.entry.deadline = length ? std::optional(cause.now + *length) : std::nullopt;
  row.poll_due = is_under_way(to) ? std::optional(cause.now + first_look) : std::nullopt;
  row.fetch_due = to == LedgerState::ready && row.entry.ref.kind != RecordingKind::local
                      ? std::optional(cause.now)
                      : std::nullopt;
  if (to != LedgerState::failed) row.entry.failure.clear();
  row.attempts = 0;
}

void enter(Transaction& transaction, LedgerRow& row, LedgerState to, const Cause& cause) {
  place(row, to, cause);
  const std::string what = "recording_" + std::string(to_string(to));
  write_log(transaction, row.entry.session_id,
            {.what = what,
             .detail = row.entry.id,
             .source = cause.source,
             .event = cause.event,
             .inferred = cause.inferred,
             .at = cause.at});
}

}  // namespace vplatform::sessions
