#include "access.hpp"

#include <utility>

namespace reflector {
namespace {

void no_such(const char* what, httplib::Response& response) {
  web::refuse(response, 404, "not_found", std::string("there is no such ") + what);
}

}  // namespace

std::optional<RoomCall> room_call(const Service& service, const std::string& name,
                                  const httplib::Request& request, httplib::Response& response) {
  auto room = service.rooms->find(name);
  const bool takes_guests = room && room->is_shared && !request.has_header("Authorization");
  const web::User* user = takes_guests ? nullptr : service.users.signed_in(request, response);
  if (user == nullptr && !takes_guests) return std::nullopt;
  if (room) return RoomCall{user, *std::move(room)};
  no_such("room", response);
  return std::nullopt;
}

std::optional<RoomCall> owner_call(const Service& service, const std::string& name,
                                   const httplib::Request& request, httplib::Response& response) {
  const web::User* user = service.users.signed_in(request, response);
  if (user == nullptr) return std::nullopt;
  auto room = service.rooms->find(name);
  if (!room) {
    no_such("room", response);
  } else if (room->owner != user->id) {
    web::refuse(response, 403, "permission_denied", "only the room's owner may do that");
  } else {
    return RoomCall{user, *std::move(room)};
  }
  return std::nullopt;
}

std::optional<MeetingCall> meeting_call(const Service& service, const httplib::Request& request,
                                        httplib::Response& response) {
  auto meeting = service.sessions.get(request.matches[1].str());
  // Without such a meeting there is no such room either, and a stranger is told 401 first.
  auto call = room_call(service, meeting ? meeting->room : "", request, response);
  if (!call) return std::nullopt;
  return MeetingCall{*std::move(call), *std::move(meeting)};
}

}  // namespace reflector
