// A host that registers the platform beside those that are built in and makes a meeting on it.

#include <iostream>

#include "acme_platform.hpp"
#include "acme_service.hpp"
#include "vplatform/testing/emulated_transport.hpp"
#include "vplatform/vplatform.hpp"

using namespace vplatform;

int main() {
  Registry registry;
  add_builtin_platforms(registry);
  if (const auto added = acme::add_to(registry); !added)
    return std::cerr << describe(added.error()) << '\n', 1;

  const auto config = Config::from_text(R"({"default": "mock", "rooms": {"board-room": "acme"},
    "platforms": {"mock": {}, "acme": {"api_key_env": "ACME_API_KEY"}}})",
                                        Environment::of({{"ACME_API_KEY", "acme-api-key"}}));
  // A real host has make_curl_transport() here.
  const auto transport = std::make_shared<testing::EmulatedTransport>(
      std::make_shared<acme::Service>(), [] { return std::chrono::system_clock::now(); });
  const auto factory = PlatformFactory::open(std::move(registry), config, transport);
  if (!factory) return std::cerr << describe(factory.error()) << '\n', 1;

  const auto meeting = factory->create_meeting({.id = "board-room"}, {.name = "Board"});
  if (!meeting) return std::cerr << describe(meeting.error()) << '\n', 1;
  std::cout << to_string(meeting->ref) << " at " << meeting->url << '\n';
  return 0;
}
