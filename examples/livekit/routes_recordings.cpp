// POST /recordings/start and /recordings/stop.

#include <algorithm>
#include <array>
#include <string_view>
#include <vplatform/platforms/livekit.hpp>
#include <vplatform/spi/json.hpp>
#include <vplatform/spi/url.hpp>

#include "controller.hpp"
#include "record.hpp"
#include "web/answers.hpp"
#include "web/bodies.hpp"

namespace controller {
namespace {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;
using vplatform::platforms::livekit::EgressCall;
using vplatform::platforms::livekit::LiveKitPlatform;
using vplatform::sessions::RecordingEntry;
using web::Json;

constexpr std::size_t longest_url = 512;
// Of LiveKit's own templates, https://docs.livekit.io/home/egress/room-composite/
constexpr std::array<std::string_view, 6> layouts = {"grid",       "speaker",       "single-speaker",
                                                     "grid-light", "speaker-light", "single-speaker-light"};

struct Wish {
  std::string room{};
  std::string room_url{};
  std::string layout{};
  Json details{};
};

/// Printable ASCII, as `btoa` takes it.
bool is_page(const std::string& url) {
  const auto parts = vplatform::spi::parse_url(url);
  return parts && parts->scheme.starts_with("http") && url.size() <= longest_url &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

Result<Wish> read_wish(const Json& body) {
  Wish wish{.room = web::text_of(body, "roomName"),
            .room_url = web::text_of(body, "roomUrl"),
            .layout = web::text_of(body, "layout"),
            .details = Json::object()};
  if (!is_room_name(wish.room)) return fail(ErrorCode::invalid_argument, "roomName is needed");
  if (!is_page(wish.room_url))
    return fail(ErrorCode::invalid_argument, "roomUrl has to be the address of the room's page");
  if (!wish.layout.empty() && std::find(layouts.begin(), layouts.end(), wish.layout) == layouts.end())
    return fail(ErrorCode::invalid_argument, "LiveKit has no such layout");
  for (const char* name : {"metadata", "preferences"}) {
    if (body.contains(name)) wish.details[name] = body[name];
  }
  if (auto done = check_details(wish.details); !done) return Failure{done.error()};
  return wish;
}

/// Recordings of the library are portable and have LiveKit's own layout, `grid`; another one is LiveKit's
/// affair. A recording in the wrong layout is better than none, so a failure is told and not more.
bool apply_layout(const Controller& controller, const RecordingEntry& entry, const std::string& layout) {
  const auto client = controller.backend.platforms->client_for(entry.ref.meeting);
  if (!client || !entry.ref.id) return false;
  vplatform::spi::JsonWriter body;
  body.begin_object().member("egressId", *entry.ref.id).member("layout", layout).end_object();
  const auto* platform = client->as<LiveKitPlatform>();
  return platform != nullptr &&
         client->run(platform->egress(EgressCall::update_layout, {std::move(body).text()})).has_value();
}

/// The note comes first: whatever crashes from here on, a recording that runs is one that is archived.
Result<RecordingEntry> start(const Controller& controller, const Wish& wish) {
  const auto session = controller.sessions.find_by_room(wish.room);
  if (!session) return Failure{session.error()};
  const Note note{.key = controller.backend.env.new_id(),
                  .session_id = session->id,
                  .room_url = wish.room_url,
                  .details = wish.details,
                  .noted_at = controller.backend.env.now()};
  if (auto done = controller.journal.write(note); !done) return Failure{done.error()};
  auto entry = controller.recordings.start(
      session->id,
      {.target = vplatform::FileTarget{controller.folder.folder_of(note.key)}, .instance_key = note.key});
  // Another one runs already, with a note of its own. After a failure the note stays: the ledger may try
  // again, and the archiver goes by the ledger.
  if (entry && entry->ref.instance_key != note.key) controller.journal.forget(note.key);
  return entry;
}

void start_recording(const Controller& controller, const httplib::Request& request,
                     httplib::Response& response) {
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto wish = read_wish(*body);
  if (!wish) return web::refuse(response, wish.error());
  const auto entry = start(controller, *wish);
  if (!entry) return web::refuse(response, entry.error());
  Json answer = {{"recordingId", entry->id},
                 {"filepath", controller.folder.folder_of(entry->ref.instance_key)},
                 {"state", to_string(entry->state)}};
  if (!wish->layout.empty())
    answer["layout"] = apply_layout(controller, *entry, wish->layout) ? wish->layout : "grid";
  web::answer(response, answer);
}

/// Answers at once; what is left is the reconciler's, the inbox's and the archiver's.
void stop_recording(const Controller& controller, const httplib::Request& request,
                    httplib::Response& response) {
  const auto body = web::object_of(request, response);
  if (!body) return;
  const auto id = web::text_of(*body, "recordingId");
  if (id.empty()) return web::refuse(response, 400, "invalid_argument", "recordingId is needed");
  const auto entry = controller.recordings.stop(id);
  if (!entry) return web::refuse(response, entry.error());
  web::answer(response, {{"recordingId", entry->id}, {"state", to_string(entry->state)}});
}

}  // namespace

void add_recording_routes(httplib::Server& server, const Controller& controller) {
  web::post(server, "/recordings/start",
            guarded(controller, [&controller](const auto& request, auto& response) {
              start_recording(controller, request, response);
            }));
  web::post(server, "/recordings/stop",
            guarded(controller, [&controller](const auto& request, auto& response) {
              stop_recording(controller, request, response);
            }));
}

}  // namespace controller
