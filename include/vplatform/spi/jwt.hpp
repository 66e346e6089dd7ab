#pragma once

#include <string>
#include <string_view>

#include "vplatform/result.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::spi {

/// A compact token with the header `{"alg":"HS256","typ":"JWT"}` and these claims, as they stand.
[[nodiscard]] std::string sign_hs256(const HmacKey& key, std::string_view claims);

/// Signs tokens that begin alike, with their issuer's name: what that fills of SHA-256's blocks is hashed
/// once. Immutable, thread-safe, cheap to copy.
class JwtSigner {
 public:
  /// `beginning`: how the claims begin, as `{"iss":"me"`.
  JwtSigner(HmacKey key, std::string_view beginning);

  /// What `sign_hs256` makes of these claims, also where they begin otherwise.
  [[nodiscard]] std::string sign(std::string_view claims) const;

 private:
  HmacKey key_;
  std::string common_;  // how tokens begin, as far as it fills blocks
  HmacKey after_common_;
};

/// A token's parts, decoded and not verified.
struct JwtParts {
  std::string header{};            ///< JSON text.
  std::string claims{};            ///< JSON text.
  std::string_view signed_part{};  ///< What the signature covers; a view into the token.
  std::string signature{};         ///< Bytes.
};

/// Takes a token apart. Errors: `invalid_argument`.
[[nodiscard]] Result<JwtParts> split_jwt(std::string_view token);

}  // namespace vplatform::spi
