#include "cli/presence_text.hpp"

namespace vplatform::cli {

std::string_view in_words(PresenceState state) noexcept {
  switch (state) {
    case PresenceState::unknown:
      return "unknown";
    case PresenceState::empty:
      return "empty";
    case PresenceState::occupied:
      return "occupied";
  }
  return "unknown";
}

Row row_of(const Participant& participant) {
  const std::string as = participant.identity.empty() ? "" : "as " + participant.identity;
  std::string what = participant.role ? std::string(to_string(*participant.role)) : "";
  if (!participant.is_person) what = "machine";
  return {participant.id.value,
          {participant.name, Ink::strong},
          as,
          what,
          participant.joined_at ? "since " + to_rfc3339(*participant.joined_at) : ""};
}

}  // namespace vplatform::cli
