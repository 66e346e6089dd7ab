#pragma once

#include <string>
#include <vector>

#include "vplatform/capability.hpp"
#include "vplatform/traffic.hpp"

namespace vplatform {

/// What a configured platform is.
struct PlatformInfo {
  std::string kind{};      ///< `daily`
  std::string instance{};  ///< `daily-eu`; what `MeetingRef::platform` says.
  CapabilitySet capabilities{};
  Limits limits{};
  std::vector<RateClass> rates{};  ///< What the platform says of its limits; a request names its class.
  std::string webhook_advice{};  ///< Where the platform has no call to subscribe webhooks: what to do there,
                                 ///< for people.
};

}  // namespace vplatform
