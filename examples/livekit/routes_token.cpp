// POST /token: who may come into a room, and with which rights.

#include <algorithm>
#include <cctype>
#include <chrono>
#include <optional>

#include "controller.hpp"
#include "web/answers.hpp"
#include "web/bodies.hpp"
#include "web/credentials.hpp"

namespace controller {
namespace {

using vplatform::ErrorCode;
using vplatform::Result;
using vplatform::Role;
using vplatform::sessions::Admission;
using vplatform::sessions::AdmissionReason;
using vplatform::sessions::Session;
using vplatform::sessions::SessionState;
using web::Json;

constexpr std::size_t longest_identity = 256;
constexpr std::size_t longest_room = 128;
constexpr std::chrono::seconds room_takes_at_most{5};
constexpr std::chrono::milliseconds between_looks{50};

/// Only `host` runs the room. The controller of old made everybody who was no spectator an administrator.
std::optional<Role> role_of(const std::string& name) {
  if (name.empty() || name == "participant") return Role::participant;
  if (name == "host") return Role::host;
  if (name == "spectator" || name == "viewer") return Role::viewer;
  return std::nullopt;
}

bool is_over(const Session& session) {
  return session.state == SessionState::ended || session.state == SessionState::cancelled;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The session in the room, made where there is none. Two who come first at once make the same one: the key
/// follows from the room and from what was there before.
Result<Session> session_in(const Controller& controller, const std::string& room) {
  auto last = controller.sessions.find_by_room(room);
  if (last && !is_over(*last)) return last;
  if (!last && last.error().code != ErrorCode::not_found) return last;
  return controller.sessions.create(
      {.owner = owner,
       .room = {.id = room},
       .name = room,
       .request_key = "room " + lower_case(room) + " after " + (last ? last->id : "nothing"),
       .max_people = controller.settings.max_people});
}

Result<bool> is_in(const Controller& controller, const Session& session, const std::string& identity) {
  const auto people = controller.sessions.people(session.id);
  if (!people) return vplatform::Failure{people.error()};
  return std::any_of(people->begin(), people->end(),
                     [&](const auto& one) { return one.is_in && one.person == identity; });
}

/// LiveKit's metadata is text; what pages give is an object as well.
std::string extras_with(const Json& body) {
  const auto found = body.find("metadata");
  if (found == body.end() || found->is_null()) return "{}";
  return Json{{"metadata", found->is_string() ? found->get<std::string>() : found->dump()}}.dump();
}

/// Who comes second may find a session whose room LiveKit is still making for the first.
Result<Admission> admit(const Controller& controller, const vplatform::sessions::AdmissionRequest& request) {
  const auto& env = controller.backend.env;
  const auto until = env.steady_now() + room_takes_at_most;
  while (true) {
    auto admission = controller.sessions.admit(request);
    const bool is_ready = !admission || admission->reason != AdmissionReason::not_ready;
    if (is_ready || env.steady_now() > until || !env.wait(between_looks, {})) return admission;
  }
}

void refuse_entry(httplib::Response& response, AdmissionReason reason) {
  switch (reason) {
    case AdmissionReason::full:
      return web::refuse(response, 409, "room_full", "the room is full");
    case AdmissionReason::removed:
      return web::refuse(response, 403, "removed", "this person was removed from the room");
    case AdmissionReason::ended:
    case AdmissionReason::cancelled:
      return web::refuse(response, 409, "ended", "the meeting has just ended; ask again for a new one");
    case AdmissionReason::not_ready:
    case AdmissionReason::not_yet:
      response.set_header("Retry-After", "2");
      return web::refuse(response, 503, "not_ready", "the room is not ready yet");
    case AdmissionReason::admitted:
    case AdmissionReason::wrong_code:
    case AdmissionReason::too_many_attempts:
      return web::refuse(response, 500, "internal", "something went wrong here");
  }
}

void give_token(const Controller& controller, const httplib::Request& request, httplib::Response& response) {
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto room = web::text_of(*body, "roomName");
  const auto identity = web::text_of(*body, "identity");
  const auto role = role_of(web::text_of(*body, "role"));
  if (!is_room_name(room) || identity.empty() || identity.size() > longest_identity)
    return web::refuse(response, 400, "invalid_argument", "roomName and identity are needed");
  if (!role) return web::refuse(response, 400, "invalid_argument", "role is host, participant or spectator");

  const auto session = session_in(controller, room);
  if (!session) return web::refuse(response, session.error());
  const auto again = controller.settings.refuse_duplicates ? is_in(controller, *session, identity) : false;
  if (!again) return web::refuse(response, again.error());
  if (*again) return web::refuse(response, 409, "duplicate_session", "this identity is in the room already");

  const auto name = web::text_of(*body, "name");
  const auto admission = admit(controller, {.session_id = session->id,
                                            .person = identity,
                                            .name = name.empty() ? identity : name,
                                            .role = *role,
                                            .extras = {{livekit, {extras_with(*body)}}}});
  if (!admission) return web::refuse(response, admission.error());
  if (admission->reason != AdmissionReason::admitted) return refuse_entry(response, admission->reason);
  response.set_header("Cache-Control", "no-store");
  web::answer(response, {{"token", admission->grant->token.reveal()},
                         {"url", admission->grant->server_url},
                         {"roomName", room},
                         {"identity", admission->grant->identity},
                         {"role", to_string(*role)}});
}

}  // namespace

httplib::Server::Handler guarded(const Controller& controller, httplib::Server::Handler handler) {
  return [&controller, handler = std::move(handler)](const httplib::Request& request,
                                                     httplib::Response& response) {
    if (web::has_key(request, "x-api-key", controller.settings.control_key.reveal()))
      return handler(request, response);
    web::refuse(response, 401, "unauthenticated", "the header x-api-key is missing or wrong");
  };
}

bool is_room_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_room && std::none_of(name.begin(), name.end(), [](char c) {
    return std::iscntrl(static_cast<unsigned char>(c));
  });
}

void add_token_route(httplib::Server& server, const Controller& controller) {
  web::post(server, "/token", guarded(controller, [&controller](const auto& request, auto& response) {
              give_token(controller, request, response);
            }));
}

}  // namespace controller
