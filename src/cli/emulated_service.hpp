#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/result.hpp"
#include "vplatform/testing/emulator_server.hpp"

namespace vplatform::cli {

/// An emulator of a provider's service on loopback, and what somebody needs to use it.
struct EmulatedService {
  std::string kind{};
  std::shared_ptr<Emulator> emulator{};
  std::unique_ptr<testing::EmulatorServer> server{};
  std::map<std::string, std::string>
      variables{};         ///< The credentials, by the variables that `settings` names.
  std::string settings{};  ///< For the configuration: a JSON object.
  /// Somebody comes in with a grant. False where the service does not let them.
  std::function<bool(const JoinGrant& grant)> enter{};
};

/// The kinds that have an emulator.
[[nodiscard]] const std::vector<std::string>& emulated_kinds();

/// Starts one; port 0 is the kernel's choice. `prefix` goes before the names of its variables. Errors:
/// `unavailable` where the port is taken.
[[nodiscard]] Result<EmulatedService> start_emulator(const std::string& kind, int port,
                                                     const std::string& prefix = {});

}  // namespace vplatform::cli
