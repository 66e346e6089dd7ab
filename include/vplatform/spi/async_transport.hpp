#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "vplatform/spi/http.hpp"
#include "vplatform/spi/transport.hpp"

namespace vplatform {

/// What sends requests, and waits, for `AsyncClient`. Thread-safe. What it is given to call is called on its
/// own thread (or its host's loop), never from inside the function that it was given to, never two at a time,
/// and exactly once, whatever happens: the end of the transport itself completes all that is under way, as
/// `cancelled`.
class AsyncHttpTransport {
 public:
  AsyncHttpTransport() = default;
  AsyncHttpTransport(const AsyncHttpTransport&) = delete;
  AsyncHttpTransport& operator=(const AsyncHttpTransport&) = delete;
  virtual ~AsyncHttpTransport();

  using Answered = std::function<void(Result<HttpResponse> answer)>;
  using Waited = std::function<void(bool whole)>;

  /// Sends the request once, by the rules of `HttpTransport::send`. The stop token and the timeout take
  /// effect at once. Whoever calls keeps `request` until `done` is called.
  virtual void send(const HttpRequest& request, const AttemptOptions& attempt, Answered done) = 0;

  /// Waits. `done` is told false where the stop token, or the end of the transport, ended it early.
  virtual void after(std::chrono::milliseconds delay, const std::stop_token& stop, Waited done) = 0;
};

}  // namespace vplatform
