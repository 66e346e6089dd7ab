#include "access.hpp"

#include "web/answers.hpp"

namespace campus {

using vplatform::sessions::Session;

const User* signed_in(const Service& service, const httplib::Request& request, httplib::Response& response) {
  return service.members.users().signed_in(request, response);
}

std::optional<ProjectCall> member_call(const Service& service, const httplib::Request& request,
                                       httplib::Response& response) {
  const User* user = signed_in(service, request, response);
  if (user == nullptr) return std::nullopt;
  const std::string project = request.matches[1];
  if (const auto role = service.members.role_in(project, *user)) return ProjectCall{*user, project, *role};
  web::refuse(response, 403, "permission_denied", "you are no member of that project");
  return std::nullopt;
}

std::optional<ProjectCall> editor_call(const Service& service, const httplib::Request& request,
                                       httplib::Response& response) {
  auto call = member_call(service, request, response);
  if (!call || call->may_edit()) return call;
  web::refuse(response, 403, "permission_denied", "only editors and admins of the project may do that");
  return std::nullopt;
}

std::string owner_of_project(const std::string& project) {
  return "project/" + project;
}

std::string owner_of_teacher(const User& teacher) {
  return "teacher/" + teacher.id;
}

std::optional<Session> session_of(const Service& service, const std::string& owner, const std::string& id,
                                  httplib::Response& response) {
  auto session = service.sessions.get(id);
  if (session && session->owner == owner) return *std::move(session);
  if (!session && session.error().code != vplatform::ErrorCode::not_found) {
    web::refuse(response, session.error());
  } else {
    web::refuse(response, 404, "not_found", "there is no such session");
  }
  return std::nullopt;
}

}  // namespace campus
