// What platforms tell.

#include <vplatform/spi/verify.hpp>

#include "log.hpp"
#include "routes.hpp"
#include "web/bodies.hpp"
#include "web/webhooks.hpp"

namespace meeting_server {

void add_webhook_routes(httplib::Server& server, const Service& service) {
  const auto receive = [&](const httplib::Request& request, httplib::Response& response) {
    const std::string instance = request.matches[1];
    const auto reply = service.webhooks.handle(instance, web::webhook_of(request));
    // A name that anybody may write into the path is no label of a metric.
    service.metrics.count_webhook(reply.status == 404 ? "unknown" : instance, reply.status);
    if (reply.status != 200) log("webhook refused", {{"status", reply.status}});
    response.status = reply.status;
    response.set_content(reply.body, "text/plain");
  };
  web::post(server, "/webhooks/([^/]+)", receive, vplatform::spi::max_webhook_body);
}

}  // namespace meeting_server
