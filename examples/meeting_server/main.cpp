// Meetings on every platform behind one server. usage: meeting_server; its variables are in the README.

#include <stdlib.h>

#include <filesystem>
#include <iostream>
#include <random>
#include <thread>
#include <vplatform/spi/verify.hpp>

#include "log.hpp"
#include "routes.hpp"
#include "web/answers.hpp"
#include "web/serve.hpp"

namespace {

using namespace meeting_server;
using vplatform::Error;
using vplatform::Result;
using vplatform::Secret;

int failed(const Error& error) {
  std::cerr << "meeting_server: " << error.message << '\n';
  return 1;
}

/// A folder that goes with the server, for what emulated meetings leave: they do not outlive it either.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string path = std::filesystem::temp_directory_path() / "meeting_server.XXXXXX";
    if (::mkdtemp(path.data()) != nullptr) path_ = path;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_{};
};

Secret new_secret() {
  const auto id = vplatform::RuntimeEnv{}.filled().new_id;
  return Secret(id() + id());
}

/// With emulators everything works out of the box; with real accounts what is missing is not made up.
Result<void> fill(Settings& settings, const Platforms& platforms, const TemporaryFolder& folder) {
  if (platforms.emulated() == nullptr) {
    if (!settings.store.empty() && !settings.identity_key.empty()) return {};
    return vplatform::fail(
        vplatform::ErrorCode::invalid_argument,
        "with real platforms MEETING_STORE (such as sqlite:meetings.db) and MEETING_IDENTITY_KEY "
        "(any 16 characters or more) have to be set, so that a restart loses nobody");
  }
  if (settings.store.empty()) settings.store = "sqlite:" + folder.path() + "/meetings.db";
  if (settings.recordings.empty()) settings.recordings = "/recordings";
  if (settings.identity_key.empty()) settings.identity_key = new_secret();
  if (settings.admin_token.empty()) {
    settings.admin_token = new_secret();
    // On standard output, for whoever has started it; the log does not have it.
    std::cout << "all platforms are emulated; the admin's token is " << settings.admin_token.reveal()
              << std::endl;
  }
  return {};
}

std::string url_of(const Settings& settings, int port) {
  return "http://" + settings.address.host + ":" + std::to_string(port);
}

/// What goes on beside the requests; ends with it.
class Workers {
 public:
  Workers(const Service& service, const std::string& url)
      : inbox_([inbox = sessions::Inbox(service.backend, {.idle = std::chrono::milliseconds(100)})](
                   std::stop_token stop) { inbox.run(stop); }),
        reconciler_([reconciler = sessions::Reconciler(service.backend, options_of(service))](
                        std::stop_token stop) { reconciler.run(stop); }) {
    if (const auto* rooms = service.platforms.emulated()) {
      emulators_ = std::jthread(
          [rooms, url](std::stop_token stop) { rooms->deliver_webhooks(url + "/webhooks/", stop); });
    }
  }

 private:
  static sessions::ReconcilerOptions options_of(const Service& service) {
    sessions::ReconcilerOptions options;
    // Platforms that have a call for it are told where their webhooks go; the emulators are told above.
    if (!service.settings.public_url.empty()) {
      options.webhook_url = service.settings.public_url + "/webhooks/{instance}";
    }
    return options;
  }

  std::jthread inbox_;
  std::jthread reconciler_;
  std::jthread emulators_;
};

int run(Settings settings, const vplatform::Environment& environment) {
  const web::Signals signals;
  const TemporaryFolder folder;
  Metrics metrics;
  const auto platforms = Platforms::open(settings, environment, metrics.observer());
  if (!platforms) return failed(platforms.error());
  if (auto filled = fill(settings, **platforms, folder); !filled) return failed(filled.error());
  const auto store = sessions::Store::open(settings.store);
  if (!store) return failed(store.error());

  const Service service{.settings = settings,
                        .platforms = **platforms,
                        .metrics = metrics,
                        .backend = {*store, (*platforms)->factory(), {}}};
  httplib::Server server;
  web::answer_in_json(server, vplatform::spi::max_webhook_body,
                      [&](const auto& request, const auto& response, auto took) {
                        account_for(service, request, response, took);
                      });
  for (const auto add :
       {add_identity_routes, add_session_routes, add_people_routes, add_recording_routes, add_webhook_routes,
        add_admin_routes, add_emulated_routes, add_page_routes, add_operation_routes}) {
    add(server, service);
  }
  std::optional<Workers> workers;
  std::function<void()> reload;
  if (!settings.config.empty())
    reload = [&] {
      if (const auto reloaded = service.platforms.reload(); !reloaded)
        log("reload failed", {{"why", reloaded.error().message}});
    };
  return web::serve(
      server, settings.address, signals,
      {.ready = [&](int port) { workers.emplace(service, url_of(settings, port)); }, .reload = reload});
}

}  // namespace

int main() {
  const auto environment = vplatform::Environment::of_process();
  const auto settings = read_settings(environment);
  return settings ? run(*settings, environment) : failed(settings.error());
}
