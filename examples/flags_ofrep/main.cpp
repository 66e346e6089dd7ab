// Which platform a room gets, with a flag service that speaks OFREP asked first.
#include <iostream>
#include <vplatform/vplatform.hpp>

#include "ofrep_flags.hpp"
#include "settings.hpp"
#include "web/answers.hpp"
#include "web/serve.hpp"

namespace {

using namespace vplatform;

constexpr std::size_t longest_name = 256;
constexpr std::size_t most_attributes = 16;

int failed(const Error& error) {
  std::cerr << error.message << '\n';
  return 1;
}

/// The room of the path, with the query as its attributes.
std::optional<RoomContext> room_of(const httplib::Request& request) {
  RoomContext room{.id = request.matches[1]};
  bool fits = room.id.size() <= longest_name && request.params.size() <= most_attributes;
  for (const auto& [name, value] : request.params) {
    fits = fits && name.size() <= longest_name && value.size() <= longest_name;
    room.attributes[name] = value;
  }
  if (!fits) return std::nullopt;
  return room;
}

web::Json in_json(const Decision& decision) {
  auto passed_over = web::Json::array();
  for (const auto& one : decision.passed_over()) {
    passed_over.push_back(
        {{"platform", one.platform}, {"source", to_string(one.source)}, {"reason", to_string(one.reason)}});
  }
  return {{"platform", decision.platform()},
          {"source", to_string(decision.source())},
          {"reason", decision.reason()},
          {"passed_over", passed_over}};
}

}  // namespace

int main(int argc, char** argv) {
  const web::Signals signals;
  if (argc != 2) return std::cerr << "usage: flags_ofrep CONFIG\n", 2;
  const auto settings = flags::read_settings(Environment::of_process());
  if (!settings) return failed(settings.error());
  const auto flags = flags::OfrepFlags::open(settings->service, settings->patience);
  if (!flags) return failed(flags.error());
  Registry registry;
  add_builtin_platforms(registry);
  const auto factory = PlatformFactory::open(std::move(registry), Config::from_file(argv[1]),
                                             make_curl_transport(), {}, {.flags = *flags});
  if (!factory) return failed(factory.error());

  httplib::Server server;
  web::answer_in_json(server);
  server.Get("/rooms/([^/]+)/platform", [&](const httplib::Request& request, httplib::Response& response) {
    const auto room = room_of(request);
    if (!room)
      return web::refuse(response, 400, "invalid_argument", "the room has too many or too long names");
    const Decision decision = factory->select(*room);
    if (!decision) return web::refuse(response, decision.error());
    web::answer(response, in_json(decision));
  });
  server.Get("/healthz", [&](const httplib::Request&, httplib::Response& response) {
    // A flag service that is away is not an illness of this server: rooms get their platforms.
    const std::string trouble = (*flags)->trouble();
    web::answer(response, {{"flag_service", trouble.empty() ? "well" : trouble}});
  });
  return web::serve(server, {.port = settings->port}, signals);
}
