#include "service.hpp"

#include <filesystem>
#include <utility>
#include <vplatform/builtin_platforms.hpp>
#include <vplatform/curl_transport.hpp>

namespace campus {
namespace {

using namespace std::chrono_literals;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;
namespace sessions = vplatform::sessions;

Result<std::shared_ptr<const vplatform::PlatformFactory>> open_platforms(const vplatform::Config& config) {
  vplatform::Registry registry;
  vplatform::add_builtin_platforms(registry);
  auto factory =
      vplatform::PlatformFactory::open(std::move(registry), config, vplatform::make_curl_transport());
  if (!factory) return Failure{std::move(factory.error())};
  return std::make_shared<const vplatform::PlatformFactory>(*std::move(factory));
}

sessions::RecordingsOptions recordings_options(const Settings& settings) {
  sessions::RecordingsOptions options{.buckets = settings.buckets};
  // A recording is asked for with the first token, and begins when somebody is in: a token's life later at
  // most.
  options.deadlines.requested = settings.token_ttl + 60s;
  return options;
}

/// Without a host that may be fetched from there is nothing to fetch.
Result<std::optional<sessions::RecordingFetcher>> open_fetcher(const sessions::Backend& backend,
                                                               const Settings& settings) {
  if (settings.recording_hosts.empty()) return std::optional<sessions::RecordingFetcher>();
  auto fetcher =
      sessions::RecordingFetcher::open(backend, {.folder = settings.folder + "/recordings",
                                                 .allowed_hosts = settings.recording_hosts,
                                                 .allow_private_addresses = settings.bucket_is_private,
                                                 .allow_http = settings.bucket_is_private,
                                                 .idle = 1s,
                                                 .buckets = settings.buckets});
  if (!fetcher) return Failure{std::move(fetcher.error())};
  return std::optional(*std::move(fetcher));
}

}  // namespace

Result<Service> open_service(Settings settings) {
  auto notes = web::JsonFolder::open(settings.folder + "/notes");
  if (!notes) return Failure{std::move(notes.error())};
  std::error_code error;
  std::filesystem::create_directories(settings.folder + "/recordings", error);
  if (error) return fail(ErrorCode::invalid_argument, "DATA_DIR cannot be made: " + error.message());
  auto members = Members::from_file(settings.members_file);
  if (!members) return Failure{std::move(members.error())};
  auto platforms = open_platforms(settings.platforms);
  if (!platforms) return Failure{std::move(platforms.error())};
  auto store = sessions::Store::open(settings.store);
  if (!store) return Failure{std::move(store.error())};
  const sessions::Backend backend{*std::move(store), *platforms, {}};
  auto fetcher = open_fetcher(backend, settings);
  if (!fetcher) return Failure{std::move(fetcher.error())};

  const sessions::SessionsOptions options{.token_ttl = settings.token_ttl};
  const auto recordings = recordings_options(settings);
  const std::string uploads = settings.folder + "/recordings";
  return Service{
      .settings = settings,
      .members = *std::move(members),
      .notes = *std::move(notes),
      .platforms = *std::move(platforms),
      .sessions = sessions::Sessions(backend, options),
      .recordings = sessions::Recordings(backend, recordings),
      .recorder = sessions::OwnRecorder(
          backend,
          {.token = settings.callback_token, .folder = uploads, .largest_file = settings.largest_upload}),
      .webhooks = sessions::WebhookEndpoint(backend),
      .inbox = sessions::Inbox(backend),
      // It also registers the webhook, with its first round, and revives it where Daily has given it up.
      .reconciler = sessions::Reconciler(
          backend, {.webhook_url = settings.webhook_url, .sessions = options, .recordings = recordings}),
      .fetcher = *std::move(fetcher)};
}

std::vector<std::jthread> start_workers(const Service& service) {
  std::vector<std::jthread> workers;
  workers.emplace_back([inbox = service.inbox](std::stop_token stop) { inbox.run(stop); });
  workers.emplace_back([all = service.reconciler](std::stop_token stop) { all.run(stop); });
  if (service.fetcher)
    workers.emplace_back([fetcher = *service.fetcher](std::stop_token stop) { fetcher.run(stop); });
  return workers;
}

}  // namespace campus
