// Meetings: made in a room, on the platform that the room has at that moment, and there until they are over.

#include <algorithm>
#include <utility>

#include "access.hpp"
#include "meetings.hpp"
#include "routes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace reflector {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::sessions::SessionState;
using web::Json;

const std::string room_path = R"(/v1/rooms/([a-z0-9-]{1,64}))";
const std::string meeting_path = R"(/v1/meetings/([0-9a-f-]{36}))";

/// The running one, or a new one. `{"allow_duplicated": true}`: a new one beside it, after a move for
/// instance.
void open(const Service& service, const Request& request, Response& response) {
  const auto call = room_call(service, request.matches[1], request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const bool is_fresh = body->value("allow_duplicated", false);
  if (is_fresh && !call->is_owner())
    return web::refuse(response, 403, "permission_denied", "only the room's owner opens a second meeting");
  const auto meeting = open_meeting(service, call->room, is_fresh);
  if (!meeting) return web::refuse(response, meeting.error());
  web::answer(response, meeting_json(service, *meeting));
}

void active(const Service& service, const Request& request, Response& response) {
  const auto call = room_call(service, request.matches[1], request, response);
  if (!call) return;
  Json items = Json::array();
  vplatform::PageToken from;
  do {
    const auto page = service.sessions.list(call->room.owner, {.state = SessionState::live}, from);
    if (!page) return web::refuse(response, page.error());
    for (const auto& meeting : page->items) {
      if (meeting.room == call->room.name) items.push_back(meeting_json(service, meeting));
    }
    from = page->next;
  } while (!from.empty());
  web::answer(response, {{"items", std::move(items)}});
}

void get(const Service& service, const Request& request, Response& response) {
  const auto call = meeting_call(service, request, response);
  if (call) web::answer(response, meeting_json(service, call->meeting));
}

/// Puts everybody out and deletes the room at the platform; what fails of it is done later.
void deactivate(const Service& service, const Request& request, Response& response) {
  const auto call = meeting_call(service, request, response);
  if (!call) return;
  if (!call->is_owner())
    return web::refuse(response, 403, "permission_denied", "only the room's owner may do that");
  const auto over = service.sessions.end(call->meeting.id);
  if (!over) return web::refuse(response, over.error());
  web::answer(response, meeting_json(service, *over));
}

}  // namespace

void add_meetings(httplib::Server& server, const Service& service) {
  web::post(server, room_path + "/meeting", web::with(service, open));
  server.Get(room_path + "/meetings/active", web::with(service, active));
  server.Get(meeting_path, web::with(service, get));
  web::patch(server, meeting_path + "/deactivate", web::with(service, deactivate));
}

}  // namespace reflector
