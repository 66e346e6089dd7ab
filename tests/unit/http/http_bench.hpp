#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "support/loopback_server.hpp"
#include "vplatform/curl_async_transport.hpp"
#include "vplatform/curl_transport.hpp"

namespace vplatform::testing {

/// An asynchronous transport from which each caller waits for its own answer.
class WaitedFor final : public HttpTransport {
 public:
  explicit WaitedFor(std::shared_ptr<AsyncHttpTransport> transport) : transport_(std::move(transport)) {}

  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) override {
    const auto answered = std::make_shared<std::promise<Result<HttpResponse>>>();
    auto answer = answered->get_future();
    transport_->send(request, attempt,
                     [answered](Result<HttpResponse> said) { answered->set_value(std::move(said)); });
    return answer.get();
  }

 private:
  std::shared_ptr<AsyncHttpTransport> transport_;
};

/// What is about a request, and not about how its caller waits, is compiled twice, for both transports.
inline std::shared_ptr<HttpTransport> make_transport(CurlTransportOptions options = {}) {
#ifdef VPLATFORM_TEST_ASYNC_FACE
  return std::make_shared<WaitedFor>(
      make_curl_async_transport({.ca_file = std::move(options.ca_file)}).value());
#else
  return make_curl_transport(std::move(options));
#endif
}

inline HttpRequest request_to(std::string url, Repeat repeat = Repeat::read, std::string method = "GET") {
  HttpRequest request;
  request.url = std::move(url);
  request.repeat = repeat;
  request.method = std::move(method);
  return request;
}

/// Answers 200 with a body.
inline LoopbackServer::Behaviour says(std::string body) {
  return [body = std::move(body)](LoopbackConnection& peer) { peer.answer(200, body); };
}

/// Sends the bytes, and ends the connection.
inline LoopbackServer::Behaviour sends(std::string bytes) {
  return [bytes = std::move(bytes)](LoopbackConnection& peer) {
    peer.send(bytes);
    peer.close_after();
  };
}

/// Reads the request, and ends the connection without an answer.
inline LoopbackServer::Behaviour dies() {
  return [](LoopbackConnection& peer) { peer.close_after(); };
}

}  // namespace vplatform::testing
