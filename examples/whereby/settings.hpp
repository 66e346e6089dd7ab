#pragma once

#include <chrono>
#include <string>
#include <vector>
#include <vplatform/config.hpp>

#include "web/serve.hpp"

namespace reflector {

/// What the variables say. Those of the platforms, and `DAILY_MIGRATION_…`, are the library's to read.
struct Settings {
  web::Address address{};                      ///< `HOST`, `PORT`
  std::string users_file{};                    ///< `USERS_FILE`
  std::string store{};                         ///< `VPLATFORM_STORE`
  std::string folder{};                        ///< `DATA_DIR`: rooms, consents, recordings.
  std::string webhook_url{};                   ///< From `PUBLIC_URL`; empty: Daily's webhook is left alone.
  std::chrono::seconds meeting_length{};       ///< `MEETING_LENGTH_SECONDS`
  std::vector<std::string> recording_hosts{};  ///< `RECORDING_HOSTS`: where recordings may be fetched from.
  bool recordings_are_near = false;            ///< `RECORDING_PRIVATE_NETWORK`: private addresses too.
  std::string recording_ca_file{};             ///< `RECORDING_CA_FILE`: trusted in place of the system's.
  bool migrates = false;                       ///< `DAILY_MIGRATION_ENABLED`
  vplatform::Config platforms{};
};

/// Errors: `invalid_argument` with everything that is missing or wrong.
[[nodiscard]] vplatform::Result<Settings> read_settings(const vplatform::Environment& environment);

}  // namespace reflector
