#include "service.hpp"

#include <filesystem>
#include <utility>
#include <vplatform/builtin_platforms.hpp>
#include <vplatform/curl_transport.hpp>

#include "processing.hpp"

namespace reflector {
namespace {

using namespace std::chrono_literals;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;
namespace sessions = vplatform::sessions;

/// What this server keeps itself.
struct Folders {
  std::shared_ptr<Rooms> rooms;
  Consents consents;
  web::JsonFolder processed;
};

Result<Folders> open_folders(const Settings& settings) {
  auto rooms = web::JsonFolder::open(settings.folder + "/rooms");
  if (!rooms) return Failure{std::move(rooms.error())};
  auto consents = web::JsonFolder::open(settings.folder + "/consents");
  if (!consents) return Failure{std::move(consents.error())};
  auto processed = web::JsonFolder::open(settings.folder + "/processed");
  if (!processed) return Failure{std::move(processed.error())};
  std::error_code error;
  std::filesystem::create_directories(settings.folder + "/recordings", error);
  if (error) return fail(ErrorCode::invalid_argument, "DATA_DIR cannot be made: " + error.message());
  return Folders{std::make_shared<Rooms>(*std::move(rooms), settings.migrates),
                 Consents(*std::move(consents)), *std::move(processed)};
}

Result<std::shared_ptr<const vplatform::PlatformFactory>> open_platforms(const Settings& settings,
                                                                         std::shared_ptr<Rooms> rooms) {
  vplatform::Registry registry;
  vplatform::add_builtin_platforms(registry);
  auto factory =
      vplatform::PlatformFactory::open(std::move(registry), settings.platforms,
                                       vplatform::make_curl_transport(), {}, {.flags = std::move(rooms)});
  if (!factory) return Failure{std::move(factory.error())};
  return std::make_shared<const vplatform::PlatformFactory>(*std::move(factory));
}

Result<sessions::RecordingFetcher> open_fetcher(const sessions::Backend& backend, const Settings& settings) {
  return sessions::RecordingFetcher::open(backend, {.folder = settings.folder + "/recordings",
                                                    .allowed_hosts = settings.recording_hosts,
                                                    .allow_private_addresses = settings.recordings_are_near,
                                                    .idle = 1s,
                                                    .ca_file = settings.recording_ca_file});
}

/// Asked before the platform is told to record: the room's rule, or everybody who is in.
sessions::ConsentHook consent_hook(std::shared_ptr<const Rooms> rooms, const Consents& consents,
                                   const sessions::Sessions& all) {
  return [rooms = std::move(rooms), consents, all](
             const sessions::Session& meeting, const vplatform::RecordingSpec&) -> Result<sessions::Consent> {
    const auto room = rooms->find(meeting.room);
    if (room && room->skip_consent) return sessions::Consent{true, {R"({"rule": "skip_consent"})"}};
    const auto people = all.people(meeting.id);
    if (!people) return Failure{people.error()};
    return sessions::Consent{consents.have_all(meeting.id, *people), {consents.of(meeting.id).dump()}};
  };
}

}  // namespace

Result<Service> open_service(Settings settings) {
  auto users = web::Users::from_file(settings.users_file);
  if (!users) return Failure{std::move(users.error())};
  auto folders = open_folders(settings);
  if (!folders) return Failure{std::move(folders.error())};
  auto platforms = open_platforms(settings, folders->rooms);
  if (!platforms) return Failure{std::move(platforms.error())};
  auto store = sessions::Store::open(settings.store);
  if (!store) return Failure{std::move(store.error())};
  const sessions::Backend backend{*std::move(store), *platforms, {}};
  auto fetcher = open_fetcher(backend, settings);
  if (!fetcher) return Failure{std::move(fetcher.error())};
  const sessions::Sessions meetings(backend);
  const sessions::RecordingsOptions recordings{.consent =
                                                   consent_hook(folders->rooms, folders->consents, meetings)};
  return Service{.settings = settings,
                 .users = *std::move(users),
                 .rooms = std::move(folders->rooms),
                 .consents = std::move(folders->consents),
                 .processed = std::move(folders->processed),
                 .platforms = *std::move(platforms),
                 .sessions = meetings,
                 .recordings = sessions::Recordings(backend, recordings),
                 .webhooks = sessions::WebhookEndpoint(backend),
                 .inbox = sessions::Inbox(backend),
                 .reconciler = sessions::Reconciler(backend, {.webhook_url = settings.webhook_url}),
                 .fetcher = *std::move(fetcher)};
}

std::vector<std::jthread> start_workers(const Service& service) {
  std::vector<std::jthread> workers;
  workers.emplace_back([inbox = service.inbox](std::stop_token stop) { inbox.run(stop); });
  workers.emplace_back([all = service.reconciler](std::stop_token stop) { all.run(stop); });
  workers.emplace_back([fetcher = service.fetcher](std::stop_token stop) { fetcher.run(stop); });
  workers.emplace_back(
      [processing = Processing(service, hand_to_folder(service.settings.folder + "/handed-over"))](
          std::stop_token stop) { processing.run(stop); });
  return workers;
}

}  // namespace reflector
