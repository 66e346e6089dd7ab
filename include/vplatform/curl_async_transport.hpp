#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "vplatform/result.hpp"
#include "vplatform/spi/async_transport.hpp"

namespace vplatform {

/// How the asynchronous transport over libcurl behaves.
struct CurlAsyncOptions {
  bool http2 = true;  ///< Over TLS, where the platform offers it: many requests on one connection.
  std::size_t host_connections =
      256;  ///< At once to one host; what is more waits for one, and its time runs. 0: any number.
  std::string ca_file{};  ///< Certificates to trust in place of the system's; for tests and private networks.
};

/// HTTP over libcurl, any number of requests at a time on one thread. What holds for `make_curl_transport`'s
/// requests holds here. Letting it go shuts it down as well, but only `shutdown` says when that is done: call
/// it before what callbacks refer to ends.
class CurlAsyncTransport : public AsyncHttpTransport {
 public:
  /// Completes all that is under way as `cancelled`, and from now on whatever is asked for. Returns when that
  /// is done, except on the transport's own thread, where it is done soon. Hold no lock that a callback
  /// takes.
  virtual void shutdown() = 0;
};

/// The transport with a thread of its own, on which everything is completed. Errors: `internal` where the
/// system gives no thread or no descriptor.
[[nodiscard]] Result<std::shared_ptr<CurlAsyncTransport>> make_curl_async_transport(
    CurlAsyncOptions options = {});

/// A host's event loop, as far as a transport needs it. Both are called on the loop's thread, by the
/// functions of `HostedCurlTransport`.
struct HostLoop {
  /// From now on the loop says by `socket_ready` when the socket is readable, or writable; neither: it
  /// forgets the socket.
  std::function<void(int socket, bool readable, bool writable)> watch{};
  /// The loop calls `timer_fired` after the delay, once, and no longer by what was set before; nothing: it
  /// does not.
  std::function<void(std::optional<std::chrono::milliseconds> delay)> set_timer{};
};

/// The transport on a host's loop. `send` and `after` are thread-safe as ever; everything else, making and
/// destroying it too, is for the loop's thread. Everything is completed by the functions below.
class HostedCurlTransport : public CurlAsyncTransport {
 public:
  /// An error or a hang-up counts as both.
  virtual void socket_ready(int socket, bool readable, bool writable) = 0;
  virtual void timer_fired() = 0;
};

/// Errors: `internal` where the system gives no descriptor.
[[nodiscard]] Result<std::shared_ptr<HostedCurlTransport>> make_hosted_curl_transport(
    HostLoop loop, CurlAsyncOptions options = {});

}  // namespace vplatform
