#pragma once

#include <string>

#include "vplatform/result.hpp"
#include "vplatform/sessions/inbox.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::cli {

// What --state says, read. Errors: `invalid_argument` with the names that there are.

[[nodiscard]] Result<sessions::SessionState> read_session_state(const std::string& text);
[[nodiscard]] Result<sessions::InboxState> read_inbox_state(const std::string& text);
[[nodiscard]] Result<sessions::LedgerState> read_ledger_state(const std::string& text);

}  // namespace vplatform::cli
