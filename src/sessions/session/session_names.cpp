// The names of the enumerations of sessions, as tables and hosts spell them.

#include "sessions/session/enumerator.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

std::string_view to_string(SessionState state) noexcept {
  switch (state) {
    case SessionState::scheduled:
      return "scheduled";
    case SessionState::live:
      return "live";
    case SessionState::ended:
      return "ended";
    case SessionState::cancelled:
      return "cancelled";
  }
  return "scheduled";
}

std::optional<SessionState> session_state_from(std::string_view name) noexcept {
  return enumerator_from(name, SessionState::cancelled);
}

std::string_view to_string(EndStep step) noexcept {
  switch (step) {
    case EndStep::deny_entry:
      return "deny_entry";
    case EndStep::stop_recordings:
      return "stop_recordings";
    case EndStep::remove_everybody:
      return "remove_everybody";
    case EndStep::delete_room:
      return "delete_room";
  }
  return "deny_entry";
}

std::string_view to_string(EndStepState state) noexcept {
  switch (state) {
    case EndStepState::pending:
      return "pending";
    case EndStepState::done:
      return "done";
    case EndStepState::unsupported:
      return "unsupported";
    case EndStepState::failing:
      return "failing";
  }
  return "pending";
}

std::string_view to_string(AdmissionReason reason) noexcept {
  switch (reason) {
    case AdmissionReason::admitted:
      return "admitted";
    case AdmissionReason::not_yet:
      return "not_yet";
    case AdmissionReason::full:
      return "full";
    case AdmissionReason::ended:
      return "ended";
    case AdmissionReason::cancelled:
      return "cancelled";
    case AdmissionReason::wrong_code:
      return "wrong_code";
    case AdmissionReason::too_many_attempts:
      return "too_many_attempts";
    case AdmissionReason::removed:
      return "removed";
    case AdmissionReason::not_ready:
      return "not_ready";
  }
  return "not_yet";
}

}  // namespace vplatform::sessions
