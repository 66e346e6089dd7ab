#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::spi {

class Json;
struct JwtParts;

/// The largest webhook body that is looked at, in bytes.
inline constexpr std::size_t max_webhook_body = 1024 * 1024;

/// Proof that a request is genuine. Only the verifiers below make one, and only from one is a `WebhookEvent`
/// built.
class Verified {
 private:
  Verified() = default;
  friend class HmacVerifier;
  friend class JwtVerifier;
};

/// The header of that name. Errors: missing, repeated or empty is `unauthenticated`, and so is a body over 1
/// MiB.
[[nodiscard]] Result<std::string_view> signature_header(const WebhookRequest& request, std::string_view name);

/// What was signed, and what is claimed to be its signature.
struct SignedMessage {
  std::array<std::string_view, 4> parts{};  ///< One after the other; what is not there is empty.
  std::string_view mac{};                   ///< The claimed HMAC-SHA256, decoded: 32 bytes.
  TimePoint at{};                           ///< When it was signed.
};

/// Tells genuine messages signed with a shared secret, of which several may be good. Immutable, thread-safe.
class HmacVerifier {
 public:
  /// Each secret is the key's bytes. An empty secret is never good.
  explicit HmacVerifier(const std::vector<Secret>& keys);

  [[nodiscard]] bool has_keys() const noexcept { return !keys_.empty(); }

  /// Passes a message that is signed by one of the secrets and is at most `tolerance` older or newer than
  /// `now`, both ends included. Errors: `unauthenticated`.
  [[nodiscard]] Result<Verified> verify(const SignedMessage& message, TimePoint now,
                                        std::chrono::seconds tolerance) const;

  /// The same without a time, for the one legacy scheme that signs none. Nothing protects such a message from
  /// being replayed.
  [[nodiscard]] Result<Verified> verify_without_time(const SignedMessage& message) const;

 private:
  [[nodiscard]] bool signed_by_one(const SignedMessage& message) const;

  std::vector<HmacKey> keys_;
};

/// The name and the secret of a key that signs tokens.
struct TokenKey {
  std::string issuer{};
  Secret secret{};
};

/// Tells genuine HS256 tokens, by the key that their issuer names. Immutable, thread-safe.
class JwtVerifier {
 public:
  /// A key with an empty secret is never good.
  explicit JwtVerifier(const std::vector<TokenKey>& keys);

  [[nodiscard]] bool has_keys() const noexcept { return !keys_.empty(); }

  /// The claims, as JSON text, of a token with algorithm HS256, a known issuer, a good signature, an `exp`,
  /// and times that hold with `leeway`. Errors: `unauthenticated`.
  [[nodiscard]] Result<std::string> claims(std::string_view token, TimePoint now,
                                           std::chrono::seconds leeway) const;

  /// Passes a body whose SHA-256, in standard base64, is the claim `sha256` of such a token. Errors:
  /// `unauthenticated`.
  [[nodiscard]] Result<Verified> verify_body(std::string_view token, std::string_view body, TimePoint now,
                                             std::chrono::seconds leeway) const;

 private:
  struct Key {
    std::string issuer{};
    HmacKey key;
  };
  /// Whether a token holds, whose claims were read already.
  [[nodiscard]] Result<void> check(const JwtParts& token, const Json& claims, TimePoint now,
                                   std::chrono::seconds leeway) const;

  std::vector<Key> keys_;
};

}  // namespace vplatform::spi
