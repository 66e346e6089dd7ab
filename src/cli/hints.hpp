#pragma once

#include <string>

#include "cli/exit.hpp"
#include "vplatform/error.hpp"

namespace vplatform::cli {

/// What to do about a failure, in one line; empty where the failure says it all.
[[nodiscard]] std::string hint_for(const Error& error, Exit exit);

/// What to do about a failed create: the key makes trying again safe.
[[nodiscard]] std::string hint_for_create(const Error& error, Exit exit, const std::string& instance);

}  // namespace vplatform::cli
