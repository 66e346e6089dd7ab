#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>
#include <vplatform/result.hpp>
#include <vplatform/secret.hpp>
#include <vplatform/spi/settings.hpp>

#include "web/serve.hpp"

namespace controller {

/// A project of Firebase, and the service account that may write to it.
struct FirebaseSettings {
  std::string client_email{};
  vplatform::Secret private_key{};  ///< PEM.
  std::string bucket{};
  std::string database_url{};
  std::string storage_url{};
  std::string token_url{};
};

/// The controller's variables; LiveKit's own (`LIVEKIT_URL`, `LIVEKIT_API_KEY`, …) are read by the library.
struct Settings {
  web::Address address{};
  vplatform::Secret control_key{};  ///< What callers send as `x-api-key`.
  std::string recordings{};         ///< The folder that the egress workers write to, as they see it too.
  std::string state{};              ///< The store and the journal are here.
  std::string archive{};            ///< Where files go without Firebase.
  std::optional<FirebaseSettings> firebase{};
  bool delete_local = false;
  bool refuse_duplicates = true;
  int max_people = 2;
  std::chrono::milliseconds file_wait{};    ///< How long a finished recording's file may stay out of sight.
  std::chrono::milliseconds first_retry{};  ///< After an archiving that failed; doubles.
  std::vector<std::string> ignored{};       ///< Variables of the old controller that have no effect, and why.
};

/// Errors: `invalid_argument` with everything that is missing or wrong.
[[nodiscard]] vplatform::Result<Settings> read_settings(const vplatform::Environment& environment);

}  // namespace controller
