#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "vplatform/client.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/platforms/mock.hpp"
#include "vplatform/testing/fake_clock.hpp"
#include "vplatform/testing/scripted_transport.hpp"

namespace vplatform::platforms::mock {

inline const Secret webhook_secret{"mock-webhook-secret"};

/// A client of a mock on a clock of the test's own. Whatever it would send fails the call.
struct Mock {
  explicit Mock(Settings settings = {.webhook_secrets = {webhook_secret}}) : settings_(std::move(settings)) {}

  [[nodiscard]] Client client(const std::string& instance = "mock") const {
    const auto env = clock.env();
    return Client(std::make_shared<const InstanceRuntime>(
        make(settings_, {instance, env.now, env.new_id}, service), transport, env));
  }
  [[nodiscard]] TimePoint now() const { return clock.now(); }
  /// A meeting of the instance `mock`.
  [[nodiscard]] MeetingRef meeting(const std::string& key = "k") const {
    return client().create_meeting({.key = key}).value().ref;
  }
  /// Somebody comes in.
  ParticipantId enters(const MeetingRef& ref, const std::string& name = "Ada") const {
    const Participant who{.identity = name, .name = name, .role = Role::participant};
    return service->enter_as(ref, who, now()).value().participant.id;
  }

  testing::FakeClock clock{};
  std::shared_ptr<MockService> service = std::make_shared<MockService>(MockKeys{.webhooks = webhook_secret});
  std::shared_ptr<testing::ScriptedTransport> transport = std::make_shared<testing::ScriptedTransport>();

 private:
  Settings settings_;
};

}  // namespace vplatform::platforms::mock
