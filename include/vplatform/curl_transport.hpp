#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace vplatform {

class HttpTransport;

/// How the transport over libcurl behaves.
struct CurlTransportOptions {
  std::size_t idle_handles = 16;  ///< Kept with their connections for the next call.
  std::string ca_file{};  ///< Certificates to trust in place of the system's; for tests and private networks.
};

/// HTTP over libcurl. Connections and TLS sessions are shared by all calls and threads. Certificates are
/// always verified; plain http is refused but for loopback and for requests whose platform has `allow_http`.
/// Thread-safe.
[[nodiscard]] std::shared_ptr<HttpTransport> make_curl_transport(CurlTransportOptions options = {});

}  // namespace vplatform
