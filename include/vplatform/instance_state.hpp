#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vplatform {

/// Whether an instance takes part.
enum class InstanceState : std::uint8_t {
  enabled,
  cordoned,  ///< No new meetings; those that exist work.
  disabled,  ///< Every call is `failed_precondition`; late webhooks are still read.
  retired,   ///< The last update left it out: no new meetings; those that exist, and late webhooks, work.
};

/// The name of a state: `cordoned`.
[[nodiscard]] std::string_view to_string(InstanceState state) noexcept;

/// The state of that name, if there is one.
[[nodiscard]] std::optional<InstanceState> instance_state_from(std::string_view name) noexcept;

}  // namespace vplatform
