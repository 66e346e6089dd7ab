// Who somebody is, and sessions from their making to their end.

#include <algorithm>

#include "admissions.hpp"
#include "routes.hpp"
#include "shapes.hpp"
#include "web/answers.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace meeting_server {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::ErrorCode;
using vplatform::Result;
using vplatform::Role;
using web::Json;

constexpr std::size_t longest_name = 100;

/// A moment that may be left out. Errors: `invalid_argument`.
Result<std::optional<vplatform::TimePoint>> time_of(const Json& body, const char* name) {
  const std::string text = web::text_of(body, name);
  if (text.empty()) return std::optional<vplatform::TimePoint>{};
  auto at = vplatform::parse_rfc3339(text);
  if (!at)
    return vplatform::fail(ErrorCode::invalid_argument,
                           std::string(name) + " is no time such as 2026-01-01T10:00:00Z");
  return std::optional(*at);
}

std::optional<int> number_of(const Json& body, const char* name) {
  const auto member = body.find(name);
  if (member == body.end() || member->is_null()) return std::nullopt;
  return member->get<int>();
}

Result<sessions::SessionSpec> spec_of(const Json& body, const User& owner) {
  const auto starts_at = time_of(body, "starts_at");
  if (!starts_at) return vplatform::Failure{starts_at.error()};
  const auto ends_at = time_of(body, "ends_at");
  if (!ends_at) return vplatform::Failure{ends_at.error()};
  sessions::SessionSpec spec;
  spec.owner = owner.id;
  spec.room.id = web::text_of(body, "room");
  spec.name = web::text_of(body, "name");
  spec.starts_at = *starts_at;
  spec.ends_at = *ends_at;
  spec.needs_host = body.value("needs_host", false);
  spec.max_people = number_of(body, "max_people");
  if (spec.room.id.empty()) spec.room.id = spec.name;
  return spec;
}

void create(const Service& service, const Request& request, Response& response) {
  const auto user = user_of(service, request, response);
  const auto body = user ? web::object_of(request, response) : std::nullopt;
  if (!body) return;
  auto spec = spec_of(*body, *user);
  if (!spec) return web::refuse(response, spec.error());
  // The same key again, as after a lost answer, is the same session.
  spec->request_key = request.get_header_value("Idempotency-Key");
  const auto session = service.sessions.create(*spec);
  if (!session) return web::refuse(response, session.error());
  web::answer(response, to_json(*session, true), 201);
}

void list(const Service& service, const Request& request, Response& response) {
  const auto user = user_of(service, request, response);
  if (!user) return;
  const bool as_guest = request.get_param_value("as") == "participant";
  const vplatform::PageToken from{request.get_param_value("from")};
  const auto page = as_guest ? service.sessions.list_of_person(user->id, {}, from)
                             : service.sessions.list(user->id, {}, from);
  if (!page) return web::refuse(response, page.error());
  web::answer(response, list_json(*page, [&](const auto& session) {
                return to_json(session, session.owner == user->id);
              }));
}

void show(const Service& service, const Request& request, Response& response) {
  const auto seat = seat_of(service, request, response);
  if (seat) web::answer(response, to_json(seat->session, seat->is_host()));
}

void change(const Service& service, const Request& request, Response& response) {
  const auto seat = host_of(service, request, response);
  const auto body = seat ? web::object_of(request, response) : std::nullopt;
  if (!body) return;
  const auto starts_at = time_of(*body, "starts_at");
  if (!starts_at) return web::refuse(response, starts_at.error());
  const auto ends_at = time_of(*body, "ends_at");
  if (!ends_at) return web::refuse(response, ends_at.error());
  sessions::SessionChange change{
      .starts_at = *starts_at, .ends_at = *ends_at, .max_people = number_of(*body, "max_people")};
  if (body->contains("name")) change.name = web::text_of(*body, "name");
  const auto session = service.sessions.update(seat->session.id, change);
  if (!session) return web::refuse(response, session.error());
  web::answer(response, to_json(*session, true));
}

using Act = Result<sessions::Session> (*)(const Service&, const std::string& id);

/// A move of the host's that leaves another session.
httplib::Server::Handler host_moves(const Service& service, Act act) {
  return [&service, act](const Request& request, Response& response) {
    const auto seat = host_of(service, request, response);
    if (!seat) return;
    const auto session = act(service, seat->session.id);
    if (!session) return web::refuse(response, session.error());
    web::answer(response, to_json(*session, true));
  };
}

void show_log(const Service& service, const Request& request, Response& response) {
  const auto seat = host_of(service, request, response);
  if (!seat) return;
  const auto page = service.sessions.log(seat->session.id, {request.get_param_value("from")});
  if (!page) return web::refuse(response, page.error());
  web::answer(response, list_json(*page, [](const auto& entry) { return to_json(entry); }));
}

void clear(const Service& service, const Request& request, Response& response) {
  const auto user = user_of(service, request, response);
  if (!user) return;
  const auto cleared = service.sessions.clear_ended(user->id);
  if (!cleared) return web::refuse(response, cleared.error());
  web::answer(response, {{"sessions", cleared->sessions},
                         {"recordings", cleared->recordings},
                         {"kept_live", cleared->kept_live},
                         {"kept_ending", cleared->kept_ending},
                         {"kept_recordings", cleared->kept_recordings}});
}

void name_oneself(const Service& service, const Request& request, Response& response) {
  if (!is_from_here(request)) {
    return web::refuse(response, 403, "permission_denied", "the request comes from another site's page");
  }
  const auto body = web::object_of(request, response);
  if (!body) return;
  const std::string name = web::text_of(*body, "name");
  if (name.empty() || name.size() > longest_name) {
    return web::refuse(response, 400, "invalid_argument", "name: 1 to 100 bytes");
  }
  const auto known = service.identity.of(request, service.now());
  const User user{.id = known ? known->id : service.env.new_id(), .name = name};
  const std::string token = service.identity.issue(user, response, service.now());
  web::answer(response, {{"user", user.id}, {"name", user.name}, {"token", token}});
}

void tell_who(const Service& service, const Request& request, Response& response) {
  const auto user = user_of(service, request, response);
  if (user) web::answer(response, {{"user", user->id}, {"name", user->name}});
}

}  // namespace

void add_identity_routes(httplib::Server& server, const Service& service) {
  web::post(server, "/api/identity", web::with(service, name_oneself));
  server.Get("/api/identity", web::with(service, tell_who));
}

void add_session_routes(httplib::Server& server, const Service& service) {
  constexpr const char* one = "/api/sessions/([^/]+)";
  web::post(server, "/api/sessions", web::with(service, create));
  server.Get("/api/sessions", web::with(service, list));
  web::post(server, "/api/sessions/clear", web::with(service, clear));
  server.Get(one, web::with(service, show));
  web::patch(server, one, web::with(service, change));
  server.Get("/api/sessions/([^/]+)/log", web::with(service, show_log));
  web::post(server, "/api/sessions/([^/]+)/start",
            host_moves(service,
                       [](const Service& with, const std::string& id) { return with.sessions.start(id); }));
  web::post(
      server, "/api/sessions/([^/]+)/end",
      host_moves(service, [](const Service& with, const std::string& id) { return with.sessions.end(id); }));
  web::post(server, "/api/sessions/([^/]+)/cancel",
            host_moves(service,
                       [](const Service& with, const std::string& id) { return with.sessions.cancel(id); }));
}

}  // namespace meeting_server
