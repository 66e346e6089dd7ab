#include "cli/sessions/store_names.hpp"

#include <array>

#include "cli/read_name.hpp"

namespace vplatform::cli {
namespace {

using sessions::InboxState;
using sessions::LedgerState;
using sessions::SessionState;

constexpr std::array session_states{SessionState::scheduled, SessionState::live, SessionState::ended,
                                    SessionState::cancelled};
constexpr std::array inbox_states{InboxState::waiting, InboxState::processed, InboxState::dead};
constexpr std::array ledger_states{LedgerState::requested, LedgerState::starting,   LedgerState::active,
                                   LedgerState::stopping,  LedgerState::processing, LedgerState::ready,
                                   LedgerState::fetched,   LedgerState::failed,     LedgerState::cancelled,
                                   LedgerState::deleted};

}  // namespace

Result<SessionState> read_session_state(const std::string& text) {
  return read_name<SessionState>("--state", text, session_states);
}

Result<InboxState> read_inbox_state(const std::string& text) {
  return read_name<InboxState>("--state", text, inbox_states);
}

Result<LedgerState> read_ledger_state(const std::string& text) {
  return read_name<LedgerState>("--state", text, ledger_states);
}

}  // namespace vplatform::cli
