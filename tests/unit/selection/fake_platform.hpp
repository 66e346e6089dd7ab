#pragma once

// A small platform and a transport for it, so that selection is tested without any real platform.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "vplatform/factory.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/transport.hpp"
#include "vplatform/testing/fake_clock.hpp"

namespace selection_test {

using namespace vplatform;

/// Settings: `api_key_env`, `seats`, `lacks` (a capability), `broken` (the maker fails with these words).
class FakePlatform final : public Platform {
 public:
  explicit FakePlatform(PlatformInfo info) : info_(std::move(info)) {}

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return info_; }

  Step<Meeting> create_meeting(const MeetingSpec& spec) const override {
    HttpRequest request{.method = "POST", .url = "https://" + info_.instance + ".example/rooms"};
    return then_answer<Meeting>(
        std::move(request), [name = info_.instance, key = spec.key](const HttpResponse&) -> Step<Meeting> {
          return Meeting{.ref = {.platform = name, .id = "room"},
                         .url = "https://" + name + ".example/room",
                         .key = key};
        });
  }
  Step<Meeting> find_meeting(const MeetingRef& ref) const override { return Meeting{.ref = ref}; }
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest&) const override {
    return WebhookVerdict::refuse("not a webhook");
  }

 private:
  PlatformInfo info_;
};

inline Result<std::shared_ptr<const Platform>> make_fake(const std::string& kind, SettingsReader& settings,
                                                         const PlatformEnv& env) {
  PlatformInfo info{.kind = kind, .instance = env.instance};
  for (std::size_t at = 0; at < capability_count; ++at) info.capabilities.add(static_cast<Capability>(at));
  (void)settings.secret("api_key", {.env = "FAKE_API_KEY"});
  if (const auto seats = settings.number("seats")) info.limits.max_participants = static_cast<int>(*seats);
  for (const auto& name : settings.list("lacks")) {
    if (const auto capability = capability_from(name)) info.capabilities.remove(*capability);
  }
  if (const auto broken = settings.text("broken")) return fail(ErrorCode::invalid_argument, *broken);
  return std::shared_ptr<const Platform>(std::make_shared<FakePlatform>(std::move(info)));
}

/// A registry whose kinds are all fakes.
inline Registry fakes(const std::vector<std::string>& kinds = {"daily", "livekit", "mock", "whereby"}) {
  Registry registry;
  for (const auto& kind : kinds) {
    (void)registry.add(kind, [kind](SettingsReader& settings, const PlatformEnv& env) {
      return make_fake(kind, settings, env);
    });
  }
  return registry;
}

/// Answers 200, unless an instance's host is told to fail. Thread-safe.
class FakeTransport final : public HttpTransport {
 public:
  void fail_at(const std::string& instance, ErrorCode code, Effect effect = Effect::none) {
    const std::lock_guard lock(mutex_);
    failing_["https://" + instance + ".example/rooms"] =
        Error{.code = code, .message = "told to fail", .effect = effect};
  }
  /// What happens when a request is on its way.
  void on_send(std::function<void()> hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
  }
  [[nodiscard]] std::vector<std::string> sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions&) override {
    const std::lock_guard lock(mutex_);
    sent_.push_back(request.url);
    if (hook_) hook_();
    const auto at = failing_.find(request.url);
    if (at != failing_.end()) return Failure{at->second};
    return HttpResponse{.status = 200};
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Error> failing_;
  std::function<void()> hook_;
  std::vector<std::string> sent_;
};

inline Environment no_variables() {
  return Environment::of({});
}

/// Everything that a test of the factory needs, on a clock that stands.
struct Host {
  testing::FakeClock clock{};
  std::shared_ptr<FakeTransport> transport = std::make_shared<FakeTransport>();
  FactoryOptions options{.retry = {.max_attempts = 1}};

  [[nodiscard]] Result<PlatformFactory> open(const std::string& json,
                                             Environment environment = no_variables()) const {
    return PlatformFactory::open(fakes(), Config::from_text(json, std::move(environment)), transport,
                                 clock.env(), options);
  }
};

}  // namespace selection_test
