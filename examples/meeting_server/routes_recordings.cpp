// Recordings: started and stopped by the host, watched by everybody who is in.

#include <chrono>

#include "routes.hpp"
#include "shapes.hpp"
#include "web/bodies.hpp"
#include "web/handlers.hpp"

namespace meeting_server {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::ErrorCode;
using vplatform::Result;
using web::Json;

constexpr std::chrono::minutes link_is_good{10};

/// Where the platform keeps files, it does; else the recorder puts them into a folder of its own machine.
vplatform::RecordingTarget target_of(const Service& service, const vplatform::Client& client) {
  const bool keeps_files = client.info().capabilities.has(vplatform::Capability::store_at_provider);
  if (keeps_files || service.settings.recordings.empty()) return vplatform::ProviderStorage{};
  return vplatform::FileTarget{service.settings.recordings + "/" + service.env.new_id() + ".mp4"};
}

void start(const Service& service, const Request& request, Response& response) {
  const auto seat = host_of(service, request, response);
  if (!seat) return;
  const auto client = service.backend.platforms->client(seat->session.decision.platform);
  if (!client) return web::refuse(response, client.error());
  const auto recording = service.recordings.start(seat->session.id, {.target = target_of(service, *client)});
  if (!recording) return web::refuse(response, recording.error());
  web::answer(response, to_json(*recording), 201);
}

void list(const Service& service, const Request& request, Response& response) {
  const auto seat = seat_of(service, request, response);
  if (!seat) return;
  const auto page =
      service.recordings.list({.session_id = seat->session.id}, {request.get_param_value("from")});
  if (!page) return web::refuse(response, page.error());
  web::answer(response, list_json(*page, [](const auto& recording) { return to_json(recording); }));
}

/// The recording of the path, where it is one of that session's. Refuses otherwise.
std::optional<sessions::RecordingEntry> recording_of(const Service& service, const Request& request,
                                                     Response& response) {
  const auto seat = host_of(service, request, response);
  if (!seat) return std::nullopt;
  auto recording = service.recordings.get(std::string(request.matches[2]));
  if (recording && recording->session_id == seat->session.id) return *std::move(recording);
  if (recording || recording.error().code == ErrorCode::not_found) {
    web::refuse(response, 404, "not_found", "the session has no such recording");
  } else {
    web::refuse(response, recording.error());
  }
  return std::nullopt;
}

void stop(const Service& service, const Request& request, Response& response) {
  const auto recording = recording_of(service, request, response);
  if (!recording) return;
  const auto stopped = service.recordings.stop(recording->id);
  if (!stopped) return web::refuse(response, stopped.error());
  web::answer(response, to_json(*stopped));
}

void link(const Service& service, const Request& request, Response& response) {
  const auto recording = recording_of(service, request, response);
  if (!recording) return;
  const auto client = service.backend.platforms->client_for(recording->ref.meeting);
  if (!client) return web::refuse(response, client.error());
  const auto made = client->recording_link(recording->ref, link_is_good);
  if (!made) return web::refuse(response, made.error());
  web::answer(response, {{"url", made->url.reveal()}, {"expires_at", to_json(made->expires_at)}});
}

void remove(const Service& service, const Request& request, Response& response) {
  const auto recording = recording_of(service, request, response);
  if (!recording) return;
  const auto proof = service.recordings.remove(recording->id);
  if (!proof) return web::refuse(response, proof.error());
  web::answer(response, {{"complete", proof->is_complete()},
                         {"remotely_at", to_json(proof->remotely_at)},
                         {"locally_at", to_json(proof->locally_at)},
                         {"left", proof->left}});
}

}  // namespace

void add_recording_routes(httplib::Server& server, const Service& service) {
  constexpr const char* all = "/api/sessions/([^/]+)/recordings";
  web::post(server, all, web::with(service, start));
  server.Get(all, web::with(service, list));
  web::post(server, "/api/sessions/([^/]+)/recordings/([^/]+)/stop", web::with(service, stop));
  web::post(server, "/api/sessions/([^/]+)/recordings/([^/]+)/link", web::with(service, link));
  web::del(server, "/api/sessions/([^/]+)/recordings/([^/]+)", web::with(service, remove));
}

}  // namespace meeting_server
