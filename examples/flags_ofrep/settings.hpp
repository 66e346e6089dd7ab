#pragma once

#include <vplatform/spi/settings.hpp>

#include "ofrep_flags.hpp"

namespace flags {

/// What the program is told by its environment.
struct Settings {
  int port = 0;
  OfrepService service{};
  OfrepPatience patience{};
};

/// `OFREP_ENDPOINT`, `OFREP_HEADERS` and `OFREP_TIMEOUT` as OpenFeature names them, and what is ours. Errors:
/// `invalid_argument` with everything that is wrong.
[[nodiscard]] vplatform::Result<Settings> read_settings(const vplatform::Environment& environment);

}  // namespace flags
