#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "vplatform/spi/http.hpp"

namespace vplatform::http {

struct UrlCleanup {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

/// Where a request goes. Read by libcurl itself, and handed to it as it was read: what is checked is what is
/// contacted.
struct Target {
  std::unique_ptr<CURLU, UrlCleanup> url{};
  std::string host{};    ///< Without brackets.
  std::string origin{};  ///< Scheme, host and port.
  bool loopback = false;
};

/// Errors: `invalid_argument` for what is no URL, holds a user, or is http to where plain text may not go.
[[nodiscard]] Result<Target> read_target(const HttpRequest& request);

}  // namespace vplatform::http
