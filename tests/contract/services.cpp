#include "services.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

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

void wait_for(const testing::ChildProcess& program, const std::string& url, const std::string& log) {
  const auto network = make_curl_transport();
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (program.is_running() && std::chrono::steady_clock::now() < patience) {
    if (network->send({.method = "GET", .url = url, .repeat = Repeat::read}, {})) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  throw std::runtime_error("the validator did not come up; what it said is in " + log);
}

/// Puts the validator in front, and gives its address.
std::string validate(Service& service, const Places& places) {
  int port = 0;
  {
    testing::FreePorts ports;
    port = ports.next();
  }
  const std::string log = places.work + "/prism-" + service.kind + ".log";
  service.validator = std::make_unique<testing::ChildProcess>(
      std::vector<std::string>{places.prism, "proxy", places.openapi + "/" + service.kind + ".json",
                               service.server->url() + "/v1", "--host", "127.0.0.1", "--port",
                               std::to_string(port)},
      log);
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  wait_for(*service.validator, url, log);
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
