#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vplatform::spi {

/// 32 bytes of SHA-256 or HMAC-SHA256.
using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view bytes);

/// SHA-256 over bytes that come one after the other. Confined to one thread.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void add(std::string_view bytes);
  /// Of all that was added; what is added later begins anew.
  [[nodiscard]] Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A key whose two half-done hashes are kept, so that each message costs two hashes and no key set-up.
/// Immutable, thread-safe, cheap to copy. The key's bytes are not kept.
class HmacKey {
 public:
  explicit HmacKey(std::string_view key);

  /// The key for messages that begin with `prefix`, which is hashed once: it signs what comes behind that.
  [[nodiscard]] HmacKey after(std::string_view prefix) const;

  /// HMAC-SHA256 over the parts one after the other.
  [[nodiscard]] Digest sign(std::span<const std::string_view> parts) const;
  [[nodiscard]] Digest sign(std::initializer_list<std::string_view> parts) const {
    return sign(std::span(parts.begin(), parts.size()));
  }
  [[nodiscard]] Digest sign(std::string_view message) const { return sign({message}); }

 private:
  struct State;
  explicit HmacKey(std::shared_ptr<const State> state) noexcept;

  std::shared_ptr<const State> state_;
};

/// Constant in time for texts of the same length; false at once for others.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

[[nodiscard]] std::string_view as_text(const Digest& digest) noexcept;
[[nodiscard]] std::string to_hex(std::string_view bytes);                     ///< Lower-case.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);     ///< Either case; strict.
[[nodiscard]] std::string to_base64(std::string_view bytes);                  ///< Standard, padded.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);  ///< Standard, padded; strict.
[[nodiscard]] std::string to_base64url(std::string_view bytes);               ///< Without padding.
/// The digest that 64 hex digits, or 44 of padded standard base64, stand for; nothing for any other text.
[[nodiscard]] std::optional<Digest> digest_from_hex(std::string_view text);
[[nodiscard]] std::optional<Digest> digest_from_base64(std::string_view text);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);  ///< Without padding; strict.
void append_base64url(std::string& out, std::string_view bytes);                 ///< Without padding.
[[nodiscard]] std::string to_base32(std::string_view bytes);  ///< RFC 4648, lower-case, unpadded.

}  // namespace vplatform::spi
