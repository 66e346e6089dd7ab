#pragma once

#include <optional>

#include "sessions/recording/ledger_row.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

/// What a platform says of a recording, by an event or an answer.
struct Evidence {
  Recording told{};
  TimePoint at{};  ///< When it was so, as far as is known.
};

/// The row that the evidence is about, locked: by our instance key, else by the platform's id, else by room
/// and time. What it tells of the name is entered into the row: the platform's id, and that the match is
/// exact where key and id came together. Nothing where it is a recording, or a segment, that the ledger does
/// not have.
[[nodiscard]] std::optional<LedgerRow> match_row(Transaction& transaction, const Session& session,
                                                 const Evidence& evidence);

}  // namespace vplatform::sessions
