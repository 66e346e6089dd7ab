#pragma once

#include <map>
#include <string>

#include "vplatform/capability.hpp"

namespace vplatform {

/// What a platform must offer for a room.
struct Needs {
  CapabilitySet capabilities{};
  int people = 0;  ///< At least so many at once; 0: any number.
};

/// The room that a platform is chosen for.
struct RoomContext {
  std::string id{};                                 ///< The host's own name of the room.
  std::map<std::string, std::string> attributes{};  ///< What rules look at: `tenant`, `plan`, …
  Needs needs{};
};

}  // namespace vplatform
