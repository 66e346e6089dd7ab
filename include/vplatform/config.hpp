#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/capability.hpp"
#include "vplatform/instance_state.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/environment.hpp"
#include "vplatform/traffic.hpp"

namespace vplatform {

/// Sends rooms to a platform.
struct Rule {
  std::string id{};
  std::string to{};                   ///< An instance.
  std::optional<std::int64_t> ppm{};  ///< The percentage × 10,000: 0 to 1,000,000. Unset: every room.
  std::string salt{};                 ///< Unset: the rule's id.
  std::map<std::string, std::vector<std::string>>
      when{};  ///< Holds if every attribute equals one of its values, in case too.
};

/// One configured platform.
struct InstanceConfig {
  std::string name{};
  std::string kind{};  ///< Unset in the file: the name.
  InstanceState state = InstanceState::enabled;
  CapabilitySet require{};  ///< Opening fails where one is missing.
  TrafficPolicy traffic{};
  JsonText settings{};                ///< The platform's own, as an object.
  bool fill_from_environment = true;  ///< The one instance of its kind: variables fill what is left out.
};

/// A configuration that has been read and checked for itself; `PlatformFactory` checks it against the
/// platforms that there are. A plain value; secrets are in it by reference only.
struct Config {
  std::int64_t version = 0;
  std::string default_platform{};
  std::string force{};
  std::string flag{};  ///< What the host's `FlagSource` is asked for. Unset: `video-platform`.
  std::map<std::string, std::string> rooms{};  ///< The instance of each room that is listed.
  std::vector<Rule> rules{};
  std::vector<std::string> fallback{};
  std::vector<InstanceConfig> platforms{};
  Environment environment{};
  std::vector<std::string>
      ignored{};  ///< What was there and is not read, in words: `DAILY_MIGRATION_ENABLED is not read, …`.

  /// Reads a JSON file. `VPLATFORM_FORCE` and `VPLATFORM_DEFAULT` win over what it says. Errors:
  /// `invalid_argument` with everything that is wrong, `not_found` where there is no such file.
  [[nodiscard]] static Result<Config> from_file(const std::string& path,
                                                Environment environment = Environment::of_process());
  /// Reads JSON text in the same way.
  [[nodiscard]] static Result<Config> from_text(std::string_view json,
                                                Environment environment = Environment::of_process());
  /// Makes one from variables alone: an instance for every kind whose key is set, and the migration switch
  /// `DAILY_MIGRATION_ENABLED`, `DAILY_MIGRATION_ROOM_IDS`, `DEFAULT_VIDEO_PLATFORM`.
  [[nodiscard]] static Result<Config> from_environment(Environment environment = Environment::of_process());
};

}  // namespace vplatform
