// For whoever runs the server: is it alive, is it ready, what does it do.

#include <chrono>
#include <set>
#include <sstream>

#include "log.hpp"
#include "routes.hpp"
#include "web/answers.hpp"

namespace meeting_server {
namespace {

using httplib::Request;
using httplib::Response;

/// The path without what is somebody's: ids, codes and names become `*`.
std::string route_of(const std::string& path) {
  static const std::set<std::string, std::less<>> words{
      "api",     "identity", "sessions", "clear",      "log",    "start",  "end",         "cancel",
      "join",    "people",   "readmit",  "recordings", "stop",   "link",   "admin",       "platforms",
      "state",   "rooms",    "choice",   "emulated",   "enter",  "leave",  "webhooks",    "room",
      "healthz", "readyz",   "metrics",  "j",          "assets", "vendor", "openapi.json"};
  std::istringstream parts(path);
  std::string route;
  std::string part;
  while (std::getline(parts, part, '/')) {
    if (part.empty()) continue;
    const bool is_word = words.contains(part);
    route += "/" + (is_word ? part : "*");
    if (part == "assets" || part == "vendor") break;
  }
  return route.empty() ? "/" : route;
}

}  // namespace

void add_operation_routes(httplib::Server& server, const Service& service) {
  server.Get("/healthz", [](const Request&, Response& response) {
    web::answer(response, {{"alive", true}});
  });
  server.Get("/readyz", [&](const Request&, Response& response) {
    const auto store = service.backend.store->check();
    if (!store) return web::answer(response, {{"ready", false}, {"why", store.error().message}}, 503);
    web::answer(response, {{"ready", true}});
  });
  server.Get("/metrics", [&](const Request&, Response& response) {
    response.set_content(service.metrics.text(), "text/plain; version=0.0.4");
  });
}

void account_for(const Service& service, const httplib::Request& request, const httplib::Response& response,
                 std::chrono::duration<double> took) {
  const std::string route = response.status == 404 ? "none" : route_of(request.path);
  service.metrics.count_request(request.method, route, response.status, took.count());
  log("request", {{"method", request.method},
                  {"route", route},
                  {"status", response.status},
                  {"ms", static_cast<int>(took.count() * 1000)}});
}

}  // namespace meeting_server
