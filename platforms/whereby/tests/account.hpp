#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/client.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/platforms/whereby.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/testing/emulated_transport.hpp"
#include "vplatform/testing/fake_clock.hpp"

namespace vplatform::platforms::whereby {

inline Settings settings_for(const EmulatorOptions& options) {
  Settings settings;
  settings.api_key = Secret(options.api_key);
  settings.webhook_secrets = {Secret(options.webhook_secret)};
  return settings;
}

inline std::shared_ptr<const WherebyPlatform> platform_on(const testing::FakeClock& clock,
                                                          const Settings& settings) {
  const auto env = clock.env();
  return make(settings, {.instance = "whereby", .now = env.now, .new_id = env.new_id}).value();
}

/// An account at the emulator, and a client of it on a clock that stands.
struct Account {
  explicit Account(EmulatorOptions options = {})
      : emulator(std::make_shared<Emulator>(options)),
        transport(
            std::make_shared<testing::EmulatedTransport>(emulator, [clock = clock] { return clock.now(); })),
        client(std::make_shared<const InstanceRuntime>(platform_on(clock, settings_for(options)), transport,
                                                       clock.env())) {}

  [[nodiscard]] std::vector<EmulatedMeeting> meetings() const { return emulator->meetings(clock.now()); }

  /// How many requests of that method have left.
  [[nodiscard]] std::ptrdiff_t sent(std::string_view method) {
    const auto requests = transport->faults().requests();
    return std::count_if(requests.begin(), requests.end(),
                         [method](const auto& one) { return one.method == method; });
  }

  /// The verdicts on all webhooks that have fallen due.
  std::vector<WebhookVerdict> webhooks() {
    std::vector<WebhookVerdict> verdicts;
    for (const auto& request : emulator->due(clock.now())) verdicts.push_back(client.read_webhook(request));
    return verdicts;
  }

  testing::FakeClock clock{};
  std::shared_ptr<Emulator> emulator;
  std::shared_ptr<testing::EmulatedTransport> transport;
  Client client;
};

/// The request that a step waits for.
template <class T>
HttpRequest request_of(Step<T>& step) {
  const auto* pending = step.pending();
  if (pending == nullptr) throw std::logic_error("the step is finished");
  return pending->request;
}

/// The next move of a step, by an answer.
template <class T>
Step<T> answer(Step<T> step, int status, std::string body, std::vector<Header> headers = {}) {
  REQUIRE(step.pending() != nullptr);
  return advance(std::move(step),
                 Reply{.answer = HttpResponse{
                           .status = status, .headers = std::move(headers), .body = std::move(body)}});
}

/// The next move of a step, by an answer that was lost.
template <class T>
Step<T> lose(Step<T> step) {
  REQUIRE(step.pending() != nullptr);
  auto lost = fail(ErrorCode::unavailable, "the connection ended");
  lost.error.effect = Effect::unknown;
  return advance(std::move(step), Reply{.answer = lost});
}

inline spi::Json json(std::string_view text) {
  return spi::Json::parse(text).value();
}

}  // namespace vplatform::platforms::whereby
