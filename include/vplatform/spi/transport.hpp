#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>

#include "vplatform/spi/http.hpp"

namespace vplatform {

/// What one attempt may take.
struct AttemptOptions {
  std::chrono::milliseconds timeout{10'000};   ///< From the first byte out to the last byte in.
  std::stop_token stop{};                      ///< Ends the attempt early with `cancelled`.
  std::size_t max_response = 8 * 1024 * 1024;  ///< In bytes; more is `bad_response`.
};

/// What sends requests: the only thing that touches the network. Thread-safe.
class HttpTransport {
 public:
  HttpTransport() = default;
  HttpTransport(const HttpTransport&) = delete;
  HttpTransport& operator=(const HttpTransport&) = delete;
  virtual ~HttpTransport();

  /// Sends the request once. A status of any value is success. Never follows a redirect. A `Repeat::never`
  /// request reaches the wire once at most. Errors: `unavailable`, `deadline_exceeded`, `cancelled`,
  /// `bad_response`; their effect is `none` exactly where nothing of the request was sent.
  virtual Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) = 0;
};

}  // namespace vplatform
