// How people get into a lesson and out of it, and who they are.

#include <algorithm>
#include <set>
#include <utility>

#include "access.hpp"
#include "lesson_access.hpp"
#include "routes.hpp"
#include "shapes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace campus {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::Failure;
using vplatform::Result;
using vplatform::Role;
using vplatform::sessions::AdmissionRequest;
using vplatform::sessions::Person;
using vplatform::sessions::Session;
using vplatform::sessions::SessionState;
using web::Json;

const std::string one_path = R"(/api/v1/sessions/([0-9a-f-]{36}))";

/// The token is made for this person and this moment, and is kept nowhere.
void let_in(const Service& service, const AdmissionRequest& who, Response& response) {
  const auto admission = service.sessions.admit(who);
  if (!admission) return web::refuse(response, admission.error());
  if (!was_admitted(*admission, response)) return;
  const auto& grant = *admission->grant;
  web::answer(response, {{"session_id", admission->session_id},
                         {"daily_room_url", grant.url.reveal()},
                         {"meeting_token", grant.token.reveal()},
                         {"expires_at", time_json(grant.expires_at)},
                         {"join_url", join_url_of(grant)},
                         {"role", grant.role == Role::host ? "teacher" : "student"}});
}

/// The teacher, whose coming starts the lesson, or a student who was in before.
void join(const Service& service, const Request& request, Response& response) {
  const auto call = lesson_call(service, request, response);
  if (!call) return;
  const bool is_teacher = is_teacher_of(call->user, call->session);
  if (is_teacher && call->session.state == SessionState::scheduled) {
    if (const auto live = service.sessions.start(call->session.id); !live)
      return web::refuse(response, live.error());
  }
  let_in(service,
         {.session_id = call->session.id,
          .person = call->user.id,
          .name = call->user.name,
          .role = is_teacher ? Role::host : Role::participant},
         response);
}

void join_by_code(const Service& service, const Request& request, Response& response) {
  const User* user = signed_in(service, request, response);
  if (user == nullptr) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto code = web::text_of(*body, "room_code");
  if (code.empty()) return web::refuse(response, 400, "invalid_argument", "'room_code' is missing");
  // Wrong codes are counted by account, so that nobody tries them all.
  let_in(service, {.join_code = code, .person = user->id, .name = user->name, .caller = "user/" + user->id},
         response);
}

/// Ends the connections that the person still has: a browser that has crashed keeps no seat.
Result<void> disconnect(const Service& service, const Session& session, const std::string& identity) {
  if (!session.meeting) return {};
  const auto client = service.platforms->client_for(*session.meeting);
  if (!client) return Failure{client.error()};
  const auto presence = client->presence(*session.meeting);
  if (!presence) return Failure{presence.error()};
  for (const auto& one : presence->people) {
    if (one.identity != identity) continue;
    auto gone = client->remove_participant(*session.meeting, one.id);
    if (!gone && gone.error().code != vplatform::ErrorCode::not_found) return gone;
  }
  return {};
}

/// The lesson is over when its teacher leaves.
void leave(const Service& service, const Request& request, Response& response) {
  const auto call = lesson_call(service, request, response);
  if (!call) return;
  if (is_teacher_of(call->user, call->session)) {
    if (const auto over = service.sessions.end(call->session.id); !over)
      return web::refuse(response, over.error());
  } else if (call->session.state == SessionState::live) {
    const auto self = std::find_if(call->people.begin(), call->people.end(),
                                   [&](const Person& one) { return one.person == call->user.id; });
    if (const auto gone = disconnect(service, call->session, self->identity); !gone)
      return web::refuse(response, gone.error());
  }
  response.status = 204;
}

/// The identities of those who have been in, by the session's log.
Result<std::set<std::string>> seen_in(const Service& service, const std::string& session_id) {
  std::set<std::string> seen;
  vplatform::PageToken from;
  do {
    const auto page = service.sessions.log(session_id, from);
    if (!page) return Failure{page.error()};
    for (const auto& entry : page->items) {
      if (entry.what == "joined") seen.insert(entry.detail);
    }
    from = page->next;
  } while (!from.empty());
  return seen;
}

const char* connection_of(const Person& person, const std::set<std::string>& seen) {
  if (person.removed_at) return "kicked";
  if (person.is_in) return "joined";
  return seen.contains(person.identity) ? "left" : "invited";
}

void participants(const Service& service, const Request& request, Response& response) {
  const auto call = lesson_call(service, request, response);
  if (!call) return;
  const auto seen = seen_in(service, call->session.id);
  if (!seen) return web::refuse(response, seen.error());
  Json items = Json::array();
  for (const auto& person : call->people) {
    items.push_back({{"user_id", person.person},
                     {"name", person.name},
                     {"role", person.role == Role::host ? "teacher" : "student"},
                     {"connection_status", connection_of(person, *seen)},
                     {"admitted_at", time_json(person.admitted_at)}});
  }
  web::answer(response, {{"items", std::move(items)}});
}

}  // namespace

void add_lesson_people(httplib::Server& server, const Service& service) {
  web::post(server, "/api/v1/sessions/join-by-code", web::with(service, join_by_code));
  web::post(server, one_path + "/join", web::with(service, join));
  web::post(server, one_path + "/leave", web::with(service, leave));
  server.Get(one_path + "/participants", web::with(service, participants));
}

}  // namespace campus
