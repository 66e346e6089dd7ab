#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "vplatform/spi/http.hpp"

namespace vplatform::http {

struct UrlCleanup {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

/// Where a request goes. Read by libcurl itself, and handed to it as it was read: what is checked is what is
/// contacted. Threads share it, since nothing changes it: libcurl makes copies of `url`.
struct Target {
  std::unique_ptr<CURLU, UrlCleanup> url{};
  std::string text{};    ///< The URL.
  std::string host{};    ///< Without brackets.
  std::string origin{};  ///< Scheme, host and port.
  bool loopback = false;
  bool encrypted = false;
};

/// Reads targets, and keeps the last ones: a platform is asked at the same few URLs again and again. One with
/// a query is not kept, since it may hold a secret. Thread-safe.
class TargetReader {
 public:
  /// Errors: `invalid_argument` for what is no URL, holds a user, or is http to where plain text may not go.
  [[nodiscard]] Result<std::shared_ptr<const Target>> read(const HttpRequest& request);

 private:
  [[nodiscard]] std::shared_ptr<const Target> find(const std::string& text);
  void keep(std::shared_ptr<const Target> target);

  static constexpr std::size_t most_kept = 8;
  std::mutex mutex_;
  std::array<std::shared_ptr<const Target>, most_kept> kept_{};  // guarded by mutex_
  std::size_t next_ = 0;                                         // guarded by mutex_
};

}  // namespace vplatform::http
