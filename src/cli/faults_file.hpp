#pragma once

#include <string>
#include <vector>

#include "vplatform/result.hpp"
#include "vplatform/spi/settings.hpp"
#include "vplatform/testing/faults.hpp"

namespace vplatform::cli {

/// The faults of a file: a JSON array of what `testing::read_fault` reads. Errors: `invalid_argument`, which
/// names the file and the entry.
[[nodiscard]] Result<std::vector<testing::Fault>> read_faults(const std::string& path,
                                                              const Environment& environment);

}  // namespace vplatform::cli
