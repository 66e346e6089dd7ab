#pragma once

#include <string_view>

#include "cli/output.hpp"
#include "vplatform/presence.hpp"

namespace vplatform::cli {

/// `occupied`, `empty`, `unknown`.
[[nodiscard]] std::string_view in_words(PresenceState state) noexcept;

/// Somebody in a line of a table: the id that `remove` takes, and what is known of them.
[[nodiscard]] Row row_of(const Participant& participant);

}  // namespace vplatform::cli
