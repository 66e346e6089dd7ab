#pragma once

#include <string>
#include <string_view>

#include "vplatform/capability.hpp"
#include "vplatform/result.hpp"
#include "vplatform/sessions/session.hpp"
#include "vplatform/spi/platform.hpp"

namespace vplatform::sessions {

/// What counted when a session was made, and is needed again: to make its meeting after a crash, and to let
/// people in with their rights.
struct SessionSettings {
  MeetingSpec meeting{};
  bool lacks_keys = false;  ///< The recording's target has keys, which are not stored.
  RoleRights host{};
  RoleRights participant{};
  RoleRights viewer{};

  [[nodiscard]] const RoleRights& rights_of(Role role) const noexcept;
};

/// As it is stored, with the platform that was chosen, and without any key. Errors: `invalid_argument` for
/// extras that are no JSON objects.
[[nodiscard]] Result<std::string> settings_json(const SessionSpec& spec, const PlatformInfo& platform);
[[nodiscard]] SessionSettings settings_from(std::string_view json);

/// What the rights ask of a platform.
[[nodiscard]] CapabilitySet needs_of(const RoleRights& rights) noexcept;

}  // namespace vplatform::sessions
