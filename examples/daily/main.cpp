// A campus on Daily: research projects meet in sessions, teachers give lessons.
// usage: campus, with everything in variables; see README.md

#include <iostream>

#include "routes.hpp"
#include "web/answers.hpp"
#include "web/signals.hpp"

int main() {
  const web::Signals signals;  // before any thread
  auto settings = campus::read_settings(vplatform::Environment::of_process());
  if (!settings) {
    std::cerr << settings.error().message << '\n';
    return 2;
  }
  for (const auto& remark : settings->remarks) std::cerr << remark << '\n';
  const auto service = campus::open_service(*std::move(settings));
  if (!service) {
    std::cerr << service.error().message << '\n';
    return 1;
  }

  httplib::Server server;
  web::answer_in_json(server, service->settings.largest_upload);
  campus::add_webhooks(server, *service);
  campus::add_lessons(server, *service);
  campus::add_lesson_people(server, *service);
  if (service->settings.has_sync_space) {
    campus::add_sync_sessions(server, *service);
    campus::add_sync_history(server, *service);
    campus::add_sync_recordings(server, *service);
    campus::add_recorders(server, *service);
  }
  const auto workers = campus::start_workers(*service);
  return web::serve(server, service->settings.address, signals);
}
