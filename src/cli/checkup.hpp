#pragma once

#include <string>
#include <vector>

#include "vplatform/config.hpp"
#include "vplatform/spi/registry.hpp"

namespace vplatform::cli {

/// A secret that an instance asks for: the name of its variable or file, and whether there is one.
struct SecretPresence {
  std::string name{};
  bool present = false;
};

/// What an instance is configured with, without any value.
struct Checkup {
  std::string name{};
  std::string kind{};
  InstanceState state = InstanceState::enabled;
  std::vector<std::string> settings{};   ///< Set in the configuration.
  std::vector<std::string> variables{};  ///< Set in the environment and read for it, secrets aside.
  std::vector<SecretPresence> secrets{};
  std::vector<std::string> faults{};
};

/// Makes the instance on trial and notes what it asks for.
[[nodiscard]] Checkup check_settings(const Registry& registry, const Config& config,
                                     const InstanceConfig& instance);

}  // namespace vplatform::cli
