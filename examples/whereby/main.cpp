// Rooms that stay, and whose meetings move from Whereby to Daily and back.
// usage: reflector, with everything in variables; see README.md

#include <iostream>

#include "routes.hpp"
#include "web/answers.hpp"
#include "web/signals.hpp"

int main() {
  const web::Signals signals;  // before any thread
  auto settings = reflector::read_settings(vplatform::Environment::of_process());
  if (!settings) {
    std::cerr << settings.error().message << '\n';
    return 2;
  }
  for (const auto& ignored : settings->platforms.ignored) std::cerr << ignored << '\n';
  const auto service = reflector::open_service(*std::move(settings));
  if (!service) {
    std::cerr << service.error().message << '\n';
    return 1;
  }

  httplib::Server server;
  constexpr std::size_t largest_body = 1U << 20U;  // a webhook
  web::answer_in_json(server, largest_body);
  reflector::add_webhooks(server, *service);
  reflector::add_rooms(server, *service);
  reflector::add_meetings(server, *service);
  reflector::add_people(server, *service);
  const auto workers = reflector::start_workers(*service);
  return web::serve(server, service->settings.address, signals);
}
