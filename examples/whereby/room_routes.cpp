// Rooms: they stay, belong to somebody, and say where their next meeting is.

#include <utility>

#include "access.hpp"
#include "routes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace reflector {
namespace {

using httplib::Request;
using httplib::Response;
using web::Json;

const std::string name_pattern = "[a-z0-9-]{1,64}";

/// The room as it is, and where its next meeting would be, and why. Nothing is asked of anybody for it.
Json shown(const Service& service, const Room& room) {
  Json json = to_json(room);
  const auto decision = service.platforms->select({.id = room.name});
  json["next_meeting_on"] = std::string(decision.platform());
  json["because"] = std::string(decision.reason());
  return json;
}

bool is_platform(const Service& service, const Room& room, Response& response) {
  if (room.platform.empty() || service.platforms->client(room.platform)) return true;
  web::refuse(response, 400, "invalid_argument", "'platform' is none that is configured");
  return false;
}

void create(const Service& service, const Request& request, Response& response) {
  const web::User* user = service.users.signed_in(request, response);
  if (user == nullptr) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  Room room;
  room.name = web::text_of(*body, "name");
  room.owner = user->id;
  // It becomes a file's name, and a part of the platform's.
  if (!std::regex_match(room.name, std::regex(name_pattern)))
    return web::refuse(response, 400, "invalid_argument", "'name' is 1 to 64 of a-z, 0-9 and -");
  if (const auto changed = change(room, *body); !changed) return web::refuse(response, changed.error());
  if (!is_platform(service, room, response)) return;
  if (const auto added = service.rooms->add(room); !added) return web::refuse(response, added.error());
  web::answer(response, shown(service, room), 201);
}

void list(const Service& service, const Request& request, Response& response) {
  const web::User* user = service.users.signed_in(request, response);
  if (user == nullptr) return;
  Json items = Json::array();
  for (const auto& room : service.rooms->of_owner(user->id)) items.push_back(shown(service, room));
  web::answer(response, {{"items", std::move(items)}});
}

void get(const Service& service, const Request& request, Response& response) {
  const auto call = room_call(service, request.matches[1], request, response);
  if (call) web::answer(response, shown(service, call->room));
}

/// Moves a room, among others. A meeting that goes on stays where it is: what it was made on is with it.
void update(const Service& service, const Request& request, Response& response) {
  auto call = owner_call(service, request.matches[1], request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  if (const auto changed = change(call->room, *body); !changed) return web::refuse(response, changed.error());
  if (!is_platform(service, call->room, response)) return;
  if (const auto kept = service.rooms->update(call->room); !kept) return web::refuse(response, kept.error());
  web::answer(response, shown(service, call->room));
}

void remove(const Service& service, const Request& request, Response& response) {
  const auto call = owner_call(service, request.matches[1], request, response);
  if (!call) return;
  const auto last = service.sessions.find_by_room(call->room.name);
  if (last && last->state == vplatform::sessions::SessionState::live)
    return web::refuse(response, 409, "failed_precondition", "a meeting goes on in that room: deactivate it");
  service.rooms->remove(call->room.name);
  response.status = 204;
}

}  // namespace

void add_rooms(httplib::Server& server, const Service& service) {
  const std::string one_path = "/v1/rooms/(" + name_pattern + ")";
  web::post(server, "/v1/rooms", web::with(service, create));
  server.Get("/v1/rooms", web::with(service, list));
  server.Get(one_path, web::with(service, get));
  web::patch(server, one_path, web::with(service, update));
  web::del(server, one_path, web::with(service, remove));
}

}  // namespace reflector
