#include "web/webhooks.hpp"

#include <string>

#include "routes.hpp"
#include "web/bodies.hpp"

namespace reflector {

void add_webhooks(httplib::Server& server, const Service& service) {
  constexpr std::size_t largest = 1U << 20U;
  for (const std::string platform : {"whereby", "daily"}) {
    const auto receive = [&service, platform](const httplib::Request& request, httplib::Response& response) {
      const auto reply = service.webhooks.handle(platform, web::webhook_of(request));
      response.status = reply.status;
      response.set_content(reply.body, "text/plain");
    };
    web::post(server, "/v1/" + platform + "/webhook", receive, largest);
    web::post(server, "/v1/" + platform, receive, largest);  // as dashboards may still have it
  }
}

}  // namespace reflector
