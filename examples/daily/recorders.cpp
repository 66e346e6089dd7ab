// What recorders of our own call when they have something. They are machines, and show `X-Sync-Token`.

#include <thread>
#include <utility>
#include <vplatform/spi/crypto.hpp>
#include <vplatform/spi/url.hpp>

#include "access.hpp"
#include "hand_over.hpp"
#include "routes.hpp"
#include "shapes.hpp"
#include "web/bodies.hpp"
#include "web/credentials.hpp"
#include "web/handlers.hpp"

namespace campus {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::Result;
using vplatform::sessions::OwnRecording;
using vplatform::sessions::RecordingEntry;
using web::Json;

constexpr std::string_view project_owner = "project/";
constexpr std::size_t largest_report = std::size_t{4} << 20U;  // with a transcript
const std::string one_path = R"(/api/v1/projects/([A-Za-z0-9_-]{1,64})/sync-sessions/([0-9a-f-]{36}))";

bool is_recorder(const Service& service, const Request& request, Response& response) {
  const auto& token = service.settings.callback_token;
  if (token.empty()) {
    web::refuse(response, 503, "failed_precondition", "SYNC_CALLBACK_TOKEN is not set");
    return false;
  }
  if (web::has_key(request, "X-Sync-Token", token.reveal())) return true;
  web::refuse(response, 401, "unauthenticated", "X-Sync-Token is missing or wrong");
  return false;
}

void by_room(const Service& service, const Request& request, Response& response) {
  if (!is_recorder(service, request, response)) return;
  const auto session =
      service.recorder.find_by_room(service.settings.callback_token, request.matches[1].str());
  if (!session) return web::refuse(response, session.error());
  if (!session->owner.starts_with(project_owner))
    return web::refuse(response, 404, "not_found", "there is no session in that room");
  web::answer(response, {{"id", session->id},
                         {"project_id", session->owner.substr(project_owner.size())},
                         {"status", to_string(session->state)},
                         {"room_name", session->meeting ? session->meeting->room : ""}});
}

/// It becomes a link on a page: https, or this machine, and never `javascript:`.
bool is_web_link(const std::string& text) {
  constexpr std::size_t longest = 2048;
  const auto url = vplatform::spi::parse_url(text);
  if (!url || url->has_user || text.size() > longest) return false;
  return url->scheme == "https" || (url->scheme == "http" && vplatform::spi::is_loopback(url->host));
}

/// The same file again is the same recording, also where its link was signed anew.
std::string id_of_link(const std::string& url) {
  namespace spi = vplatform::spi;
  return spi::to_hex(spi::as_text(spi::sha256(url.substr(0, url.find_first_of("?#")))));
}

void callback(const Service& service, const Request& request, Response& response) {
  if (!is_recorder(service, request, response)) return;
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto session =
      session_of(service, owner_of_project(request.matches[1]), request.matches[2], response);
  if (!session) return;
  Json notes = Json::object();
  for (const char* name : {"audio_url", "summary", "transcript"}) {
    if (body->contains(name)) notes[name] = (*body)[name];
  }
  const std::string audio_url = web::text_of(*body, "audio_url");
  if (!audio_url.empty() && !is_web_link(audio_url))
    return web::refuse(response, 400, "invalid_argument", "'audio_url' is no https link");
  Json answer{{"session_id", session->id}};
  if (!audio_url.empty()) {
    auto id = web::text_of(*body, "recorder_id");
    const OwnRecording recording{.recorder_id = id.empty() ? id_of_link(audio_url) : std::move(id),
                                 .kind = vplatform::RecordingKind::audio_only,
                                 .url = audio_url};
    const auto entry = service.recorder.report(service.settings.callback_token, session->id, recording);
    if (!entry) return web::refuse(response, entry.error());
    answer["recording"] = recording_json(*entry);
  }
  if (const auto kept = service.notes.add(session->id, notes); !kept)
    return web::refuse(response, kept.error());
  web::answer(response, answer);
}

/// Receives the first file of the form, while another thread stores it.
Result<RecordingEntry> receive_file(const Service& service, const RecordingEntry& entry,
                                    const httplib::ContentReader& read) {
  HandOver bytes;
  Result<RecordingEntry> stored = entry;
  std::thread storing([&] {
    stored = service.recorder.upload(service.settings.callback_token, entry.id,
                                     [&](std::span<char> into) { return bytes.pull(into); });
    bytes.abandon();
  });
  int files = 0;
  bool is_file = false;
  const bool is_whole = read(
      [&](const httplib::MultipartFormData& part) {
        is_file = !part.filename.empty() && files++ == 0;
        return true;
      },
      [&](const char* piece, std::size_t size) {
        if (is_file && size > 0) bytes.push({piece, size});
        return true;
      });
  bytes.finish(is_whole && files > 0);
  storing.join();
  if (is_whole && files == 0)
    return vplatform::fail(vplatform::ErrorCode::invalid_argument, "the form holds no file");
  return stored;
}

void read_past(const Request& request, const httplib::ContentReader& read) {
  if (request.is_multipart_form_data()) {
    (void)read([](const auto&) { return true; }, [](const char*, std::size_t) { return true; });
  } else if (request.has_header("Content-Length")) {
    (void)read([](const char*, std::size_t) { return true; });
  }
}

void upload(const Service& service, const Request& request, Response& response,
            const httplib::ContentReader& read) {
  // Whoever is refused is read to the end all the same: the next request is behind it.
  if (!is_recorder(service, request, response)) return read_past(request, read);
  const auto session =
      session_of(service, owner_of_project(request.matches[1]), request.matches[2], response);
  if (!session) return read_past(request, read);
  const auto id = request.get_param_value("recorder_id");
  if (id.empty() || !request.is_multipart_form_data()) {
    web::refuse(
        response, 400, "invalid_argument",
        "an upload is multipart/form-data with one file, and ?recorder_id=, its name at the recorder");
    return read_past(request, read);
  }
  const auto entry =
      service.recorder.report(service.settings.callback_token, session->id,
                              {.recorder_id = id, .kind = vplatform::RecordingKind::audio_only});
  if (!entry) {
    web::refuse(response, entry.error());
    return read_past(request, read);
  }
  const auto stored = receive_file(service, *entry, read);
  if (response.status >= 400) return;  // httplib has found the body too large, or no form
  if (!stored) return web::refuse(response, stored.error());
  web::answer(response, {{"session_id", session->id}, {"recording", recording_json(*stored)}}, 201);
}

}  // namespace

void add_recorders(httplib::Server& server, const Service& service) {
  server.Get(R"(/api/v1/sync-sessions/by-room/([A-Za-z0-9_-]{1,128}))", web::with(service, by_room));
  // The second name is what older scripts call.
  for (const char* path : {"/recording/callback", "/recording/jibri"}) {
    web::post(server, one_path + path, web::with(service, callback), largest_report);
    server.Post(one_path + path + "/upload",
                [&service](const Request& request, Response& response, const httplib::ContentReader& read) {
                  upload(service, request, response, read);
                });
  }
}

}  // namespace campus
