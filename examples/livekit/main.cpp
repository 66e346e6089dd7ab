// A controller beside a LiveKit server: tokens, recordings, and an archive of what was recorded.

#include <cstdlib>
#include <iostream>
#include <thread>
#include <vplatform/sessions/reconciler.hpp>
#include <vplatform/spi/verify.hpp>
#include <vplatform/vplatform.hpp>

#include "archiver.hpp"
#include "controller.hpp"
#include "firebase/firebase_archive.hpp"
#include "local_archive.hpp"
#include "web/answers.hpp"

namespace {

using namespace controller;
using vplatform::Result;

/// LiveKit alone, whatever else is in the environment; its variables fill the settings.
constexpr char configuration[] = R"({"default": "livekit", "platforms": {"livekit": {}}})";

Result<vplatform::PlatformFactory> open_platforms(const vplatform::Environment& environment,
                                                  std::shared_ptr<vplatform::HttpTransport> transport) {
  vplatform::Registry registry;
  vplatform::add_builtin_platforms(registry);
  return vplatform::PlatformFactory::open(
      std::move(registry), vplatform::Config::from_text(configuration, environment), std::move(transport));
}

Result<std::unique_ptr<Archive>> open_archive(const Settings& settings,
                                              std::shared_ptr<vplatform::HttpTransport> transport) {
  if (!settings.firebase) return LocalArchive::open(settings.archive);
  return firebase::FirebaseArchive::open(*settings.firebase, std::move(transport), {});
}

int work(const Controller& controller, std::unique_ptr<Archive> archive, const web::Signals& signals) {
  const auto& backend = controller.backend;
  const Settings& settings = controller.settings;
  Archiver archiver({backend, controller.journal, controller.folder, std::move(archive)},
                    {.delete_local = settings.delete_local,
                     .file_wait = settings.file_wait,
                     .first_retry = settings.first_retry});
  const std::jthread inbox(
      [all = vplatform::sessions::Inbox(backend)](std::stop_token stop) { all.run(stop); });
  const std::jthread reconciler(
      [all = vplatform::sessions::Reconciler(backend)](std::stop_token stop) { all.run(stop); });
  const std::jthread archiving([&archiver](std::stop_token stop) { archiver.run(stop); });

  httplib::Server server;
  web::answer_in_json(server, vplatform::spi::max_webhook_body);
  add_token_route(server, controller);
  add_recording_routes(server, controller);
  add_open_routes(server, controller);
  return web::serve(server, settings.address, signals);
}

int failed(const vplatform::Error& error) {
  std::cerr << error.message << '\n';
  return EXIT_FAILURE;
}

}  // namespace

int main() {
  const web::Signals signals;
  const auto environment = vplatform::Environment::of_process();
  const auto transport = vplatform::make_curl_transport();
  auto settings = read_settings(environment);
  auto platforms = open_platforms(environment, transport);
  // What is missing is said all at once.
  if (!settings) (void)failed(settings.error());
  if (!platforms) (void)failed(platforms.error());
  if (!settings || !platforms) return EXIT_FAILURE;
  for (const auto& words : settings->ignored) std::clog << words << '\n';

  auto journal = Journal::open(settings->state);
  if (!journal) return failed(journal.error());
  auto store = vplatform::sessions::Store::open("sqlite:" + settings->state + "/controller.db");
  if (!store) return failed(store.error());
  auto archive = open_archive(*settings, transport);
  if (!archive) return failed(archive.error());

  const vplatform::sessions::Backend backend{
      .store = *std::move(store),
      .platforms = std::make_shared<const vplatform::PlatformFactory>(*std::move(platforms)),
      .env = vplatform::RuntimeEnv{}.filled()};
  const Controller controller{.settings = *settings,
                              .backend = backend,
                              .sessions = vplatform::sessions::Sessions(backend),
                              .recordings = vplatform::sessions::Recordings(backend),
                              .journal = *std::move(journal),
                              .folder = SharedFolder(settings->recordings)};
  return work(controller, *std::move(archive), signals);
}
