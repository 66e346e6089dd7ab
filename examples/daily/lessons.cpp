// Lessons: a teacher makes one and owns it; who else is in it has come by its code.

#include <algorithm>
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
using vplatform::sessions::Session;
using vplatform::sessions::SessionState;
using web::Json;

const std::string one_path = R"(/api/v1/sessions/([0-9a-f-]{36}))";

std::string status_of(const Session& session) {
  return session.state == SessionState::live ? "active" : std::string(to_string(session.state));
}

Json lesson_json(const Service& service, const Session& session, const User& user) {
  Json lesson{{"id", session.id},
              {"title", session.name},
              {"description", service.notes.of(session.id).value("description", "")},
              {"status", status_of(session)},
              {"daily_room_url", session.url},
              {"scheduled_start", time_json(session.starts_at)},
              {"actual_start", time_json(session.live_at)},
              {"ended_at", time_json(session.over_at)},
              {"max_participants", session.max_people.value_or(0)}};
  if (is_teacher_of(user, session)) lesson["room_code"] = session.join_code;
  return lesson;
}

/// What a lesson may be made with, and changed to.
struct LessonFields {
  std::optional<std::string> title{};
  std::optional<vplatform::TimePoint> starts_at{};
  std::optional<int> most{};
  Json notes = Json::object();
};

Result<LessonFields> fields_of(const Json& body) {
  constexpr std::size_t longest_title = 200;
  const auto wrong = [](const char* what) {
    return vplatform::fail(vplatform::ErrorCode::invalid_argument, what);
  };
  LessonFields fields;
  if (body.contains("title")) fields.title = web::text_of(body, "title");
  if (fields.title && (fields.title->empty() || fields.title->size() > longest_title))
    return wrong("'title' has 1 to 200 characters");
  if (const auto text = web::text_of(body, "scheduled_start"); !text.empty()) {
    const auto at = vplatform::parse_rfc3339(text);
    if (!at) return Failure{at.error()};
    fields.starts_at = *at;
  }
  if (body.contains("max_participants")) fields.most = body.at("max_participants").get<int>();
  if (fields.most && (*fields.most < 2 || *fields.most > 100)) return wrong("'max_participants' is 2 to 100");
  if (body.contains("description")) fields.notes["description"] = web::text_of(body, "description");
  return fields;
}

vplatform::sessions::SessionSpec spec_of(const Service& service, const User& teacher,
                                         const LessonFields& fields) {
  constexpr int usual_people = 50;
  vplatform::sessions::SessionSpec spec{.owner = owner_of_teacher(teacher),
                                        .room = {.id = "lesson"},
                                        .name = *fields.title,
                                        .starts_at = fields.starts_at,
                                        .needs_host = true,  // students wait for their teacher
                                        .max_people = fields.most.value_or(usual_people)};
  const auto now = std::chrono::system_clock::now();
  spec.ends_at = std::max(now, fields.starts_at.value_or(now)) + service.settings.room_ttl;
  // The teacher alone shows the screen; it is in the token, whatever the page tries.
  spec.host_rights.screen_share = true;
  spec.participant_rights.screen_share = false;
  return spec;
}

void create(const Service& service, const Request& request, Response& response) {
  const User* user = signed_in(service, request, response);
  if (user == nullptr) return;
  if (!is_teacher(*user))
    return web::refuse(response, 403, "permission_denied", "only teachers give lessons");
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto fields = fields_of(*body);
  if (!fields) return web::refuse(response, fields.error());
  if (!fields->title) return web::refuse(response, 400, "invalid_argument", "a lesson needs a 'title'");
  auto spec = spec_of(service, *user, *fields);
  spec.request_key = request.get_header_value("Idempotency-Key");
  const auto session = service.sessions.create(spec);
  if (!session) return web::refuse(response, session.error());
  if (const auto kept = service.notes.add(session->id, fields->notes); !kept)
    return web::refuse(response, kept.error());
  web::answer(response, lesson_json(service, *session, *user), 201);
}

/// A teacher's own lessons, a student's those that they were let into.
void list(const Service& service, const Request& request, Response& response) {
  const User* user = signed_in(service, request, response);
  if (user == nullptr) return;
  const vplatform::PageToken from{request.get_param_value("page")};
  const auto page = is_teacher(*user) ? service.sessions.list(owner_of_teacher(*user), {}, from)
                                      : service.sessions.list_of_person(user->id, {}, from);
  if (!page) return web::refuse(response, page.error());
  Json items = Json::array();
  for (const auto& session : page->items) {
    if (is_lesson(session)) items.push_back(lesson_json(service, session, *user));
  }
  web::answer(response, {{"items", std::move(items)}, {"next", page->next.value}});
}

void get(const Service& service, const Request& request, Response& response) {
  const auto call = lesson_call(service, request, response);
  if (call) web::answer(response, lesson_json(service, call->session, call->user));
}

void update(const Service& service, const Request& request, Response& response) {
  const auto call = teacher_call(service, request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto fields = fields_of(*body);
  if (!fields) return web::refuse(response, fields.error());
  vplatform::sessions::SessionChange change{
      .name = fields->title, .starts_at = fields->starts_at, .max_people = fields->most};
  if (fields->starts_at) change.ends_at = *fields->starts_at + service.settings.room_ttl;
  const auto session = service.sessions.update(call->session.id, change);
  if (!session) return web::refuse(response, session.error());
  if (const auto kept = service.notes.add(session->id, fields->notes); !kept)
    return web::refuse(response, kept.error());
  web::answer(response, lesson_json(service, *session, call->user));
}

/// Ended first, so that nobody is left in a room that nobody knows of.
void remove(const Service& service, const Request& request, Response& response) {
  const auto call = teacher_call(service, request, response);
  if (!call) return;
  if (const auto over = service.sessions.end(call->session.id); !over)
    return web::refuse(response, over.error());
  if (const auto gone = service.sessions.clear(call->session.id); !gone)
    return web::refuse(response, gone.error());
  service.notes.remove(call->session.id);
  response.status = 204;
}

}  // namespace

void add_lessons(httplib::Server& server, const Service& service) {
  web::post(server, "/api/v1/sessions", web::with(service, create));
  server.Get("/api/v1/sessions", web::with(service, list));
  server.Get(one_path, web::with(service, get));
  web::patch(server, one_path, web::with(service, update));
  web::del(server, one_path, web::with(service, remove));
}

}  // namespace campus
