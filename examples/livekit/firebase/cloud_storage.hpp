#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "firebase/google.hpp"
#include "firebase/signed_url.hpp"
#include "shared_folder.hpp"

namespace controller::firebase {

/// What is put into a bucket.
struct Upload {
  std::string name{};
  std::string content_type{};
  std::string md5{};  ///< In base64, as Google says it: how the two ends know that they mean the same bytes.
};

/// A bucket of Google Cloud Storage, by its JSON API. Confined to one thread.
class CloudStorage {
 public:
  CloudStorage(std::shared_ptr<Google> google, std::string storage_url, std::string bucket);

  /// Uploads the file as an object of that name, resumed where it breaks off, and never a second time: an
  /// object that is there already with these bytes is success. Success means that Google has confirmed size
  /// and MD5. Errors: `already_exists` for an object with other bytes; `unavailable` where it broke off too
  /// often; those of the token.
  [[nodiscard]] vplatform::Result<void> upload(const Upload& upload, const SharedFile& file,
                                               std::stop_token stop);
  /// A link to the object.
  [[nodiscard]] vplatform::Result<vplatform::Secret> link(const std::string& name,
                                                          std::chrono::seconds valid_for) const;

 private:
  struct Progress;
  [[nodiscard]] vplatform::Result<std::string> begin(const Upload& upload, const SharedFile& file,
                                                     const std::stop_token& stop);
  [[nodiscard]] vplatform::Result<void> send(const std::string& session, const Upload& upload,
                                             const SharedFile& file, const std::stop_token& stop);
  [[nodiscard]] vplatform::Result<vplatform::HttpResponse> ask(const std::string& session,
                                                               const SharedFile& file,
                                                               const std::stop_token& stop);
  [[nodiscard]] vplatform::Result<void> confirm_existing(const Upload& upload, const SharedFile& file,
                                                         const std::stop_token& stop);

  std::shared_ptr<Google> google_;
  std::string url_;
  std::string bucket_;
};

/// The MD5 of a file, in base64. Errors: those of the file; `internal`; `cancelled`.
[[nodiscard]] vplatform::Result<std::string> md5_of(const SharedFile& file, const std::stop_token& stop);

}  // namespace controller::firebase
