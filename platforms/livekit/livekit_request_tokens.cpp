#include "livekit_request_tokens.hpp"

#include <utility>

#include "livekit_token.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::livekit {

RequestTokens::RequestTokens(std::string api_key, spi::HmacKey key)
    : api_key_(std::move(api_key)), key_(std::move(key)) {}

std::string RequestTokens::authorization(const ApiGrant& grant, TimePoint now) {
  const auto claims = request_claims(api_key_, grant, now);
  const std::lock_guard lock(mutex_);
  if (last_.empty() || expires_ != claims.expires || grant_ != grant) {
    last_ = "Bearer " + spi::sign_hs256(key_, write_claims(claims).view());
    expires_ = claims.expires;
    grant_ = grant;
  }
  return last_;
}

}  // namespace vplatform::platforms::livekit
