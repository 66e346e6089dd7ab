#include "lesson_access.hpp"

#include <algorithm>
#include <utility>

#include "access.hpp"
#include "web/answers.hpp"

namespace campus {

using vplatform::sessions::Session;

bool is_lesson(const Session& session) {
  return session.owner.starts_with("teacher/");
}

bool is_teacher_of(const User& user, const Session& session) {
  return session.owner == owner_of_teacher(user);
}

std::optional<LessonCall> lesson_call(const Service& service, const httplib::Request& request,
                                      httplib::Response& response) {
  const User* user = signed_in(service, request, response);
  if (user == nullptr) return std::nullopt;
  const std::string id = request.matches[1];
  auto session = service.sessions.get(id);
  if (!session || !is_lesson(*session)) {
    web::refuse(response, 404, "not_found", "there is no such session");
    return std::nullopt;
  }
  auto people = service.sessions.people(id);
  if (!people) {
    web::refuse(response, people.error());
    return std::nullopt;
  }
  const bool is_in =
      std::any_of(people->begin(), people->end(), [user](const auto& one) { return one.person == user->id; });
  if (is_in || is_teacher_of(*user, *session))
    return LessonCall{*user, *std::move(session), *std::move(people)};
  web::refuse(response, 403, "permission_denied", "join the session by its code first");
  return std::nullopt;
}

std::optional<LessonCall> teacher_call(const Service& service, const httplib::Request& request,
                                       httplib::Response& response) {
  auto call = lesson_call(service, request, response);
  if (!call || is_teacher_of(call->user, call->session)) return call;
  web::refuse(response, 403, "permission_denied", "only the session's teacher may do that");
  return std::nullopt;
}

}  // namespace campus
