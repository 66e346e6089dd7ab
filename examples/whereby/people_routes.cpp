// How people get into a meeting, and what they say about being recorded.

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
using vplatform::Failure;
using vplatform::Result;
using vplatform::Role;
using vplatform::sessions::Admission;
using vplatform::sessions::AdmissionReason;
using vplatform::sessions::Person;
using web::Json;

const std::string meeting_path = R"(/v1/meetings/([0-9a-f-]{36}))";

/// Everything that the page needs, whichever platform it is: it goes by `kind` alone.
Json grant_json(const Admission& admission) {
  const auto& grant = *admission.grant;
  return {{"kind", to_string(grant.kind)},
          {"url", grant.url.reveal()},
          {"token", grant.token.reveal()},
          {"hosts", grant.hosts},
          {"person", admission.person},
          {"expires_at", grant.expires_at ? Json(vplatform::to_rfc3339(*grant.expires_at)) : Json()}};
}

int status_of(AdmissionReason reason) {
  switch (reason) {
    case AdmissionReason::ended:
    case AdmissionReason::cancelled:
      return 410;
    case AdmissionReason::removed:
      return 403;
    case AdmissionReason::not_ready:
      return 503;
    case AdmissionReason::admitted:
    case AdmissionReason::not_yet:
    case AdmissionReason::full:
    case AdmissionReason::wrong_code:
    case AdmissionReason::too_many_attempts:
      break;
  }
  return 409;
}

/// Made up by the library when the guest came first; nobody can guess another's, nor pass for a user.
bool is_id_of_guest(const std::string& text) {
  return std::regex_match(text, std::regex("[0-9a-f-]{36}"));
}

/// Whereby's link for hosts goes to the owner alone: nobody can take it back.
void join(const Service& service, const Request& request, Response& response) {
  const auto call = meeting_call(service, request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const bool is_guest = call->user == nullptr;
  const auto name = web::text_of(*body, "display_name");
  const auto guest = is_guest ? web::text_of(*body, "person") : "";
  if (!guest.empty() && !is_id_of_guest(guest))
    return web::refuse(response, 400, "invalid_argument", "'person' is what a guest was given before");
  if (is_guest && name.empty())
    return web::refuse(response, 400, "invalid_argument", "a guest needs a 'display_name'");
  const auto admission = service.sessions.admit({.session_id = call->meeting.id,
                                                 .person = is_guest ? guest : call->person(),
                                                 .name = name.empty() ? call->user->name : name,
                                                 .role = call->is_owner() ? Role::host : Role::participant});
  if (!admission) return web::refuse(response, admission.error());
  response.set_header("Cache-Control", "no-store");
  if (!admission->grant) {
    const auto reason = to_string(admission->reason);
    return web::refuse(response, status_of(admission->reason), reason, "you cannot join this meeting now");
  }
  record_if_wanted(service, call->room, call->meeting);
  web::answer(response, grant_json(*admission));
}

/// Who asks, as a person of the meeting: a user, or a guest by the id that came with the grant.
std::optional<std::string> person_of(const Service& service, const MeetingCall& call, const Json& body,
                                     Response& response) {
  const auto id = call.user != nullptr ? call.person() : web::text_of(body, "person");
  const auto people = service.sessions.people(call.meeting.id);
  if (!people) {
    web::refuse(response, people.error());
    return std::nullopt;
  }
  const bool is_known = std::any_of(people->begin(), people->end(), [&](const Person& one) {
    return one.person == id && (call.user != nullptr || is_id_of_guest(id));
  });
  if (is_known) return id;
  web::refuse(response, 403, "permission_denied", "only who was let into the meeting may do that");
  return std::nullopt;
}

/// One no is enough: what was recorded is deleted, at the platform and here, and nothing more is recorded.
Result<void> delete_recordings(const Service& service, const std::string& meeting) {
  vplatform::PageToken from;
  do {
    const auto page = service.recordings.list({.session_id = meeting}, from);
    if (!page) return Failure{page.error()};
    for (const auto& recording : page->items) {
      const auto gone = service.recordings.remove(recording.id);
      if (!gone) return Failure{gone.error()};
    }
    from = page->next;
  } while (!from.empty());
  return {};
}

void consent(const Service& service, const Request& request, Response& response) {
  const auto call = meeting_call(service, request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto person = person_of(service, *call, *body, response);
  if (!person) return;
  const bool is_given = body->at("consent_given").get<bool>();
  if (const auto noted = service.consents.note(call->meeting.id, *person, is_given); !noted)
    return web::refuse(response, noted.error());
  if (is_given) {
    record_if_wanted(service, call->room, call->meeting);
  } else if (const auto gone = delete_recordings(service, call->meeting.id); !gone) {
    return web::refuse(response, gone.error());
  }
  response.status = 204;
}

Json recording_json(const vplatform::sessions::RecordingEntry& one) {
  return {{"id", one.id},
          {"kind", to_string(one.ref.kind)},
          {"state", to_string(one.state)},
          {"failure", one.failure}};
}

void start_recording(const Service& service, const Request& request, Response& response) {
  const auto call = meeting_call(service, request, response);
  if (!call) return;
  const auto body = web::object_of(request, response);
  if (!body || !person_of(service, *call, *body, response)) return;
  if (call->room.recording == RecordingTrigger::none)
    return web::refuse(response, 403, "permission_denied", "nothing is recorded in this room");
  const auto started = service.recordings.start(call->meeting.id, {});
  if (started) return web::answer(response, recording_json(*started), 202);
  if (started.error().code == vplatform::ErrorCode::permission_denied)
    return web::refuse(response, 403, "permission_denied", started.error().message);
  web::refuse(response, started.error());
}

void recordings(const Service& service, const Request& request, Response& response) {
  const auto call = meeting_call(service, request, response);
  if (!call) return;
  const auto page = service.recordings.list({.session_id = call->meeting.id});
  if (!page) return web::refuse(response, page.error());
  Json items = Json::array();
  for (const auto& one : page->items) items.push_back(recording_json(one));
  web::answer(response, {{"items", std::move(items)}});
}

}  // namespace

void add_people(httplib::Server& server, const Service& service) {
  web::post(server, meeting_path + "/join", web::with(service, join));
  web::post(server, meeting_path + "/consent", web::with(service, consent));
  web::post(server, meeting_path + "/recordings/start", web::with(service, start_recording));
  server.Get(meeting_path + "/recordings", web::with(service, recordings));
}

}  // namespace reflector
