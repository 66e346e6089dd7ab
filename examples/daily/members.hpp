#pragma once

#include <map>
#include <optional>
#include <string>
#include <vplatform/result.hpp>

#include "web/users.hpp"

namespace campus {

using web::User;

/// Each may do what those before it may: join, then begin and end sessions.
enum class ProjectRole : std::uint8_t { viewer, editor, admin };

/// Users and their projects. This one reads a file; an application asks its own tables here. Immutable,
/// thread-safe.
class Members {
 public:
  /// Errors: `not_found`, `invalid_argument`; neither repeats what the file holds.
  [[nodiscard]] static vplatform::Result<Members> from_file(const std::string& path);

  [[nodiscard]] const web::Users& users() const noexcept { return users_; }
  [[nodiscard]] std::optional<ProjectRole> role_in(const std::string& project, const User& user) const;

 private:
  web::Users users_;
  std::map<std::string, std::map<std::string, ProjectRole>> projects_;  // by project, by user
};

[[nodiscard]] inline bool is_teacher(const User& user) {
  return user.roles.contains("teacher");
}

}  // namespace campus
