#pragma once

#include <httplib.h>

#include <optional>
#include <vector>
#include <vplatform/sessions/session.hpp>

#include "service.hpp"

namespace campus {

/// Not a session of a project.
[[nodiscard]] bool is_lesson(const vplatform::sessions::Session& session);
[[nodiscard]] bool is_teacher_of(const User& user, const vplatform::sessions::Session& session);

/// Somebody who asks about a lesson that they give, or were let into.
struct LessonCall {
  const User& user;
  vplatform::sessions::Session session{};
  std::vector<vplatform::sessions::Person> people{};
};

/// The lesson is the first group of the path. Refuses the request itself: 401; 404 without such a lesson; 403
/// for who has nothing to do with it.
[[nodiscard]] std::optional<LessonCall> lesson_call(const Service& service, const httplib::Request& request,
                                                    httplib::Response& response);
/// The same for its teacher alone.
[[nodiscard]] std::optional<LessonCall> teacher_call(const Service& service, const httplib::Request& request,
                                                     httplib::Response& response);

}  // namespace campus
