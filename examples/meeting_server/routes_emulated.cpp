// The doors of emulated rooms. No browser can show such a room, so the page goes in and out through here,
// with the grant alone, as it would at the provider.

#include "routes.hpp"
#include "shapes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace meeting_server {
namespace {

using httplib::Request;
using httplib::Response;

/// The emulators; refuses where the platforms are real.
const EmulatedRooms* rooms_of(const Service& service, const Request& request, Response& response) {
  if (!user_of(service, request, response)) return nullptr;
  if (service.platforms.emulated() == nullptr) {
    web::refuse(response, 404, "not_found", "the platforms here are real");
  }
  return service.platforms.emulated();
}

void enter(const Service& service, const Request& request, Response& response) {
  const auto* rooms = rooms_of(service, request, response);
  const auto body = rooms != nullptr ? web::object_of(request, response) : std::nullopt;
  if (!body) return;
  const auto participant = rooms->enter(request.matches[1], grant_from(*body));
  if (!participant) {
    return web::refuse(response, 403, to_string(participant.error().code), participant.error().message);
  }
  web::answer(response, {{"participant", *participant}});
}

void leave(const Service& service, const Request& request, Response& response) {
  const auto* rooms = rooms_of(service, request, response);
  const auto body = rooms != nullptr ? web::object_of(request, response) : std::nullopt;
  if (!body) return;
  rooms->leave(request.matches[1], web::text_of(*body, "participant"));
  response.status = 204;
}

}  // namespace

void add_emulated_routes(httplib::Server& server, const Service& service) {
  web::post(server, "/emulated/([^/]+)/enter", web::with(service, enter));
  web::post(server, "/emulated/([^/]+)/leave", web::with(service, leave));
}

}  // namespace meeting_server
