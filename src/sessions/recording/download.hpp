#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "sessions/recording/network_rules.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"

namespace vplatform::sessions {

/// What a server says before the bytes.
struct DownloadHead {
  bool goes_on = false;  ///< The bytes are those after the ones that are here; else they are all of them.
  std::uint64_t of = 0;  ///< How long the whole file is.
  std::string etag{};    ///< Of this version, where it is a strong one.
  bool length_known = false;
};

/// Takes what comes. An error ends the transfer, and is its error.
class DownloadSink {
 public:
  DownloadSink() = default;
  DownloadSink(const DownloadSink&) = delete;
  DownloadSink& operator=(const DownloadSink&) = delete;

  [[nodiscard]] virtual Result<void> begin(const DownloadHead& head) = 0;
  [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;

 protected:
  ~DownloadSink() = default;
};

struct DownloadRequest {
  std::string url{};
  const S3Keys* keys = nullptr;  ///< To sign with, and then no other host is asked.
  std::uint64_t from = 0;        ///< So many bytes are here,
  std::string etag{};            ///< of this version.
};

struct DownloadOptions {
  NetworkRules rules{};
  std::chrono::seconds stalled{60};
  std::string ca_file{};
};

/// Streams a file into the sink; success is that all of it came. Redirects are followed by the same rules, a
/// few at most. Errors: `permission_denied` for what the rules forbid, and for 401 and 403; `not_found`;
/// `unavailable` for a transfer that broke off or stalled; `cancelled`; the sink's own.
[[nodiscard]] Result<void> download(const DownloadRequest& request, const DownloadOptions& options,
                                    DownloadSink& sink, std::stop_token stop);

}  // namespace vplatform::sessions
