#include "vplatform/spi/jwt.hpp"

#include <utility>

namespace vplatform::spi {

namespace {

// {"alg":"HS256","typ":"JWT"}
constexpr std::string_view header_and_dot = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

constexpr std::size_t block_size = 64;  // of SHA-256

/// What is signed of a token, with room for the signature.
std::string signed_part(std::string_view claims) {
  std::string token;
  token.reserve(header_and_dot.size() + (claims.size() + 2) / 3 * 4 + 1 + 43);
  token += header_and_dot;
  append_base64url(token, claims);
  return token;
}

std::string with_signature(std::string token, const Digest& signature) {
  token += '.';
  append_base64url(token, as_text(signature));
  return token;
}

/// Whole blocks of what is signed of every token whose claims begin so.
std::string common_part(std::string_view beginning) {
  constexpr std::size_t group = 3;  // bytes, which are four digits whatever comes behind them
  std::string part = signed_part(beginning.substr(0, beginning.size() / group * group));
  part.resize(part.size() / block_size * block_size);
  return part;
}

}  // namespace

std::string sign_hs256(const HmacKey& key, std::string_view claims) {
  std::string token = signed_part(claims);
  const Digest signature = key.sign(token);
  return with_signature(std::move(token), signature);
}

JwtSigner::JwtSigner(HmacKey key, std::string_view beginning)
    : key_(std::move(key)), common_(common_part(beginning)), after_common_(key_.after(common_)) {}

std::string JwtSigner::sign(std::string_view claims) const {
  std::string token = signed_part(claims);
  const std::string_view all = token;
  const Digest signature =
      all.starts_with(common_) ? after_common_.sign(all.substr(common_.size())) : key_.sign(all);
  return with_signature(std::move(token), signature);
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
