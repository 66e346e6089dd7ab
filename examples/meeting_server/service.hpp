#pragma once

#include <string>
#include <vplatform/runtime_env.hpp>
#include <vplatform/sessions/inbox.hpp>
#include <vplatform/sessions/reconciler.hpp>
#include <vplatform/sessions/recordings.hpp>
#include <vplatform/sessions/sessions.hpp>

#include "identity.hpp"
#include "metrics.hpp"
#include "platforms.hpp"
#include "settings.hpp"

namespace meeting_server {

namespace sessions = vplatform::sessions;

/// What the routes work with. Everything in it may be used from any thread.
struct Service {
  const Settings& settings;
  Platforms& platforms;
  Metrics& metrics;
  vplatform::sessions::Backend backend;
  vplatform::RuntimeEnv env = vplatform::RuntimeEnv{}.filled();
  Identity identity{settings.identity_key};
  vplatform::sessions::Sessions sessions{backend};
  vplatform::sessions::Recordings recordings{backend};
  vplatform::sessions::WebhookEndpoint webhooks{backend};

  [[nodiscard]] vplatform::TimePoint now() const { return env.now(); }
};

}  // namespace meeting_server
