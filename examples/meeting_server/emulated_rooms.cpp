#include "emulated_rooms.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <vplatform/curl_transport.hpp>
#include <vplatform/platforms/mock.hpp>

namespace meeting_server {
namespace {

using vplatform::ErrorCode;
using vplatform::Failure;
using vplatform::JoinGrant;
using vplatform::Result;
using vplatform::Secret;
namespace emulators = vplatform::emulators;
namespace mock = vplatform::platforms::mock;

constexpr const char* mock_secret = "emulated-mock-webhooks";

vplatform::TimePoint now() {
  return std::chrono::system_clock::now();
}

}  // namespace

EmulatedRooms::EmulatedRooms()
    : mock_(std::make_shared<mock::MockService>(mock::MockKeys{.webhooks = Secret(mock_secret)})) {}

Result<std::unique_ptr<EmulatedRooms>> EmulatedRooms::start() {
  std::unique_ptr<EmulatedRooms> rooms(new EmulatedRooms);
  for (const auto& kind : emulators::emulated_kinds()) {
    auto service = emulators::start_emulator(kind);
    if (!service) return Failure{service.error()};
    rooms->services_.emplace(kind, std::move(*service));
  }
  return rooms;
}

Result<vplatform::Config> EmulatedRooms::config() const {
  nlohmann::json platforms{{"mock", {{"webhook_secret_env", "MOCK_WEBHOOK_SECRET"}}}};
  std::map<std::string, std::string> variables{{"MOCK_WEBHOOK_SECRET", mock_secret}};
  for (const auto& [instance, service] : services_) {
    platforms[instance] = nlohmann::json::parse(service.settings);
    variables.insert(service.variables.begin(), service.variables.end());
  }
  const nlohmann::json config{{"version", 1}, {"default", "livekit"}, {"platforms", platforms}};
  return vplatform::Config::from_text(config.dump(), vplatform::Environment::of(variables));
}

Result<void> EmulatedRooms::add_to(vplatform::Registry& registry) const {
  return mock::add_to(registry, mock_);
}

Result<std::string> EmulatedRooms::enter(const std::string& instance, const JoinGrant& grant) const {
  if (const auto service = services_.find(instance); service != services_.end()) {
    return service->second.enter(grant);
  }
  if (instance != "mock") return vplatform::fail(ErrorCode::not_found, "that room is not emulated");
  const auto person = mock_->enter(grant.token, now());
  if (!person) return Failure{person.error()};
  return person->participant.id.value;
}

void EmulatedRooms::leave(const std::string& instance, const std::string& participant) const {
  // Who is not in any more has left.
  if (const auto service = services_.find(instance); service != services_.end()) {
    (void)service->second.leave(participant);
  } else if (instance == "mock") {
    // The mock wants to know from where; nobody is in two of its meetings.
    for (const auto& meeting : mock_->meetings(now())) {
      if (mock_->leave(meeting.ref, {participant}, now())) return;
    }
  }
}

void EmulatedRooms::deliver_webhooks(const std::string& url, std::stop_token stop) const {
  using namespace std::chrono_literals;
  const auto network = vplatform::make_curl_transport();
  const auto wait = vplatform::RuntimeEnv{}.filled().wait;
  while (wait(200ms, stop)) {
    for (const auto& [instance, service] : services_)
      (void)service.deliver_webhooks(*network, url + instance);
    (void)emulators::post_webhooks(mock_->due(now()), *network, url + "mock");
  }
}

}  // namespace meeting_server
