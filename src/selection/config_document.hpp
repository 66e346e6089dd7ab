#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "selection/faults.hpp"
#include "vplatform/result.hpp"

namespace vplatform::detail {

/// Reads JSON text strictly. Errors: `invalid_argument` with line and column where it is no JSON; members
/// that come twice, of which a JSON library silently keeps one, and what is nested too deep become faults.
[[nodiscard]] Result<nlohmann::json> read_document(std::string_view text, Faults& faults);

}  // namespace vplatform::detail
