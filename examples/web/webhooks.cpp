#include "web/webhooks.hpp"

namespace web {

vplatform::WebhookRequest webhook_of(const httplib::Request& request) {
  vplatform::WebhookRequest webhook{.body = request.body};
  for (const auto& [name, value] : request.headers) webhook.headers.push_back({name, value});
  return webhook;
}

}  // namespace web
