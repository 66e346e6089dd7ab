#pragma once

#include <string>

#include "cli/output.hpp"
#include "vplatform/vplatform.hpp"

namespace vplatform::cli {

/// What a command works with.
struct Context {
  Output& out;
  std::string config_path{};  ///< Empty: the environment decides.
  std::string store{};        ///< Empty: the environment decides.
  Environment environment = Environment::of_process();

  [[nodiscard]] Result<Config> config() const;
  /// The factory over the built-in platforms and the network.
  [[nodiscard]] Result<PlatformFactory> open(FactoryOptions options = {}) const;
};

/// A configured instance, and the factory that it lives in.
struct OpenInstance {
  PlatformFactory factory;
  Client client;
};
[[nodiscard]] Result<OpenInstance> open_instance(const Context& context, const std::string& name);

/// The instance that a meeting is on.
struct OpenMeeting {
  PlatformFactory factory;
  Client client;
  MeetingRef ref;
};
[[nodiscard]] Result<OpenMeeting> open_meeting(const Context& context, const std::string& ref);

/// Shows a meeting, as JSON or for people.
Exit show_meeting(Output& out, const Meeting& meeting);

}  // namespace vplatform::cli
