#pragma once

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "vplatform/client.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/testing/emulated_transport.hpp"
#include "vplatform/testing/fake_clock.hpp"
#include "vplatform/testing/scripted_transport.hpp"

namespace vplatform::platforms::livekit {

using namespace std::chrono_literals;

inline constexpr const char* test_key = "APItestkey01";
inline constexpr const char* test_secret = "0123456789abcdef0123456789abcdef";

inline Settings test_settings() {
  return {.url = "http://127.0.0.1:7880",
          .public_url = "wss://meet.example",
          .api_key = test_key,
          .api_secret = Secret(test_secret)};
}

inline EmulatorOptions test_server() {
  return {.keys = {{.issuer = test_key, .secret = Secret(test_secret)}}};
}

// The platform on a clock of its own.
inline std::shared_ptr<const LiveKitPlatform> platform_on(const testing::FakeClock& clock,
                                                          Settings settings = test_settings()) {
  const auto env = clock.env();
  return *make(std::move(settings), {.instance = "livekit", .now = env.now, .new_id = env.new_id});
}

inline Client client_on(const testing::FakeClock& clock, std::shared_ptr<const Platform> platform,
                        std::shared_ptr<HttpTransport> transport) {
  return Client(std::make_shared<InstanceRuntime>(std::move(platform), std::move(transport), clock.env()));
}

// A client, the server it talks to, and the network between them.
struct World {
  explicit World(EmulatorOptions options = test_server(), Settings settings = test_settings())
      : server(std::make_shared<Emulator>(std::move(options))),
        network(
            std::make_shared<testing::EmulatedTransport>(server, [clock = clock] { return clock.now(); })),
        platform(platform_on(clock, std::move(settings))),
        client(client_on(clock, platform, network)) {}

  testing::FakeClock clock{};
  std::shared_ptr<Emulator> server;
  std::shared_ptr<testing::EmulatedTransport> network;
  std::shared_ptr<const LiveKitPlatform> platform;
  Client client;
};

// A client whose answers are written down.
struct Script {
  testing::FakeClock clock{};
  std::shared_ptr<testing::ScriptedTransport> transport = std::make_shared<testing::ScriptedTransport>();
  Client client = client_on(clock, platform_on(clock), transport);
};

inline std::string data(const std::string& name) {
  std::ifstream file(std::string(VPLATFORM_LIVEKIT_DATA) + "/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

inline spi::Json vectors() {
  return *spi::Json::parse(data("livekit-vectors.json"));
}

// The request that a step waits for.
template <class T>
HttpRequest request_of(const Step<T>& step) {
  const auto* pending = step.pending();
  return pending == nullptr ? HttpRequest{} : pending->request;
}

// The claims of a token, unverified.
inline spi::Json claims_of(std::string_view token) {
  return *spi::Json::parse(spi::split_jwt(token)->claims);
}

// A webhook as a server would sign it.
inline WebhookRequest signed_webhook(const std::string& body, TimePoint now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  spi::JsonWriter claims;
  claims.begin_object().member("iss", test_key).member("exp", static_cast<std::int64_t>(seconds) + 300);
  claims.member("sha256", spi::to_base64(spi::as_text(spi::sha256(body)))).end_object();
  return {.headers = {{.name = "Authorization",
                       .value = spi::sign_hs256(spi::HmacKey(test_secret), claims.text())}},
          .body = body};
}

inline std::string_view token_of(const HttpRequest& request) {
  return find_header(request.headers, "Authorization").value_or("").substr(7);
}

}  // namespace vplatform::platforms::livekit
