#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vplatform/emulators/emulated_service.hpp>
#include <vplatform/platforms/mock_service.hpp>
#include <vplatform/vplatform.hpp>

namespace meeting_server {

/// The providers, emulated in this process, so that everything can be tried without an account. A browser
/// cannot enter such a room; the page enters for it, with the grant. Thread-safe.
class EmulatedRooms {
 public:
  [[nodiscard]] static vplatform::Result<std::unique_ptr<EmulatedRooms>> start();

  /// A configuration with an instance for each.
  [[nodiscard]] vplatform::Result<vplatform::Config> config() const;
  /// Puts the mock that people can be played in into the registry, before the built-in one.
  [[nodiscard]] vplatform::Result<void> add_to(vplatform::Registry& registry) const;

  /// Errors: `not_found` for an instance that is not emulated; what the service says to the grant.
  [[nodiscard]] vplatform::Result<std::string> enter(const std::string& instance,
                                                     const vplatform::JoinGrant& grant) const;
  void leave(const std::string& instance, const std::string& participant) const;

  /// Hands the emulators' webhooks on to `url` + the instance's name, until the token fires.
  void deliver_webhooks(const std::string& url, std::stop_token stop) const;

 private:
  EmulatedRooms();

  std::map<std::string, vplatform::emulators::EmulatedService> services_;
  std::shared_ptr<vplatform::platforms::mock::MockService> mock_;
};

}  // namespace meeting_server
