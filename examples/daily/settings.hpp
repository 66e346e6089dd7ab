#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>
#include <vplatform/config.hpp>
#include <vplatform/recording.hpp>
#include <vplatform/secret.hpp>

#include "web/serve.hpp"

namespace campus {

/// What the variables say, in the names of the two systems that this example follows.
struct Settings {
  web::Address address{};      ///< `HOST`, `PORT`
  std::string members_file{};  ///< `MEMBERS_FILE`
  std::string store{};         ///< `VPLATFORM_STORE`
  std::string folder{};        ///< `DATA_DIR`: files of recordings, and notes.

  bool has_sync_space = true;  ///< `PROJECT_MEETINGS_ENABLED`
  std::string room_prefix{};   ///< `SYNC_ROOM_PREFIX`
  std::chrono::seconds room_ttl{};
  std::chrono::seconds token_ttl{};

  std::optional<vplatform::RecordingSpec> recording{};  ///< `DAILY_ENABLE_RECORDING` and what belongs to it.
  bool records_at_once = false;                         ///< `DAILY_START_CLOUD_RECORDING`
  std::vector<vplatform::S3Keys> buckets{};    ///< `DAILY_RAW_TRACKS_S3_…`: with our keys, for fetching.
  std::vector<std::string> recording_hosts{};  ///< `SYNC_RECORDING_HOSTS`, and the bucket's.
  bool bucket_is_private = false;              ///< Its endpoint is plain http, in the own network.
  vplatform::Secret callback_token{};          ///< `SYNC_CALLBACK_TOKEN`
  std::size_t largest_upload = 0;              ///< `SYNC_LARGEST_UPLOAD_MB`

  std::string webhook_url{};           ///< `DAILY_WEBHOOK_URL`; empty: none is registered.
  std::vector<std::string> remarks{};  ///< For the operator, at the start.
  vplatform::Config platforms{};
};

/// Errors: `invalid_argument` with everything that is missing or wrong.
[[nodiscard]] vplatform::Result<Settings> read_settings(const vplatform::Environment& environment);

}  // namespace campus
