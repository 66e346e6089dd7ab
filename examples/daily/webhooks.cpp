#include "web/webhooks.hpp"

#include "routes.hpp"
#include "web/bodies.hpp"

namespace campus {

void add_webhooks(httplib::Server& server, const Service& service) {
  const auto receive = [&service](const httplib::Request& request, httplib::Response& response) {
    const auto reply = service.webhooks.handle("daily", web::webhook_of(request));
    response.status = reply.status;
    response.set_content(reply.body, "text/plain");
  };
  constexpr std::size_t largest = 1U << 20U;  // raw tracks of many people are listed in one event
  web::post(server, "/api/v1/integrations/daily/webhook", receive, largest);
  web::post(server, "/api/v1/webhooks/daily", receive, largest);
}

}  // namespace campus
