#pragma once

#include <string>

#include "platforms.hpp"

namespace meeting_server {

/// The choices as they were written; none where there is no such file. Errors: `invalid_argument` for a file
/// that holds something else.
[[nodiscard]] vplatform::Result<Choices> read_choices(const std::string& path);
/// Writes them whole or not at all. Errors: `unavailable`.
[[nodiscard]] vplatform::Result<void> write_choices(const std::string& path, const Choices& choices);

}  // namespace meeting_server
