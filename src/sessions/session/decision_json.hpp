#pragma once

#include <string>
#include <string_view>

#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

[[nodiscard]] DecisionRecord record_of(const Decision& decision);

/// A decision as it is stored. What cannot be read of it is left out.
[[nodiscard]] std::string to_json(const DecisionRecord& decision);
[[nodiscard]] DecisionRecord decision_from(std::string_view json);

}  // namespace vplatform::sessions
