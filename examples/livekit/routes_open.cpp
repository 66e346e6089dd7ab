// POST /webhooks/livekit and GET /health.

#include <chrono>
#include <mutex>
#include <vplatform/spi/verify.hpp>

#include "controller.hpp"
#include "web/answers.hpp"
#include "web/bodies.hpp"
#include "web/webhooks.hpp"

namespace controller {
namespace {

using namespace std::chrono_literals;

constexpr auto health_lasts = 10s;  // anybody may ask, and LiveKit is not to be asked each time
constexpr auto health_budget = 3s;

/// Whether LiveKit answers, as of a moment ago. Thread-safe.
class LiveKitHealth {
 public:
  explicit LiveKitHealth(vplatform::sessions::Backend backend) : backend_(std::move(backend)) {}

  bool is_good() {
    const std::lock_guard lock(mutex_);
    if (backend_.env.now() < asked_ + health_lasts) return good_;
    const auto client = backend_.platforms->client(livekit);
    good_ = client && client->check_health({.budget = health_budget}).has_value();
    asked_ = backend_.env.now();
    return good_;
  }

 private:
  vplatform::sessions::Backend backend_;
  std::mutex mutex_;
  bool good_ = false;             // guarded by mutex_
  vplatform::TimePoint asked_{};  // guarded by mutex_
};

}  // namespace

void add_open_routes(httplib::Server& server, const Controller& controller) {
  const auto receive = [endpoint = vplatform::sessions::WebhookEndpoint(controller.backend)](
                           const httplib::Request& request, httplib::Response& response) {
    const auto reply = endpoint.handle(livekit, web::webhook_of(request));
    response.status = reply.status;
    response.set_content(reply.body, "text/plain");
  };
  web::post(server, "/webhooks/livekit", receive, vplatform::spi::max_webhook_body);
  server.Get("/health", [&controller, health = std::make_shared<LiveKitHealth>(controller.backend)](
                            const auto&, auto& response) {
    const bool store = controller.backend.store->check().has_value();
    const bool reachable = health->is_good();
    const bool good = store && reachable;
    web::answer(response,
                {{"ok", good},
                 {"livekit", reachable},
                 {"store", store},
                 {"firebase", controller.settings.firebase.has_value()}},
                good ? 200 : 503);
  });
}

}  // namespace controller
