#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "sessions/recording/download.hpp"
#include "sessions/store/lease.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/recording_fetcher.hpp"

namespace vplatform::sessions {

/// How long a fetch holds its recording without getting on.
inline constexpr std::chrono::minutes fetch_lease{5};

/// One file on its way here.
struct FileJob {
  std::string recording_id{};
  RecordingFile file{};
  std::string url{};
  const S3Keys* keys = nullptr;
  Lease lease{};  ///< Of the recording's fetch; where it is lost, another is at it.
};

/// Fetches a file into `<folder>/<recording>/`, from where an earlier fetch broke off, and enters it as here.
/// A file that is whole already is taken as it is. What cannot be fetched at all, too large or for a full
/// disk, leaves nothing behind; what broke off leaves its part.
[[nodiscard]] Result<void> fetch_file(const Backend& backend, const FetcherOptions& options,
                                      const FileJob& job, std::stop_token stop);

}  // namespace vplatform::sessions
