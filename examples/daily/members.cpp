#include "members.hpp"

#include <fstream>
#include <utility>

namespace campus {
namespace {

using vplatform::ErrorCode;
using vplatform::fail;

ProjectRole role_from(const std::string& name) {
  if (name == "viewer") return ProjectRole::viewer;
  if (name == "editor") return ProjectRole::editor;
  if (name == "admin") return ProjectRole::admin;
  throw std::invalid_argument("a role is none of viewer, editor, admin");
}

}  // namespace

vplatform::Result<Members> Members::from_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(ErrorCode::not_found, "there is no file '" + path + "' of users and projects");
  try {
    const auto json = web::Json::parse(file);
    Members members;
    members.users_ = web::Users::from_json(json);
    const auto projects = json.value("projects", web::Json::object());
    for (const auto& [project, roles] : projects.items()) {
      for (const auto& [user, role] : roles.items())
        members.projects_[project][user] = role_from(role.get<std::string>());
    }
    return members;
  } catch (const web::Json::exception&) {  // its words may hold a token
    return fail(ErrorCode::invalid_argument, "'" + path + "' is not as the README shows it");
  } catch (const std::invalid_argument& error) {
    return fail(ErrorCode::invalid_argument, "'" + path + "': " + error.what());
  }
}

std::optional<ProjectRole> Members::role_in(const std::string& project, const User& user) const {
  const auto roles = projects_.find(project);
  if (roles == projects_.end()) return std::nullopt;
  const auto role = roles->second.find(user.id);
  return role == roles->second.end() ? std::nullopt : std::optional(role->second);
}

}  // namespace campus
