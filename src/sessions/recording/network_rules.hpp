#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/recording/curl_handle.hpp"
#include "vplatform/result.hpp"

namespace vplatform::sessions {

/// What may be contacted for a file.
struct NetworkRules {
  std::vector<std::string> allowed_hosts{};
  bool allow_private_addresses = false;
  bool allow_http = false;
};

/// A URL as libcurl reads it, and is handed it: what was checked is what is contacted.
struct CheckedUrl {
  CurlUrl url{};
  std::string host{};    ///< Lower-case, without brackets and without a dot at its end.
  std::string origin{};  ///< Scheme, host and port.
};

/// Whether a host can stand in the list: a name, an address, or `*.` and a name.
[[nodiscard]] bool is_host_pattern(std::string_view pattern) noexcept;
/// `*.daily.co` stands for what ends so, and not for `daily.co` itself; names in any case.
[[nodiscard]] bool is_allowed(const NetworkRules& rules, std::string_view host) noexcept;

/// Reads a URL, relative to `base` where there is one. Errors: `permission_denied` for a scheme or a host
/// that is not allowed, and for a user in it; `invalid_argument` for what is no URL.
[[nodiscard]] Result<CheckedUrl> check_url(const NetworkRules& rules, const std::string& url,
                                           const CheckedUrl* base = nullptr);

}  // namespace vplatform::sessions
