#pragma once

#include "cli/output.hpp"
#include "vplatform/recording.hpp"

namespace vplatform::cli {

/// Shows a recording, as JSON or for people.
void show_recording(Output& out, const Recording& recording);

/// A recording in a line of a table.
[[nodiscard]] Row row_of(const Recording& recording);

}  // namespace vplatform::cli
