#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/demo/facts.hpp"
#include "vplatform/emulators/emulated_service.hpp"
#include "vplatform/platforms/mock_service.hpp"
#include "vplatform/vplatform.hpp"

namespace vplatform::cli::demo {

/// The room that is moved.
inline constexpr std::string_view moving_room = "kitchen";

/// What the demo plays on: the emulators, the mock, the configuration and the factory. Where the environment
/// holds the credentials of a provider, its platform is the real service, and the emulator is an instance
/// beside it.
class Stage {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Stage>> build(const Environment& process);

  [[nodiscard]] const std::vector<ServiceFact>& services() const noexcept { return services_; }
  [[nodiscard]] const PlatformFactory& factory() const noexcept { return *factory_; }
  [[nodiscard]] PlatformFactory& factory() noexcept { return *factory_; }

  /// The configuration, with or without the room that is moved to Daily.
  [[nodiscard]] Result<Config> config(std::int64_t version, bool moved) const;

  /// The instance that plays a platform's part where people come in: its emulator, or the mock.
  [[nodiscard]] std::string playable(const std::string& platform) const;
  /// Somebody comes in with a grant. False where the service does not let them.
  [[nodiscard]] bool enter(const std::string& instance, const JoinGrant& grant);
  /// The webhooks that have fallen due.
  [[nodiscard]] std::vector<WebhookRequest> due(const std::string& instance);
  /// Somebody at the provider does something: see `Emulator::play`. Errors: `internal` for the mock.
  Result<JsonText> play(const std::string& instance, std::string_view what, const JsonText& arguments);
  /// The emulator of an instance; null for the mock.
  [[nodiscard]] emulators::EmulatedService* emulator(const std::string& instance);

  /// Makes a meeting as the factory does, and remembers to end it.
  [[nodiscard]] Result<PlacedMeeting> create(const RoomContext& room, const MeetingSpec& spec,
                                             const std::string& on = {});
  /// Ends all that was made: how many there were, or the first failure.
  [[nodiscard]] Result<std::size_t> end_all();
  [[nodiscard]] std::map<std::string, Books> books();

 private:
  Stage() = default;
  Result<void> start_services(const Environment& process);
  void use_real(const std::string& kind, const Environment& process);

  std::vector<ServiceFact> services_;
  std::map<std::string, emulators::EmulatedService> emulators_;  // by instance
  std::shared_ptr<platforms::mock::MockService> mock_;
  std::map<std::string, std::string> settings_;  // by instance, as JSON
  std::map<std::string, std::string>
      variables_;  // what the configuration's *_env name; never the process's own
  std::vector<MeetingRef> made_;
  std::optional<PlatformFactory> factory_;
};

}  // namespace vplatform::cli::demo
