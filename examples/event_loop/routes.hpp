#pragma once

#include <vplatform/secret.hpp>

#include "heartbeat.hpp"
#include "http_server.hpp"
#include "meetings.hpp"

namespace host {

/// `POST /meetings` for who holds the key, and `GET /loop`: how the loop is.
[[nodiscard]] HttpServer::Handler make_routes(vplatform::Secret key, Meetings& meetings,
                                              const Heartbeat& heartbeat);

}  // namespace host
