#include "vplatform/sessions/inbox.hpp"

namespace vplatform::sessions {

std::string_view to_string(DeadReason reason) noexcept {
  switch (reason) {
    case DeadReason::unreadable:
      return "unreadable";
    case DeadReason::failed:
      return "failed";
    case DeadReason::conflicting:
      return "conflicting";
  }
  return "failed";
}

std::string_view to_string(InboxState state) noexcept {
  switch (state) {
    case InboxState::waiting:
      return "waiting";
    case InboxState::processed:
      return "processed";
    case InboxState::dead:
      return "dead";
  }
  return "dead";
}

}  // namespace vplatform::sessions
