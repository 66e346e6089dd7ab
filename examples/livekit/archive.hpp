#pragma once

#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <vplatform/result.hpp>
#include <vplatform/sessions/recordings.hpp>

#include "shared_folder.hpp"

namespace controller {

/// A recording, and what its page knows it by.
struct ArchiveItem {
  vplatform::sessions::RecordingEntry recording{};
  std::string room_url{};
  nlohmann::json details{};  ///< `metadata` and `preferences`.
};

/// Where finished recordings go. Used by one thread at a time; every function may be called again for the
/// same recording, and must then lead to one file and one record.
class Archive {
 public:
  Archive() = default;
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  virtual ~Archive() = default;

  /// Stores the file, and the record that leads to it. Success means that both have been confirmed, and that
  /// the local file is not needed any more. Gives where it is, safe to log. Errors: any; it is tried again.
  [[nodiscard]] virtual vplatform::Result<std::string> store(const ArchiveItem& item, const SharedFile& file,
                                                             std::stop_token stop) = 0;
  /// Records that there will be no file.
  [[nodiscard]] virtual vplatform::Result<void> give_up(const ArchiveItem& item, const std::string& why) = 0;
};

}  // namespace controller
