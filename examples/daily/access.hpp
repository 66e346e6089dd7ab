#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <vplatform/sessions/session.hpp>

#include "service.hpp"

namespace campus {

/// What every route begins with. Each refuses the request itself where it returns nothing.

/// 401 without a user.
[[nodiscard]] const User* signed_in(const Service& service, const httplib::Request& request,
                                    httplib::Response& response);

/// Somebody who asks about a project.
struct ProjectCall {
  const User& user;
  std::string project{};
  ProjectRole role = ProjectRole::viewer;

  [[nodiscard]] bool may_edit() const noexcept { return role != ProjectRole::viewer; }
};

/// The project is the first group of the path. 403 for who is no member, and for projects that there are not.
[[nodiscard]] std::optional<ProjectCall> member_call(const Service& service, const httplib::Request& request,
                                                     httplib::Response& response);
/// The same for editors and admins.
[[nodiscard]] std::optional<ProjectCall> editor_call(const Service& service, const httplib::Request& request,
                                                     httplib::Response& response);

/// As whose a project's, and a teacher's, sessions are kept: the two never meet.
[[nodiscard]] std::string owner_of_project(const std::string& project);
[[nodiscard]] std::string owner_of_teacher(const User& teacher);

/// The session of that owner; 404 for another's, as for none.
[[nodiscard]] std::optional<vplatform::sessions::Session> session_of(const Service& service,
                                                                     const std::string& owner,
                                                                     const std::string& id,
                                                                     httplib::Response& response);

}  // namespace campus
