#include "vplatform/spi/jwt.hpp"

#include <utility>

namespace vplatform::spi {

namespace {

// {"alg":"HS256","typ":"JWT"}
constexpr std::string_view header_and_dot = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

}  // namespace

std::string sign_hs256(const HmacKey& key, std::string_view claims) {
  std::string token;
  token.reserve(header_and_dot.size() + (claims.size() + 2) / 3 * 4 + 1 + 43);
  token += header_and_dot;
  append_base64url(token, claims);
  const Digest signature = key.sign(token);
  token += '.';
  append_base64url(token, as_text(signature));
  return token;
}

Result<JwtParts> split_jwt(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument, "the token is not three parts with dots between them");
  }
  auto header = from_base64url(token.substr(0, first));
  auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) {
    return fail(ErrorCode::invalid_argument, "a part of the token is not base64url");
  }
  return JwtParts{.header = std::move(*header),
                  .claims = std::move(*claims),
                  .signed_part = token.substr(0, second),
                  .signature = std::move(*signature)};
}

}  // namespace vplatform::spi
