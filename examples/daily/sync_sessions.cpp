// Sessions of a project: a Daily room each, which people of the project meet in.

#include <algorithm>

#include "access.hpp"
#include "routes.hpp"
#include "shapes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace campus {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::sessions::Session;
using web::Json;

const std::string all_path = R"(/api/v1/projects/([A-Za-z0-9_-]{1,64})/sync-sessions)";
const std::string one_path = all_path + R"(/([0-9a-f-]{36}))";

Json session_json(const Service& service, const ProjectCall& call, const Session& session) {
  const Json notes = service.notes.of(session.id);
  return {{"id", session.id},
          {"project_id", call.project},
          {"status", to_string(session.state)},
          {"provider", session.meeting ? session.meeting->platform : ""},
          {"room_name", session.meeting ? session.meeting->room : ""},
          {"started_at", time_json(session.live_at)},
          {"starts_at", time_json(session.starts_at)},
          {"ends_at", time_json(session.ends_at)},
          {"ended_at", time_json(session.over_at)},
          {"audio_url", notes.value("audio_url", Json())},
          {"summary", notes.value("summary", Json())}};
}

vplatform::Result<vplatform::sessions::SessionSpec> spec_of(const Service& service, const ProjectCall& call,
                                                            const Json& body) {
  vplatform::sessions::SessionSpec spec;
  spec.owner = owner_of_project(call.project);
  spec.name = service.settings.room_prefix + "-" + call.project;  // what the Daily room's name begins with
  spec.room.id = spec.name;
  auto begins = std::chrono::system_clock::now();
  if (const auto starts_at = web::text_of(body, "starts_at"); !starts_at.empty()) {
    const auto at = vplatform::parse_rfc3339(starts_at);
    if (!at) return vplatform::Failure{at.error()};
    spec.starts_at = *at;
    begins = std::max(begins, *at);
  }
  spec.ends_at = begins + service.settings.room_ttl;
  return spec;
}

void create(const Service& service, const Request& request, Response& response) {
  const auto call = editor_call(service, request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  auto spec = spec_of(service, *call, *body);
  if (!spec) return web::refuse(response, spec.error());
  // The same key again, as after an answer that was lost, is the same session.
  spec->request_key = request.get_header_value("Idempotency-Key");
  const auto session = service.sessions.create(*spec);
  if (!session) return web::refuse(response, session.error());
  web::answer(response, session_json(service, *call, *session), 201);
}

void list(const Service& service, const Request& request, Response& response) {
  const auto call = member_call(service, request, response);
  if (!call) return;
  vplatform::sessions::SessionFilter filter;
  if (const auto status = request.get_param_value("status_filter"); !status.empty()) {
    filter.state = vplatform::sessions::session_state_from(status);
    if (!filter.state) return web::refuse(response, 400, "invalid_argument", "'status_filter' is no status");
  }
  const auto page =
      service.sessions.list(owner_of_project(call->project), filter, {request.get_param_value("page")});
  if (!page) return web::refuse(response, page.error());
  Json items = Json::array();
  for (const auto& session : page->items) items.push_back(session_json(service, *call, session));
  web::answer(response, {{"items", std::move(items)}, {"next", page->next.value}});
}

void get(const Service& service, const Request& request, Response& response) {
  const auto call = member_call(service, request, response);
  if (!call) return;
  const auto session = session_of(service, owner_of_project(call->project), request.matches[2], response);
  if (!session) return;
  Json json = session_json(service, *call, *session);
  json["transcript"] = service.notes.of(session->id).value("transcript", Json());  // too long for lists
  web::answer(response, json);
}

/// Recording begins when somebody is in; until then the wish is kept, and repeated.
void record_if_wanted(const Service& service, const Session& session) {
  if (!service.settings.records_at_once || !service.settings.recording) return;
  if (session.state != vplatform::sessions::SessionState::live) return;
  // What fails is in the ledger, and keeps nobody out of the room.
  (void)service.recordings.start(session.id, *service.settings.recording);
}

void token(const Service& service, const Request& request, Response& response) {
  const auto call = member_call(service, request, response);
  if (!call) return;
  const auto session = session_of(service, owner_of_project(call->project), request.matches[2], response);
  if (!session) return;
  using vplatform::Role;
  const auto admission = service.sessions.admit({.session_id = session->id,
                                                 .person = call->user.id,
                                                 .name = call->user.name,
                                                 .role = call->may_edit() ? Role::host : Role::participant});
  if (!admission) return web::refuse(response, admission.error());
  if (!was_admitted(*admission, response)) return;
  record_if_wanted(service, *session);
  const auto& grant = *admission->grant;
  const auto meeting = session->meeting.value_or(vplatform::MeetingRef{});
  web::answer(response, {{"session_id", session->id},
                         {"token", grant.token.reveal()},
                         {"expires_at", time_json(grant.expires_at)},
                         {"provider", meeting.platform},
                         {"room_name", meeting.room},
                         {"room_url", grant.url.reveal()},
                         {"join_url", join_url_of(grant)}});
}

/// From here on nobody gets a token; recordings are stopped, everybody is put out, the room is deleted. What
/// fails of it is done later.
void end(const Service& service, const Request& request, Response& response) {
  const auto call = editor_call(service, request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto status = web::text_of(*body, "status");
  if (!status.empty() && status != "ended" && status != "cancelled")
    return web::refuse(response, 400, "invalid_argument", "'status' is neither ended nor cancelled");
  const auto session = session_of(service, owner_of_project(call->project), request.matches[2], response);
  if (!session) return;
  const auto over =
      status == "cancelled" ? service.sessions.cancel(session->id) : service.sessions.end(session->id);
  if (!over) return web::refuse(response, over.error());
  web::answer(response, session_json(service, *call, *over));
}

}  // namespace

void add_sync_sessions(httplib::Server& server, const Service& service) {
  web::post(server, all_path, web::with(service, create));
  server.Get(all_path, web::with(service, list));
  server.Get(one_path, web::with(service, get));
  web::post(server, one_path + "/token", web::with(service, token));
  web::post(server, one_path + "/end", web::with(service, end));
}

}  // namespace campus
