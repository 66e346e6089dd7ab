#pragma once

#include <cstdint>
#include <optional>

#include "sessions/recording/ledger_row.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {

/// Who says that a recording has got on, and when it did.
struct Cause {
  Source source = Source::host;
  std::optional<std::int64_t> event{};  ///< Its number in the inbox.
  bool inferred = false;
  TimePoint at{};
  TimePoint now{};
};

/// Puts a row into a state, whatever it was in: sets since when, its deadline, and when who looks at it next.
void place(LedgerRow& row, LedgerState to, const Cause& cause);
/// The same, and writes the log. The row itself is not written.
void enter(Transaction& transaction, LedgerRow& row, LedgerState to, const Cause& cause);

}  // namespace vplatform::sessions
