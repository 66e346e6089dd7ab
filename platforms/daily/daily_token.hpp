#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/json_text.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::daily {

/// A property that the host adds to a token.
struct TokenExtra {
  std::string_view property{};  ///< In the API: `eject_at_token_exp`.
  std::string_view claim{};     ///< In a token: `ejt`. Empty: Daily has not published it.
  std::string json{};
};

/// What somebody who is no owner may do.
struct Permissions {
  bool audio = false;
  bool video = false;
  bool screen = false;
  bool manage = false;
};

/// A meeting token, before it is signed or asked for. What is unset is not said. The views are into what the
/// caller keeps.
struct Token {
  std::string_view room{};  ///< Always there: without it a token opens every room of the domain.
  std::int64_t issued_at = 0;
  std::optional<std::int64_t> expires_at{};
  std::string_view user_id{};
  std::string_view user_name{};
  bool owner = false;
  std::optional<bool> screen_share{};
  std::vector<std::string> recording{};
  std::optional<bool> recording_ui{};
  std::optional<Permissions> permissions{};
  std::vector<TokenExtra> extras{};
};

/// The claims of a token that we sign.
[[nodiscard]] spi::JsonWriter token_claims(const Token& token, std::string_view domain_id);
/// The body that asks Daily for one.
[[nodiscard]] std::string token_request(const Token& token);

/// The properties that a host adds. Errors: `invalid_argument` for what is no object, what the library sets,
/// what Daily does not have, and what `source` cannot say.
[[nodiscard]] Result<std::vector<TokenExtra>> read_token_extras(const JsonText& extras, TokenSource source);

}  // namespace vplatform::platforms::daily
