// Clearing sessions that are over, with what was recorded in them.

#include "access.hpp"
#include "routes.hpp"
#include "web/answers.hpp"
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

const std::string all_path = R"(/api/v1/projects/([A-Za-z0-9_-]{1,64})/sync-sessions)";

/// Recordings first, at Daily and here: what a session leaves behind nobody would find again.
Result<void> clear(const Service& service, const Session& session) {
  vplatform::PageToken from;
  do {
    const auto page = service.recordings.list({.session_id = session.id}, from);
    if (!page) return Failure{page.error()};
    for (const auto& recording : page->items) {
      const auto proof = service.recordings.remove(recording.id);
      if (!proof) return Failure{proof.error()};
    }
    from = page->next;
  } while (!from.empty());
  if (auto cleared = service.sessions.clear(session.id); !cleared) return cleared;
  service.notes.remove(session.id);
  return {};
}

void remove(const Service& service, const Request& request, Response& response) {
  const auto call = editor_call(service, request, response);
  if (!call) return;
  const auto session = session_of(service, owner_of_project(call->project), request.matches[2], response);
  if (!session) return;
  if (session->state == SessionState::live || session->state == SessionState::scheduled)
    return web::refuse(response, 409, "failed_precondition", "the session is not over: end it first");
  if (const auto cleared = clear(service, *session); !cleared) return web::refuse(response, cleared.error());
  response.status = 204;
}

struct Counts {
  int cleared = 0;
  int kept = 0;  // of which Daily still has something; the next time
};

Result<Counts> clear_all(const Service& service, const std::string& owner, SessionState state) {
  Counts counts;
  vplatform::PageToken from;
  do {
    const auto page = service.sessions.list(owner, {.state = state}, from);
    if (!page) return Failure{page.error()};
    for (const auto& session : page->items) {
      const auto cleared = clear(service, session);
      const bool is_gone = cleared || cleared.error().code == vplatform::ErrorCode::not_found;
      if (!is_gone && cleared.error().code != vplatform::ErrorCode::failed_precondition)
        return Failure{cleared.error()};
      ++(is_gone ? counts.cleared : counts.kept);
    }
    from = page->next;
  } while (!from.empty());
  return counts;
}

void clear_ended(const Service& service, const Request& request, Response& response) {
  const auto call = editor_call(service, request, response);
  if (!call) return;
  Counts all;
  for (const auto state : {SessionState::ended, SessionState::cancelled}) {
    const auto some = clear_all(service, owner_of_project(call->project), state);
    if (!some) return web::refuse(response, some.error());
    all.cleared += some->cleared;
    all.kept += some->kept;
  }
  web::answer(response, {{"cleared", all.cleared}, {"kept", all.kept}});
}

}  // namespace

void add_sync_history(httplib::Server& server, const Service& service) {
  web::post(server, all_path + "/clear-ended", web::with(service, clear_ended));
  web::del(server, all_path + "/([0-9a-f-]{36})", web::with(service, remove));
}

}  // namespace campus
