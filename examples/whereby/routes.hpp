#pragma once

#include <httplib.h>

#include "service.hpp"

namespace reflector {

// Each adds its paths to the server, and keeps a reference to the service, which has to live as long.

/// `/v1/rooms`, `/v1/rooms/{name}`: make, list, change and delete rooms; `PATCH` moves one.
void add_rooms(httplib::Server& server, const Service& service);
/// `/v1/rooms/{name}/meeting`, `…/meetings/active`, `/v1/meetings/{id}`, `…/deactivate`.
void add_meetings(httplib::Server& server, const Service& service);
/// `/v1/meetings/{id}/join`, `…/consent`, `…/recordings`, `…/recordings/start`.
void add_people(httplib::Server& server, const Service& service);
/// `/v1/whereby/webhook` and `/v1/daily/webhook`.
void add_webhooks(httplib::Server& server, const Service& service);

}  // namespace reflector
