#pragma once

#include <httplib.h>

#include "service.hpp"

namespace campus {

// Each adds its paths to the server, and keeps a reference to the service, which has to live as long.

/// `/api/v1/projects/{project}/sync-sessions…`: begin, list, join, end.
void add_sync_sessions(httplib::Server& server, const Service& service);
/// Deleting one that is over, and `…/clear-ended`.
void add_sync_history(httplib::Server& server, const Service& service);
/// `…/recording`, `…/recording/archive`, `…/recordings`: what project members get of recordings.
void add_sync_recordings(httplib::Server& server, const Service& service);
/// What recorders call with `X-Sync-Token`: `by-room`, `…/recording/callback`, `…/recording/callback/upload`.
void add_recorders(httplib::Server& server, const Service& service);
/// `/api/v1/sessions…`: lessons of teachers.
void add_lessons(httplib::Server& server, const Service& service);
/// `…/join`, `…/leave`, `…/participants`, `/api/v1/sessions/join-by-code`.
void add_lesson_people(httplib::Server& server, const Service& service);
/// `/api/v1/integrations/daily/webhook` and `/api/v1/webhooks/daily`.
void add_webhooks(httplib::Server& server, const Service& service);

}  // namespace campus
