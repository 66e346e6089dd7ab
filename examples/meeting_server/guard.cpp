#include "guard.hpp"

#include <algorithm>
#include <vplatform/spi/crypto.hpp>

#include "web/answers.hpp"
#include "web/credentials.hpp"

namespace meeting_server {

std::optional<User> user_of(const Service& service, const httplib::Request& request,
                            httplib::Response& response) {
  if (!is_from_here(request)) {
    web::refuse(response, 403, "permission_denied", "the request comes from another site's page");
    return std::nullopt;
  }
  auto user = service.identity.of(request, service.now());
  if (!user)
    web::refuse(response, 401, "unauthenticated", "POST /api/identity first: nobody knows who you are");
  return user;
}

std::optional<Seat> seat_of(const Service& service, const httplib::Request& request,
                            httplib::Response& response) {
  auto user = user_of(service, request, response);
  if (!user) return std::nullopt;
  const std::string id = request.matches[1];
  auto session = service.sessions.get(id);
  const auto people = session
                          ? service.sessions.people(id)
                          : vplatform::Result<std::vector<sessions::Person>>{std::vector<sessions::Person>{}};
  if (!people) {
    web::refuse(response, people.error());
    return std::nullopt;
  }
  const auto is_user = [&](const sessions::Person& person) { return person.person == user->id; };
  const auto person = std::find_if(people->begin(), people->end(), is_user);
  if (session && (session->owner == user->id || person != people->end())) {
    Seat seat{.user = *std::move(user), .session = *std::move(session)};
    if (person != people->end()) seat.person = *person;
    return seat;
  }
  if (!session && session.error().code != vplatform::ErrorCode::not_found) {
    web::refuse(response, session.error());
  } else {
    web::refuse(response, 404, "not_found", "there is no such session, or you were never let into it");
  }
  return std::nullopt;
}

std::optional<Seat> host_of(const Service& service, const httplib::Request& request,
                            httplib::Response& response) {
  auto seat = seat_of(service, request, response);
  if (seat && !seat->is_host()) {
    web::refuse(response, 403, "permission_denied", "that is for the host alone");
    return std::nullopt;
  }
  return seat;
}

bool is_admin(const Service& service, const httplib::Request& request, httplib::Response& response) {
  const std::string& token = service.settings.admin_token.reveal();
  if (token.empty()) {
    web::refuse(response, 404, "not_found", "there is no admin view: MEETING_ADMIN_TOKEN is not set");
    return false;
  }
  if (vplatform::spi::equal_in_constant_time(web::bearer_of(request), token)) return true;
  web::refuse(response, 401, "unauthenticated", "that is not the admin's token");
  return false;
}

}  // namespace meeting_server
