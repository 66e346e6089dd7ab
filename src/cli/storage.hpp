#pragma once

#include <string>

#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/settings.hpp"

namespace vplatform::cli {

/// Where a recording goes, as `KIND[,NAME=VALUE]…`: `provider`, `s3_keys,bucket=calls,region=eu-west-1`,
/// `file,path=/out`. Secrets are named as in a configuration (`account_key_env=…`, `credentials_file=…`).
/// Errors: `invalid_argument` with all that is wrong.
[[nodiscard]] Result<RecordingTarget> read_storage(const std::string& text, const Environment& environment);

}  // namespace vplatform::cli
