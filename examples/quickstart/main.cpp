// A meeting on the platform that the configuration chooses for a room, and the way in for its host.
#include <chrono>
#include <iostream>
#include <vplatform/vplatform.hpp>

int failed(const vplatform::Error& error) {
  std::cerr << describe(error) << '\n';
  return 1;
}

int main(int argc, char** argv) {
  const std::string file = argc > 1 ? argv[1] : "vplatform.json";
  const auto in_an_hour = std::chrono::system_clock::now() + std::chrono::hours{1};

  // [quickstart]
  vplatform::Registry registry;
  vplatform::add_builtin_platforms(registry);
  auto factory = vplatform::PlatformFactory::open(std::move(registry), vplatform::Config::from_file(file),
                                                  vplatform::make_curl_transport());
  if (!factory) return failed(factory.error());

  auto meeting = factory->create_meeting({.id = "board-room"}, {.name = "Board", .ends_at = in_an_hour});
  if (!meeting) return failed(meeting.error());
  auto client = factory->client_for(meeting->ref);
  if (!client) return failed(client.error());
  auto grant = client->join(*meeting, {.role = vplatform::Role::host, .name = "Ada"});
  if (!grant) return failed(grant.error());
  // [quickstart]

  std::cout << to_string(meeting->ref) << ", chosen by " << to_string(meeting->decision.source()) << '\n'
            << "Ada, and nobody else, opens " << grant->url.reveal() << '\n';
  return 0;
}
