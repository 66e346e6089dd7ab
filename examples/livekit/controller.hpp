#pragma once

#include <httplib.h>

#include <memory>
#include <string>
#include <string_view>
#include <vplatform/sessions/inbox.hpp>
#include <vplatform/sessions/recordings.hpp>
#include <vplatform/sessions/sessions.hpp>

#include "journal.hpp"
#include "settings.hpp"
#include "shared_folder.hpp"

namespace controller {

/// What the routes work with. Shared by all of them, and longer-lived than the server.
struct Controller {
  Settings settings{};
  vplatform::sessions::Backend backend{};
  vplatform::sessions::Sessions sessions;
  vplatform::sessions::Recordings recordings;
  Journal journal;
  SharedFolder folder;
};

/// The instance of the library's configuration, and the owner of all sessions.
inline constexpr char livekit[] = "livekit";
inline constexpr char owner[] = "controller";

/// The same, for callers who know the control key alone; everybody else is answered 401.
[[nodiscard]] httplib::Server::Handler guarded(const Controller& controller,
                                               httplib::Server::Handler handler);

/// A room's name as callers may give it: 1 to 128 bytes without control characters.
[[nodiscard]] bool is_room_name(std::string_view name);

void add_token_route(httplib::Server& server, const Controller& controller);
void add_recording_routes(httplib::Server& server, const Controller& controller);
/// The webhook, which LiveKit signs, and the health, which anybody may see.
void add_open_routes(httplib::Server& server, const Controller& controller);

}  // namespace controller
