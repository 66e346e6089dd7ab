#include "services.hpp"

#include <stdexcept>
#include <vector>

#include "support/server_process.hpp"
#include "vplatform/curl_transport.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"

namespace contract {

using namespace vplatform;

namespace {

Service serve(std::shared_ptr<Emulator> emulator) {
  Service service{.kind = std::string(emulator->kind()), .emulator = emulator};
  auto server = testing::EmulatorServer::start(std::move(emulator));
  if (!server) throw std::runtime_error(server.error().message);
  service.server = std::move(*server);
  return service;
}

/// Puts the validator in front, and gives its address.
std::string validate(Service& service, const Places& places) {
  const auto network = make_curl_transport();
  std::string url;
  service.validator = testing::start_server(
      [&](testing::FreePorts& ports) {
        const auto port = std::to_string(ports.next());
        url = "http://127.0.0.1:" + port;
        return std::vector<std::string>{places.prism,
                                        "proxy",
                                        places.openapi + "/" + service.kind + ".json",
                                        service.server->url() + "/v1",
                                        "--host",
                                        "127.0.0.1",
                                        "--port",
                                        port};
      },
      places.work + "/prism-" + service.kind + ".log",
      [&] { return network->send({.method = "GET", .url = url, .repeat = Repeat::read}, {}).has_value(); });
  return url;
}

}  // namespace

Service start_daily(const Places& places) {
  const platforms::daily::EmulatorOptions account;
  Service service = serve(std::make_shared<platforms::daily::Emulator>(account));
  service.settings = R"({"base_url": ")" + validate(service, places) +
                     R"(", "api_key_env": "DAILY_KEY", "webhook_secret_env": "DAILY_HMAC", "tokens": "api"})";
  return service;
}

Service start_whereby(const Places& places) {
  Service service = serve(std::make_shared<platforms::whereby::Emulator>(
      platforms::whereby::EmulatorOptions{.cloud_recording = true}));
  service.settings = R"({"base_url": ")" + validate(service, places) +
                     R"(", "api_key_env": "WHEREBY_KEY", "points_per_minute": 10000})";
  return service;
}

Service start_livekit() {
  Service service = serve(std::make_shared<platforms::livekit::Emulator>());
  service.settings = R"({"url": ")" + service.server->url() +
                     R"(", "api_key_env": "LIVEKIT_KEY", "api_secret_env": "LIVEKIT_SECRET"})";
  return service;
}

}  // namespace contract
