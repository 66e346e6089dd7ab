#include "vplatform/spi/verify.hpp"

#include <algorithm>
#include <cmath>

#include "core/short_text.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::spi {

namespace {

using namespace std::chrono;

Failure refused(std::string why) {
  return fail(ErrorCode::unauthenticated, std::move(why));
}

// What is configured may be absurd, and must not overflow the clock.
seconds sane(seconds tolerance) noexcept {
  return std::clamp(tolerance, seconds{0}, seconds{days{3650}});
}

// A claim that says when, in seconds since 1970. A text is none, whatever it reads.
std::optional<double> time_claim(const Json& claims, std::string_view name) {
  const Json claim = claims[name];
  return claim.text() ? std::nullopt : claim.number();
}

double seconds_of(TimePoint at) noexcept {
  return duration<double>(at.time_since_epoch()).count();
}

Result<void> check_times(const Json& claims, TimePoint now, seconds leeway) {
  const double slack = static_cast<double>(sane(leeway).count());
  const double today = seconds_of(now);
  const auto expires = time_claim(claims, "exp");
  if (!expires) return refused("the token has no time of expiry");
  if (today > *expires + slack) return refused("the token has expired");
  if (!claims["nbf"].is_present()) return {};
  const auto starts = time_claim(claims, "nbf");
  if (!starts) return refused("the token's 'nbf' is not a time");
  if (today < *starts - slack) return refused("the token is not valid yet");
  return {};
}

// The token never chooses how it is checked: no other algorithm, no extension that we would have to know.
bool is_hs256(std::string_view header) {
  // What nearly everybody sends needs no parser.
  if (header == R"({"alg":"HS256","typ":"JWT"})") return true;
  const auto json = Json::parse(header);
  return json && (*json)["alg"].text() == "HS256" && !(*json)["crit"].is_present();
}

}  // namespace

Result<std::string_view> signature_header(const WebhookRequest& request, std::string_view name) {
  const auto faulty = [name](std::string_view why, std::string_view end = "") {
    return refused(std::string(why).append(" '").append(name).append("'").append(end));
  };
  if (request.body.size() > max_webhook_body) return refused("the body is larger than 1 MiB");
  const Header* found = nullptr;
  for (const Header& header : request.headers) {
    if (!detail::same_name(header.name, name)) continue;
    if (found != nullptr) return faulty("there is more than one header");
    found = &header;
  }
  if (found == nullptr) return faulty("there is no header");
  if (found->value.empty()) return faulty("the header", " is empty");
  return std::string_view(found->value);
}

HmacVerifier::HmacVerifier(const std::vector<Secret>& keys) {
  for (const auto& key : keys) {
    if (!key.empty()) keys_.emplace_back(key.reveal());
  }
}

bool HmacVerifier::signed_by_one(const SignedMessage& message) const {
  bool is_signed = false;
  for (const auto& key : keys_) {
    const Digest digest = key.sign(message.parts);
    // Every key is tried, so that the time it takes does not tell which one it was.
    is_signed = equal_in_constant_time(as_text(digest), message.mac) || is_signed;
  }
  return is_signed;
}

Result<Verified> HmacVerifier::verify(const SignedMessage& message, TimePoint now, seconds tolerance) const {
  if (!signed_by_one(message)) return refused("the signature is not that of any secret");
  if (message.at < now - sane(tolerance)) return refused("it was signed too long ago");
  if (message.at > now + sane(tolerance)) return refused("it was signed in the future");
  return Verified();
}

Result<Verified> HmacVerifier::verify_without_time(const SignedMessage& message) const {
  if (!signed_by_one(message)) return refused("the signature is not that of any secret");
  return Verified();
}

JwtVerifier::JwtVerifier(const std::vector<TokenKey>& keys) {
  for (const auto& key : keys) {
    if (!key.secret.empty()) keys_.push_back(Key{.issuer = key.issuer, .key = HmacKey(key.secret.reveal())});
  }
}

Result<void> JwtVerifier::check(const JwtParts& token, const Json& claims, TimePoint now,
                                seconds leeway) const {
  if (!is_hs256(token.header)) return refused("the token is not signed with HS256");
  const auto issuer = claims["iss"].text();
  if (!issuer) return refused("the token has no issuer");
  bool is_known = false;
  bool is_signed = false;
  for (const auto& [name, key] : keys_) {
    if (name != *issuer) continue;
    is_known = true;
    const Digest digest = key.sign(token.signed_part);
    is_signed = equal_in_constant_time(as_text(digest), token.signature) || is_signed;
  }
  if (!is_known) return refused("the token's issuer is not one of ours");
  if (!is_signed) return refused("the token's signature is not that of its issuer");
  return check_times(claims, now, leeway);
}

Result<std::string> JwtVerifier::claims(std::string_view token, TimePoint now, seconds leeway) const {
  auto parts = split_jwt(token);
  if (!parts) return refused(parts.error().message);
  const ScopedJson claims(parts->claims);
  if (auto passed = check(*parts, claims.root(), now, leeway); !passed) return Failure{passed.error()};
  return std::move(parts->claims);
}

Result<Verified> JwtVerifier::verify_body(std::string_view token, std::string_view body, TimePoint now,
                                          seconds leeway) const {
  if (body.size() > max_webhook_body) return refused("the body is larger than 1 MiB");
  const auto parts = split_jwt(token);
  if (!parts) return refused(parts.error().message);
  const ScopedJson claims(parts->claims);
  if (auto passed = check(*parts, claims.root(), now, leeway); !passed) return Failure{passed.error()};
  const auto claimed = claims.root()["sha256"].text();
  if (!claimed) return refused("the token says nothing of the body");
  const auto expected = digest_from_base64(*claimed);
  if (!expected || !equal_in_constant_time(as_text(sha256(body)), as_text(*expected)))
    return refused("the token is for another body");
  return Verified();
}

}  // namespace vplatform::spi
