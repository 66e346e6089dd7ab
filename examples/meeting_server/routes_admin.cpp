// The operator's view: platforms and their states, rooms that are sent somewhere, and why.

#include "log.hpp"
#include "routes.hpp"
#include "shapes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace meeting_server {
namespace {

using httplib::Request;
using httplib::Response;
using web::Json;

Json to_json(const vplatform::Client& client, bool is_emulated) {
  Json capabilities = Json::array();
  for (const auto capability : client.info().capabilities.list())
    capabilities.push_back(to_string(capability));
  return {{"instance", client.info().instance},
          {"kind", client.info().kind},
          {"state", to_string(client.state())},
          {"breaker", to_string(client.breaker())},
          {"emulated", is_emulated},
          {"capabilities", std::move(capabilities)}};
}

void list_platforms(const Service& service, const Request& request, Response& response) {
  if (!is_admin(service, request, response)) return;
  Json items = Json::array();
  const bool is_emulated = service.platforms.emulated() != nullptr;
  for (const auto& client : service.backend.platforms->clients())
    items.push_back(to_json(client, is_emulated));
  web::answer(response,
              {{"items", std::move(items)}, {"config_version", service.backend.platforms->config_version()}});
}

void set_state(const Service& service, const Request& request, Response& response) {
  if (!is_admin(service, request, response)) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto state = vplatform::instance_state_from(web::text_of(*body, "state"));
  if (!state || *state == vplatform::InstanceState::retired) {
    return web::refuse(response, 400, "invalid_argument", "state: enabled, cordoned or disabled");
  }
  const std::string instance = request.matches[1];
  if (const auto done = service.platforms.set_state(instance, *state); !done) {
    return web::refuse(response, done.error());
  }
  log("platform state", {{"instance", instance}, {"state", to_string(*state)}});
  response.status = 204;
}

void list_rooms(const Service& service, const Request& request, Response& response) {
  if (is_admin(service, request, response))
    web::answer(response, {{"rooms", service.platforms.choices().rooms}});
}

void move_room(const Service& service, const Request& request, Response& response) {
  if (!is_admin(service, request, response)) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const std::string room = web::text_of(*body, "room");
  if (room.empty()) return web::refuse(response, 400, "invalid_argument", "room: which one?");
  const std::string instance = web::text_of(*body, "instance");
  if (const auto moved = service.platforms.move_room(room, instance); !moved) {
    return web::refuse(response, moved.error());
  }
  log("room moved", {{"room", room}, {"to", instance}});
  response.status = 204;
}

/// What would be chosen for a room now, and why. Makes nothing.
void explain(const Service& service, const Request& request, Response& response) {
  if (!is_admin(service, request, response)) return;
  const auto decision = service.backend.platforms->select({.id = request.get_param_value("room")});
  Json passed_over = Json::array();
  for (const auto& other : decision.passed_over()) {
    passed_over.push_back({{"instance", other.platform},
                           {"source", to_string(other.source)},
                           {"reason", to_string(other.reason)}});
  }
  web::answer(response, {{"instance", decision ? Json(decision.platform()) : Json()},
                         {"source", to_string(decision.source())},
                         {"reason", decision.reason()},
                         {"rule", decision.rule()},
                         {"message", decision ? "" : decision.error().message},
                         {"passed_over", std::move(passed_over)}});
}

}  // namespace

void add_admin_routes(httplib::Server& server, const Service& service) {
  server.Get("/api/admin/platforms", web::with(service, list_platforms));
  web::put(server, "/api/admin/platforms/([^/]+)/state", web::with(service, set_state));
  server.Get("/api/admin/rooms", web::with(service, list_rooms));
  web::put(server, "/api/admin/rooms", web::with(service, move_room));
  server.Get("/api/admin/choice", web::with(service, explain));
}

}  // namespace meeting_server
