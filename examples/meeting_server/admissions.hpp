#pragma once

#include "guard.hpp"
#include "web/answers.hpp"

namespace meeting_server {

/// The status and the words for somebody who is not let in: what a page shows as it is.
struct Refusal {
  int status = 409;
  std::string message{};
};

/// Errors become words as well.
[[nodiscard]] Refusal refusal_of(const sessions::Admission& admission);

/// Lets the user into a session that they are the host of, or were let into before. The one way, for a first
/// token and for every later one.
[[nodiscard]] vplatform::Result<sessions::Admission> admit(const Service& service, const Seat& seat);
/// Lets the user in by a code.
[[nodiscard]] vplatform::Result<sessions::Admission> admit_by_code(const Service& service, const User& user,
                                                                   const std::string& code,
                                                                   vplatform::Role role,
                                                                   const std::string& caller);

/// Answers with the grant, or with the refusal.
void answer_admission(const Service& service, const vplatform::Result<sessions::Admission>& admission,
                      httplib::Response& response);

}  // namespace meeting_server
