#pragma once

#include <memory>
#include <vplatform/runtime_env.hpp>
#include <vplatform/spi/transport.hpp>

#include "archive.hpp"
#include "firebase/cloud_storage.hpp"
#include "firebase/realtime_database.hpp"
#include "settings.hpp"

namespace controller::firebase {

/// Files in Firebase Storage, which is a bucket of Google Cloud Storage, and a record for each in the
/// Realtime Database. Nothing is made public: the record has a link that is good for seven days.
class FirebaseArchive final : public Archive {
 public:
  /// Sends nothing. Errors: `invalid_argument` for a private key that is none.
  [[nodiscard]] static vplatform::Result<std::unique_ptr<Archive>> open(
      const FirebaseSettings& settings, std::shared_ptr<vplatform::HttpTransport> transport,
      const vplatform::RuntimeEnv& env);

  vplatform::Result<std::string> store(const ArchiveItem& item, const SharedFile& file,
                                       std::stop_token stop) override;
  vplatform::Result<void> give_up(const ArchiveItem& item, const std::string& why) override;

 private:
  FirebaseArchive(std::shared_ptr<Google> google, const FirebaseSettings& settings);

  std::shared_ptr<Google> google_;
  CloudStorage storage_;
  RealtimeDatabase database_;
  std::string bucket_;
};

}  // namespace controller::firebase
