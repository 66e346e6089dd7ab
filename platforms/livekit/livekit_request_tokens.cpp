#include "livekit_request_tokens.hpp"

#include <utility>

#include "livekit_token.hpp"

namespace vplatform::platforms::livekit {

RequestTokens::RequestTokens(std::string api_key, spi::JwtSigner signer)
    : api_key_(std::move(api_key)), signer_(std::move(signer)) {}

std::string RequestTokens::authorization(const ApiGrant& grant, TimePoint now) {
  const auto claims = request_claims(api_key_, grant, now);
  const std::lock_guard lock(mutex_);
  if (last_.empty() || expires_ != claims.expires || grant_ != grant) {
    last_ = "Bearer " + signer_.sign(write_claims(claims).view());
    expires_ = claims.expires;
    grant_ = grant;
  }
  return last_;
}

}  // namespace vplatform::platforms::livekit
