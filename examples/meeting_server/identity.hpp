#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <vplatform/secret.hpp>
#include <vplatform/spi/crypto.hpp>
#include <vplatform/time.hpp>

namespace meeting_server {

/// Who asks.
struct User {
  std::string id{};    ///< The server's own, the same each time.
  std::string name{};  ///< As they have typed it.
};

/// Gives people who come without an account an identity, in a signed cookie. A server that has logins puts
/// them in its place. Thread-safe.
class Identity {
 public:
  explicit Identity(const vplatform::Secret& key);

  /// Whoever asks, by the cookie or by `Authorization: Bearer` with the same text; nobody where it is
  /// missing, forged or too old.
  [[nodiscard]] std::optional<User> of(const httplib::Request& request, vplatform::TimePoint now) const;
  /// Somebody new, or the same with another name: sets the cookie. Returns its text.
  std::string issue(const User& user, httplib::Response& response, vplatform::TimePoint now) const;

 private:
  [[nodiscard]] std::optional<User> read(const std::string& token, vplatform::TimePoint now) const;

  vplatform::spi::HmacKey key_;
};

/// Whether a page of ours sent it, or no page at all: a cookie is sent along with other pages' requests too.
[[nodiscard]] bool is_from_here(const httplib::Request& request);

}  // namespace meeting_server
