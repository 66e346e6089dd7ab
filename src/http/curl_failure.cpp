#include "http/curl_failure.hpp"

namespace vplatform::http {

namespace {

/// What a transport error means. The message says no more of the request than its host.
Failure failure_from(CURLcode code, const std::string& host) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return fail(ErrorCode::unavailable, "cannot resolve " + host);
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return fail(ErrorCode::unavailable, "cannot reach " + host + " through the proxy");
    case CURLE_COULDNT_CONNECT:
      return fail(ErrorCode::unavailable, "cannot connect to " + host);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return fail(ErrorCode::unavailable, "the certificate of " + host + " cannot be verified");
    case CURLE_SSL_CONNECT_ERROR:
      return fail(ErrorCode::unavailable, "no TLS connection to " + host);
    case CURLE_ABORTED_BY_CALLBACK:  // it was about to be sent again
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return fail(ErrorCode::unavailable, "the connection to " + host + " broke");
    case CURLE_OPERATION_TIMEDOUT:
      return fail(ErrorCode::deadline_exceeded, "no complete answer from " + host + " in time");
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_OUT_OF_MEMORY:  // what 7.88 calls a header line that is too long
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
      return fail(ErrorCode::bad_response, "the answer of " + host + " is no HTTP");
    default:
      return fail(ErrorCode::unavailable, "the request to " + host + " failed (libcurl " +
                                              std::to_string(static_cast<int>(code)) + ")");
  }
}

}  // namespace

Failure failure_of(std::optional<CURLcode> ended, const Sink& sink, const std::string& host) {
  if (!ended) return fail(ErrorCode::cancelled, "the request to " + host + " was cancelled");
  if (sink.too_large) return fail(ErrorCode::bad_response, "the answer of " + host + " is too large");
  return failure_from(ended == CURLE_OK ? CURLE_PARTIAL_FILE : *ended, host);
}

bool has_sent(CURL* easy) noexcept {
  long bytes = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &bytes);
  return bytes > 0;
}

int status_of(CURL* easy) noexcept {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

}  // namespace vplatform::http
