#pragma once

#include <soci/soci.h>

#include "sessions/store/failure.hpp"

namespace vplatform::sessions {

/// What an exception of SOCI means. Its text may hold values of rows: it goes into `Error::provider_message`
/// alone.
[[nodiscard]] DatabaseFailure failure_of(const soci::soci_error& error);

}  // namespace vplatform::sessions
