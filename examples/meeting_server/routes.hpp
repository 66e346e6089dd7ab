#pragma once

#include <httplib.h>

#include <chrono>

#include "service.hpp"

namespace meeting_server {

// Each adds the routes of one subject. The service outlives the server.
void add_identity_routes(httplib::Server& server, const Service& service);
void add_session_routes(httplib::Server& server, const Service& service);
void add_people_routes(httplib::Server& server, const Service& service);
void add_recording_routes(httplib::Server& server, const Service& service);
void add_webhook_routes(httplib::Server& server, const Service& service);
void add_admin_routes(httplib::Server& server, const Service& service);
void add_emulated_routes(httplib::Server& server, const Service& service);
void add_page_routes(httplib::Server& server, const Service& service);
void add_operation_routes(httplib::Server& server, const Service& service);

/// Counts and logs a request that was answered, without what is somebody's.
void account_for(const Service& service, const httplib::Request& request, const httplib::Response& response,
                 std::chrono::duration<double> took);

}  // namespace meeting_server
