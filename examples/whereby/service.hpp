#pragma once

#include <memory>
#include <thread>
#include <vector>
#include <vplatform/factory.hpp>
#include <vplatform/sessions/inbox.hpp>
#include <vplatform/sessions/reconciler.hpp>
#include <vplatform/sessions/recording_fetcher.hpp>
#include <vplatform/sessions/recordings.hpp>
#include <vplatform/sessions/sessions.hpp>

#include "consents.hpp"
#include "rooms.hpp"
#include "settings.hpp"
#include "web/users.hpp"

namespace reflector {

/// Everything that a request may need. Thread-safe, as its parts are.
struct Service {
  Settings settings;
  web::Users users;
  std::shared_ptr<Rooms> rooms;  ///< Shared with the factory, whose flag service they are.
  Consents consents;
  web::JsonFolder processed;  ///< By recording: those that were.
  std::shared_ptr<const vplatform::PlatformFactory> platforms;
  vplatform::sessions::Sessions sessions;
  vplatform::sessions::Recordings recordings;
  vplatform::sessions::WebhookEndpoint webhooks;
  vplatform::sessions::Inbox inbox;
  vplatform::sessions::Reconciler reconciler;
  vplatform::sessions::RecordingFetcher fetcher;
};

[[nodiscard]] vplatform::Result<Service> open_service(Settings settings);

/// What goes on beside the requests. Everything ends with the threads' tokens.
[[nodiscard]] std::vector<std::jthread> start_workers(const Service& service);

}  // namespace reflector
