#pragma once

#include <functional>

#include "cli/exit.hpp"

namespace vplatform::cli {

/// Runs the tool. What it throws is a defect of ours and is answered like every other failure: in words, and
/// with `json` as a JSON value too.
[[nodiscard]] Exit guarded(bool json, const std::function<Exit()>& run);

}  // namespace vplatform::cli
