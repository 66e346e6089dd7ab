#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <vector>
#include <vplatform/factory.hpp>
#include <vplatform/sessions/inbox.hpp>
#include <vplatform/sessions/own_recorder.hpp>
#include <vplatform/sessions/reconciler.hpp>
#include <vplatform/sessions/recording_fetcher.hpp>
#include <vplatform/sessions/recordings.hpp>
#include <vplatform/sessions/sessions.hpp>

#include "members.hpp"
#include "settings.hpp"
#include "web/json_folder.hpp"

namespace campus {

/// Everything that a request may need. Thread-safe, as its parts are.
struct Service {
  Settings settings;
  Members members;
  web::JsonFolder notes;  ///< Of sessions, by id: descriptions, summaries, transcripts.
  std::shared_ptr<const vplatform::PlatformFactory> platforms;
  vplatform::sessions::Sessions sessions;
  vplatform::sessions::Recordings recordings;
  vplatform::sessions::OwnRecorder recorder;
  vplatform::sessions::WebhookEndpoint webhooks;
  vplatform::sessions::Inbox inbox;
  vplatform::sessions::Reconciler reconciler;
  std::optional<vplatform::sessions::RecordingFetcher> fetcher;
};

[[nodiscard]] vplatform::Result<Service> open_service(Settings settings);

/// What goes on beside the requests. Everything ends with the threads' tokens.
[[nodiscard]] std::vector<std::jthread> start_workers(const Service& service);

}  // namespace campus
