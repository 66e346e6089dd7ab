#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "vplatform/platforms/livekit.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit {

/// Signs the tokens of requests. A token's times are whole seconds, so that all of one grant within a second
/// are the same text: the last one is kept, for a rush of requests. Thread-safe.
class RequestTokens {
 public:
  RequestTokens(std::string api_key, spi::JwtSigner signer);

  /// What the header Authorization says.
  [[nodiscard]] std::string authorization(const ApiGrant& grant, TimePoint now);

 private:
  const std::string api_key_;
  const spi::JwtSigner signer_;

  std::mutex mutex_;
  ApiGrant grant_{};  // from here on guarded by mutex_
  std::int64_t expires_ = 0;
  std::string last_{};  // empty until there is one
};

}  // namespace vplatform::platforms::livekit
