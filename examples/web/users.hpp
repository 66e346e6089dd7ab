#pragma once

#include <httplib.h>

#include <set>
#include <string>
#include <vector>
#include <vplatform/result.hpp>
#include <vplatform/secret.hpp>

#include "web/answers.hpp"

namespace web {

struct User {
  std::string id{};
  std::string name{};
  std::set<std::string> roles{};
  vplatform::Secret token{};
};

/// Who is who, by bearer token. This one reads a file; an application asks its own tables, or the identity
/// provider, here. Immutable, thread-safe.
class Users {
 public:
  /// From `{"users": [{"id", "name", "token", "roles"?}]}`. Throws `Json::exception` for another shape, and
  /// `std::invalid_argument` for a token that is too short to be one.
  [[nodiscard]] static Users from_json(const Json& json);
  /// Errors: `not_found`, `invalid_argument`; neither repeats what the file holds.
  [[nodiscard]] static vplatform::Result<Users> from_file(const std::string& path);

  /// The user whose token the request has, or nobody.
  [[nodiscard]] const User* user_of(const httplib::Request& request) const;
  /// The same, and 401 where there is nobody.
  [[nodiscard]] const User* signed_in(const httplib::Request& request, httplib::Response& response) const;

 private:
  std::vector<User> users_;
};

}  // namespace web
