// Getting in, and who is in.

#include <algorithm>

#include "admissions.hpp"
#include "routes.hpp"
#include "shapes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace meeting_server {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::Role;
using web::Json;

/// In by a code, as a participant or a viewer.
void join(const Service& service, const Request& request, Response& response) {
  const auto user = user_of(service, request, response);
  const auto body = user ? web::object_of(request, response) : std::nullopt;
  if (!body) return;
  const Role role = web::text_of(*body, "role") == "viewer" ? Role::viewer : Role::participant;
  const auto admission =
      admit_by_code(service, *user, web::text_of(*body, "code"), role, request.remote_addr);
  answer_admission(service, admission, response);
}

/// In again, or with a fresh token: the host, and whoever was let in before.
void join_again(const Service& service, const Request& request, Response& response) {
  const auto seat = seat_of(service, request, response);
  if (seat) answer_admission(service, admit(service, *seat), response);
}

void list(const Service& service, const Request& request, Response& response) {
  const auto seat = seat_of(service, request, response);
  if (!seat) return;
  const auto people = service.sessions.people(seat->session.id);
  if (!people) return web::refuse(response, people.error());
  Json items = Json::array();
  for (const auto& person : *people) {
    if (!seat->is_host() && !person.is_in) continue;  // who was removed, or has left, is the host's affair
    Json item = to_json(person);
    item["is_you"] = person.person == seat->user.id;
    items.push_back(std::move(item));
  }
  web::answer(response, {{"items", std::move(items)}});
}

void remove(const Service& service, const Request& request, Response& response) {
  const auto seat = host_of(service, request, response);
  if (!seat) return;
  const auto removed = service.sessions.remove(seat->session.id, std::string(request.matches[2]));
  if (!removed) return web::refuse(response, removed.error());
  response.status = 204;
}

void readmit(const Service& service, const Request& request, Response& response) {
  const auto seat = host_of(service, request, response);
  if (!seat) return;
  const auto back = service.sessions.readmit(seat->session.id, std::string(request.matches[2]));
  if (!back) return web::refuse(response, back.error());
  response.status = 204;
}

}  // namespace

void add_people_routes(httplib::Server& server, const Service& service) {
  constexpr const char* person = "/api/sessions/([^/]+)/people/([^/]+)";
  web::post(server, "/api/join", web::with(service, join));
  web::post(server, "/api/sessions/([^/]+)/join", web::with(service, join_again));
  server.Get("/api/sessions/([^/]+)/people", web::with(service, list));
  web::del(server, person, web::with(service, remove));
  web::post(server, "/api/sessions/([^/]+)/people/([^/]+)/readmit", web::with(service, readmit));
}

}  // namespace meeting_server
