#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "vplatform/client.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/testing/emulated_transport.hpp"
#include "vplatform/testing/fake_clock.hpp"

// What most tests need: a Daily account, its emulator, and a client on a clock that stands still.

namespace vplatform::platforms::daily::tests {

using namespace std::chrono_literals;

inline const std::string webhook_secret = EmulatorOptions{}.webhook_hmac;

inline Settings settings_for(const EmulatorOptions& options) {
  Settings settings;
  settings.api_key = Secret(options.api_key);
  settings.domain = options.domain + ".daily.co";
  settings.domain_id = options.domain_id;
  settings.webhook_secrets = {Secret(options.webhook_hmac)};
  return settings;
}

inline PlatformEnv env_of(const testing::FakeClock& clock) {
  return {"daily", [clock] { return clock.now(); }, clock.env().new_id};
}

struct World {
  explicit World(EmulatorOptions options = {}) : World(settings_for(options), options) {}
  World(Settings settings, EmulatorOptions options = {})
      : emulator(std::make_shared<Emulator>(std::move(options))),
        transport(std::make_shared<testing::EmulatedTransport>(emulator, [c = clock] { return c.now(); })),
        client(client_with(std::move(settings))) {}

  /// Another process, so to speak: nothing is shared but the account.
  [[nodiscard]] Client client_with(Settings settings) const {
    auto platform = make(std::move(settings), env_of(clock));
    REQUIRE(platform);
    return Client(std::make_shared<InstanceRuntime>(*platform, transport, clock.env()));
  }

  /// What the emulator answers to a request that is made by hand.
  [[nodiscard]] HttpResponse ask(const std::string& method, const std::string& target,
                                 const std::string& body = {}) {
    HttpRequest request;
    request.method = method;
    request.url = "https://api.daily.co/v1" + target;
    request.headers = {{"Authorization", "Bearer " + EmulatorOptions{}.api_key, true}};
    request.body = body;
    return emulator->handle(request, clock.now());
  }

  [[nodiscard]] std::vector<std::string> sent() { return lines_of(transport->faults().requests()); }

  static std::vector<std::string> lines_of(const std::vector<HttpRequest>& requests) {
    std::vector<std::string> lines;
    for (const auto& one : requests) lines.push_back(one.method + " " + one.path_template);
    return lines;
  }

  testing::FakeClock clock{};
  std::shared_ptr<Emulator> emulator;
  std::shared_ptr<testing::EmulatedTransport> transport;
  Client client;
};

inline spi::Json parsed(const std::string& text) {
  auto json = spi::Json::parse(text);
  REQUIRE(json);
  return *json;
}

inline std::string json_text(const spi::Json& json, std::string_view name) {
  return json[name].text_or("(none)");
}

}  // namespace vplatform::platforms::daily::tests
