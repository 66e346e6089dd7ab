// The pages. Each is a file; that of a room gets the grant of the person who opens it, and a content policy
// that allows the hosts of that grant and no others.

#include <fstream>
#include <sstream>

#include "admissions.hpp"
#include "content_policy.hpp"
#include "routes.hpp"
#include "shapes.hpp"

namespace meeting_server {
namespace {

using httplib::Request;
using httplib::Response;
using web::Json;

std::string file_of(const Service& service, const char* name) {
  std::ifstream file(service.settings.page + "/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error(std::string("the page has no ") + name);
  return text.str();
}

void show(const Service& service, Response& response, const char* name) {
  set_content_policy(response);
  response.set_content(file_of(service, name), "text/html; charset=utf-8");
}

/// The page of a room with what it begins with.
void show_room(const Service& service, Response& response, const Json& begin) {
  std::string text = begin.dump(-1, ' ', false, Json::error_handler_t::replace);
  // Inside a <script> only `<` could end it.
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) text.replace(at, 1, "\\u003c");
  std::string page = file_of(service, "room.html");
  constexpr std::string_view place = "{{begin}}";
  page.replace(page.find(place), place.size(), text);
  response.set_content(page, "text/html; charset=utf-8");
}

void refuse_in_words(const Service& service, Response& response, int status, const std::string& code,
                     const std::string& message) {
  response.status = status;
  set_content_policy(response);
  show_room(service, response, {{"refusal", {{"code", code}, {"message", message}}}});
}

void open_room(const Service& service, const Request& request, Response& response) {
  Response refused;
  const auto seat = seat_of(service, request, refused);
  if (!seat) {
    return refuse_in_words(service, response, refused.status, "unknown",
                           "There is no such meeting for you. Ask the host for the code, and join with it.");
  }
  const auto admission = admit(service, *seat);
  if (!admission) {
    return refuse_in_words(service, response, web::status_of(admission.error()), "unavailable",
                           "The meeting's platform cannot be reached just now. Try again in a moment.");
  }
  if (!admission->grant) {
    const Refusal refusal = refusal_of(*admission);
    return refuse_in_words(service, response, refusal.status, std::string(to_string(admission->reason)),
                           refusal.message);
  }
  set_content_policy(response, *admission->grant);
  const bool is_emulated = service.platforms.emulated() != nullptr;
  show_room(service, response,
            {{"session", to_json(seat->session, seat->is_host())},
             {"you", {{"name", seat->user.name}, {"person", seat->user.id}}},
             {"grant", to_json(*admission->grant, seat->session.decision.platform, is_emulated)}});
}

}  // namespace

void add_page_routes(httplib::Server& server, const Service& service) {
  server.Get("/", [&](const Request&, Response& response) { show(service, response, "lobby.html"); });
  server.Get("/j/([^/]+)",
             [&](const Request&, Response& response) { show(service, response, "lobby.html"); });
  server.Get("/admin", [&](const Request&, Response& response) { show(service, response, "admin.html"); });
  server.Get("/room/([^/]+)",
             [&](const Request& request, Response& response) { open_room(service, request, response); });
  server.Get("/openapi.json", [&](const Request&, Response& response) {
    response.set_content(file_of(service, "openapi.json"), "application/json");
  });
  server.set_mount_point("/assets", service.settings.page + "/assets");
  if (!service.settings.client_library.empty())
    server.set_mount_point("/vendor", service.settings.client_library);
}

}  // namespace meeting_server
