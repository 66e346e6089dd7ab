#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "selection/faults.hpp"
#include "vplatform/config.hpp"

namespace vplatform::detail {

/// The variable's value where it is set and not empty, else an empty text.
[[nodiscard]] std::string variable(const Environment& environment, const std::string& name);

/// What a configuration from anywhere gets at last: who may be filled from variables, `VPLATFORM_FORCE` and
/// `VPLATFORM_DEFAULT` which win, and a report in `Config::ignored` of names that nobody has configured.
void finish(Config& config);

/// Reads a JSON list of texts. Nothing where it is anything else.
[[nodiscard]] std::optional<std::vector<std::string>> read_text_list(std::string_view json);

}  // namespace vplatform::detail
