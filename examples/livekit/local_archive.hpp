#pragma once

#include <string>

#include "archive.hpp"

namespace controller {

/// A folder with a file and a record in JSON for each recording, named by its id.
class LocalArchive final : public Archive {
 public:
  /// Makes the folder. Errors: `unavailable`.
  [[nodiscard]] static vplatform::Result<std::unique_ptr<Archive>> open(std::string folder);

  vplatform::Result<std::string> store(const ArchiveItem& item, const SharedFile& file,
                                       std::stop_token stop) override;
  vplatform::Result<void> give_up(const ArchiveItem& item, const std::string& why) override;

 private:
  explicit LocalArchive(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

}  // namespace controller
