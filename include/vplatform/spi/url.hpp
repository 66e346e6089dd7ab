#pragma once

#include <string>
#include <string_view>

#include "vplatform/result.hpp"

namespace vplatform::spi {

/// Percent-encodes all but letters, digits and `-._~`.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// Undoes it. Errors: `invalid_argument` for a broken escape.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text);

/// An absolute URL's parts.
struct Url {
  std::string scheme{};  ///< Lower-case.
  std::string host{};    ///< Lower-case, without brackets.
  int port = 0;          ///< 0: none given.
  std::string path{};    ///< With its slash; may be empty.
  std::string query{};   ///< Without its question mark.
  bool has_user = false;
};

/// Takes an http, https, ws or wss URL apart. Errors: `invalid_argument`.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// `https://host`, with the port where one is given: what a content policy lists.
[[nodiscard]] std::string origin_of(const Url& url);

/// `localhost`, 127.0.0.0/8 or `::1`.
[[nodiscard]] bool is_loopback(std::string_view host) noexcept;

/// Appends `name=value`, encoded, with `?` or `&` as needed.
[[nodiscard]] std::string with_query(std::string url, std::string_view name, std::string_view value);

}  // namespace vplatform::spi
