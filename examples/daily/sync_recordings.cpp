// What members of a project get of its recordings: the list, a link for a while, everything in one archive.

#include <chrono>
#include <utility>

#include "access.hpp"
#include "archive.hpp"
#include "routes.hpp"
#include "shapes.hpp"
#include "web/handlers.hpp"

namespace campus {
namespace {

using httplib::Request;
using httplib::Response;
using vplatform::Failure;
using vplatform::Result;
using vplatform::sessions::LedgerState;
using vplatform::sessions::RecordingEntry;
using namespace std::chrono_literals;

const std::string one_path = R"(/api/v1/projects/([A-Za-z0-9_-]{1,64})/sync-sessions/([0-9a-f-]{36}))";

constexpr int most = 500;  // of one session; a recorder that is started again and again stays below it

/// The recordings of the session that the path names, newest first, or a refusal.
std::optional<std::vector<RecordingEntry>> recordings_of(const Service& service, const Request& request,
                                                         Response& response) {
  const auto call = member_call(service, request, response);
  if (!call) return std::nullopt;
  const auto session = session_of(service, owner_of_project(call->project), request.matches[2], response);
  if (!session) return std::nullopt;
  auto page = service.recordings.list({.session_id = session->id, .page_size = most});
  if (page) return std::move(page->items);
  web::refuse(response, page.error());
  return std::nullopt;
}

void list(const Service& service, const Request& request, Response& response) {
  const auto recordings = recordings_of(service, request, response);
  if (!recordings) return;
  web::Json items = web::Json::array();
  for (const auto& one : *recordings) items.push_back(recording_json(one));
  web::answer(response, {{"items", std::move(items)}});
}

/// A link of Daily's, long enough for a click: whoever is sent one later asks here again, as a member.
Result<vplatform::DownloadLink> link_to(const Service& service, const RecordingEntry& recording) {
  const auto client = service.platforms->client_for(recording.ref.meeting);
  if (!client) return Failure{client.error()};
  return client->recording_link(recording.ref, 5min);
}

void open_newest(const Service& service, const Request& request, Response& response) {
  const auto recordings = recordings_of(service, request, response);
  if (!recordings) return;
  for (const auto& one : *recordings) {
    if (one.storage == "own_recorder" ||
        (one.state != LedgerState::ready && one.state != LedgerState::fetched))
      continue;
    const auto link = link_to(service, one);
    if (!link) return web::refuse(response, link.error());
    response.set_header("Cache-Control", "no-store");
    return response.set_redirect(link->url.reveal());
  }
  web::refuse(response, 404, "not_found", "nothing of this session can be opened at Daily");
}

std::vector<ArchiveFile> files_here(const std::vector<RecordingEntry>& recordings) {
  std::vector<ArchiveFile> files;
  for (const auto& recording : recordings) {
    for (const auto& file : recording.files) {
      if (file.local_path.empty()) continue;
      const auto name = safe_archive_name(static_cast<int>(files.size()) + 1, file.remote.path);
      files.push_back({.path = file.local_path, .name = name});
    }
  }
  return files;
}

void archive_all(const Service& service, const Request& request, Response& response) {
  const auto recordings = recordings_of(service, request, response);
  if (!recordings) return;
  auto files = files_here(*recordings);
  if (files.empty())
    return web::refuse(response, 404, "not_found", "no recording of this session has been fetched yet");
  response.set_header("Content-Disposition", "attachment; filename=\"recording.zip\"");
  response.set_header("Cache-Control", "no-store");
  // In chunks: how long it becomes is not known, and it is never in memory.
  response.set_chunked_content_provider(
      "application/zip", [files = std::move(files)](std::size_t, httplib::DataSink& sink) {
        const auto pass = [&sink](const char* bytes, std::size_t size) { return sink.write(bytes, size); };
        const bool is_whole = write_zip(files, pass);
        if (is_whole) sink.done();
        return is_whole;  // otherwise the connection breaks, so that nobody takes a part for all
      });
}

}  // namespace

void add_sync_recordings(httplib::Server& server, const Service& service) {
  server.Get(one_path + "/recordings", web::with(service, list));
  server.Get(one_path + "/recording", web::with(service, open_newest));
  server.Get(one_path + "/recording/archive", web::with(service, archive_all));
}

}  // namespace campus
