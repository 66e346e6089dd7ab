#include "vplatform/curl_transport.hpp"

#include <curl/curl.h>

#include <optional>
#include <utility>

#include "http/curl_pool.hpp"
#include "http/curl_request.hpp"
#include "http/curl_url.hpp"

namespace vplatform {

namespace http {

namespace {

/// A transfer that runs on a handle, and leaves it clean.
class Transfer {
 public:
  explicit Transfer(Handle& handle) : handle_(handle) {
    curl_multi_add_handle(handle.multi.get(), handle.easy.get());
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() { curl_multi_remove_handle(handle_.multi.get(), handle_.easy.get()); }

  /// How it ended; nothing where it was stopped.
  [[nodiscard]] std::optional<CURLcode> run(const std::stop_token& stop) {
    CURLM* multi = handle_.multi.get();
    const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
    for (;;) {
      if (stop.stop_requested()) return std::nullopt;
      int running = 0;
      if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      if (running == 0) break;
      constexpr int longest_wait_ms = 1000;
      if (curl_multi_poll(multi, nullptr, 0, longest_wait_ms, nullptr) != CURLM_OK) return CURLE_FAILED_INIT;
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    return message != nullptr && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
  }

  [[nodiscard]] bool has_sent() const {
    long bytes = 0;
    curl_easy_getinfo(handle_.easy.get(), CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > 0;
  }

  [[nodiscard]] int status() const {
    long status = 0;
    curl_easy_getinfo(handle_.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
  }

 private:
  Handle& handle_;
};

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

Failure failure_of(std::optional<CURLcode> ended, const Sink& sink, const std::string& host) {
  if (!ended) return fail(ErrorCode::cancelled, "the request to " + host + " was cancelled");
  if (sink.too_large) return fail(ErrorCode::bad_response, "the answer of " + host + " is too large");
  return failure_from(ended == CURLE_OK ? CURLE_PARTIAL_FILE : *ended, host);
}

class CurlTransport final : public HttpTransport {
 public:
  explicit CurlTransport(CurlTransportOptions options)
      : options_(std::move(options)), pool_(options_.idle_handles) {}

  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) override {
    const auto target = read_target(request);
    if (!target) return Failure{target.error()};
    const auto headers = header_list(request);
    if (!headers) return Failure{headers.error()};
    if (attempt.stop.stop_requested())
      return fail(ErrorCode::cancelled, "the request to " + target->host + " was cancelled");
    if (attempt.timeout.count() <= 0)
      return fail(ErrorCode::deadline_exceeded, "no time was left to ask " + target->host);

    auto handle = pool_.take(target->origin);
    if (!handle) return fail(ErrorCode::internal, "libcurl gives no handle");
    auto answer = exchange(*handle, request, *target, *headers, attempt);
    pool_.give_back(std::move(handle));
    return answer;
  }

 private:
  [[nodiscard]] Result<HttpResponse> exchange(Handle& handle, const HttpRequest& request,
                                              const Target& target, const HeaderList& headers,
                                              const AttemptOptions& attempt) const {
    Sink sink{.room = attempt.max_response};
    set_up(handle.easy.get(), request, target, headers, attempt, options_.ca_file, sink);
    Transfer transfer(handle);
    const auto ended = transfer.run(attempt.stop);
    if (ended == CURLE_OK && sink.headers_done) {
      sink.answer.status = transfer.status();
      return std::move(sink.answer);
    }
    Failure failure = failure_of(ended, sink, target.host);
    failure.error.effect = transfer.has_sent() ? Effect::unknown : Effect::none;
    return failure;
  }

  CurlTransportOptions options_;
  CurlPool pool_;
};

}  // namespace

}  // namespace http

std::shared_ptr<HttpTransport> make_curl_transport(CurlTransportOptions options) {
  // Counted, and never undone: the host may use libcurl too.
  curl_global_init(CURL_GLOBAL_DEFAULT);
  return std::make_shared<http::CurlTransport>(std::move(options));
}

}  // namespace vplatform
