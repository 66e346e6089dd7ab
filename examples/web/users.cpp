#include "web/users.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>
#include <vplatform/spi/crypto.hpp>

#include "web/credentials.hpp"

namespace web {

Users Users::from_json(const Json& json) {
  constexpr std::size_t shortest_token = 16;
  Users users;
  for (const auto& one : json.at("users")) {
    User user{.id = one.at("id"),
              .name = one.at("name"),
              .roles = one.value("roles", std::set<std::string>{}),
              .token = vplatform::Secret(one.at("token").get<std::string>())};
    if (user.token.reveal().size() < shortest_token)
      throw std::invalid_argument("the token of '" + user.id + "' has less than 16 characters");
    users.users_.push_back(std::move(user));
  }
  return users;
}

vplatform::Result<Users> Users::from_file(const std::string& path) {
  using vplatform::ErrorCode;
  using vplatform::fail;
  std::ifstream file(path);
  if (!file) return fail(ErrorCode::not_found, "there is no file '" + path + "' of users");
  try {
    return from_json(Json::parse(file));
  } catch (const Json::exception&) {  // its words may hold a token
    return fail(ErrorCode::invalid_argument, "'" + path + "' does not hold users as the README shows them");
  } catch (const std::invalid_argument& error) {
    return fail(ErrorCode::invalid_argument, "'" + path + "': " + error.what());
  }
}

const User* Users::user_of(const httplib::Request& request) const {
  const std::string token = bearer_of(request);
  const User* found = nullptr;
  // All of them, so that the time says nothing about which one was nearly right.
  for (const User& user : users_) {
    if (vplatform::spi::equal_in_constant_time(user.token.reveal(), token)) found = &user;
  }
  return found;
}

const User* Users::signed_in(const httplib::Request& request, httplib::Response& response) const {
  const User* user = user_of(request);
  if (user == nullptr) {
    response.set_header("WWW-Authenticate", "Bearer");
    refuse(response, 401, "unauthenticated", "a bearer token of a user is needed");
  }
  return user;
}

}  // namespace web
