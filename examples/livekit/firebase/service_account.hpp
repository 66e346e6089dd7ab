#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vplatform/result.hpp>
#include <vplatform/secret.hpp>

namespace controller::firebase {

/// Who we are to Google: a service account's name and its RSA key. Thread-safe; cheap to copy.
class ServiceAccount {
 public:
  /// Errors: `invalid_argument` for what is no RSA key of 2048 bits or more in PEM.
  [[nodiscard]] static vplatform::Result<ServiceAccount> open(std::string email,
                                                              const vplatform::Secret& private_key);

  [[nodiscard]] const std::string& email() const noexcept { return email_; }
  /// RSASSA-PKCS1-v1_5 with SHA-256: what JWTs call RS256, and V4 signatures RSA-SHA256. Errors: `internal`.
  [[nodiscard]] vplatform::Result<std::string> sign(std::string_view message) const;

 private:
  struct Key;
  ServiceAccount(std::string email, std::shared_ptr<const Key> key)
      : email_(std::move(email)), key_(std::move(key)) {}

  std::string email_;
  std::shared_ptr<const Key> key_;
};

}  // namespace controller::firebase
