#include "admissions.hpp"

#include "shapes.hpp"

namespace meeting_server {

using sessions::Admission;
using sessions::AdmissionReason;
using vplatform::Result;
using vplatform::Role;

Refusal refusal_of(const Admission& admission) {
  switch (admission.reason) {
    case AdmissionReason::admitted:
      return {200, "Come in."};
    case AdmissionReason::not_yet:
      return {409, "It has not begun yet. Wait here, or come back later."};
    case AdmissionReason::full:
      return {409, "It is full. Try again when somebody has left."};
    case AdmissionReason::not_ready:
      return {409, "The room is still being made. Try again in a moment."};
    case AdmissionReason::ended:
      return {410, "It is over."};
    case AdmissionReason::cancelled:
      return {410, "It was cancelled."};
    case AdmissionReason::wrong_code:
      return {404, "No meeting has that code. It may be over, or the code mistyped."};
    case AdmissionReason::too_many_attempts:
      return {429, "Too many wrong codes. Wait a few minutes."};
    case AdmissionReason::removed:
      return {403, "The host has removed you from this meeting."};
  }
  return {};
}

namespace {

Result<Admission> admit_counted(const Service& service, const sessions::AdmissionRequest& request) {
  auto admission = service.sessions.admit(request);
  service.metrics.count_admission(admission ? to_string(admission->reason)
                                            : to_string(admission.error().code));
  return admission;
}

}  // namespace

Result<Admission> admit(const Service& service, const Seat& seat) {
  const Role role = seat.is_host() ? Role::host : seat.person ? seat.person->role : Role::participant;
  return admit_counted(
      service, {.session_id = seat.session.id, .person = seat.user.id, .name = seat.user.name, .role = role});
}

Result<Admission> admit_by_code(const Service& service, const User& user, const std::string& code, Role role,
                                const std::string& caller) {
  return admit_counted(
      service, {.join_code = code, .person = user.id, .name = user.name, .role = role, .caller = caller});
}

void answer_admission(const Service& service, const Result<Admission>& admission,
                      httplib::Response& response) {
  if (!admission) return web::refuse(response, admission.error());
  if (admission->grant) {
    const auto session = service.sessions.get(admission->session_id);
    if (!session) return web::refuse(response, session.error());
    const std::string& instance = session->decision.platform;
    return web::answer(
        response, {{"session_id", admission->session_id},
                   {"grant", to_json(*admission->grant, instance, service.platforms.emulated() != nullptr)}});
  }
  const Refusal refusal = refusal_of(*admission);
  web::answer(response,
              {{"error", {{"code", to_string(admission->reason)}, {"message", refusal.message}}},
               {"again_at", to_json(admission->again_at)}},
              refusal.status);
}

}  // namespace meeting_server
