// The names by which the ledger's words are stored and shown.

#include <array>
#include <utility>

#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::array states{
    std::pair{LedgerState::requested, std::string_view("requested")},
    std::pair{LedgerState::starting, std::string_view("starting")},
    std::pair{LedgerState::active, std::string_view("active")},
    std::pair{LedgerState::stopping, std::string_view("stopping")},
    std::pair{LedgerState::processing, std::string_view("processing")},
    std::pair{LedgerState::ready, std::string_view("ready")},
    std::pair{LedgerState::fetched, std::string_view("fetched")},
    std::pair{LedgerState::failed, std::string_view("failed")},
    std::pair{LedgerState::cancelled, std::string_view("cancelled")},
    std::pair{LedgerState::deleted, std::string_view("deleted")},
};

}  // namespace

std::string_view to_string(LedgerState state) noexcept {
  for (const auto& [known, name] : states) {
    if (known == state) return name;
  }
  return "requested";
}

std::optional<LedgerState> ledger_state_from(std::string_view name) noexcept {
  for (const auto& [state, known] : states) {
    if (known == name) return state;
  }
  return std::nullopt;
}

std::string_view to_string(RecordingMatch match) noexcept {
  return match == RecordingMatch::exact ? "exact" : "heuristic";
}

}  // namespace vplatform::sessions
