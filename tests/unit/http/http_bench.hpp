#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "support/loopback_server.hpp"
#include "vplatform/curl_transport.hpp"

namespace vplatform::testing {

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
