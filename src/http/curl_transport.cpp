#include "vplatform/curl_transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "http/curl_failure.hpp"
#include "http/curl_pool.hpp"
#include "http/curl_request.hpp"
#include "http/curl_target.hpp"

namespace vplatform {

namespace http {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds longest_wait{1000};
constexpr milliseconds longest_timeout = std::chrono::hours{24};  // a clock's end is not reached

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
  [[nodiscard]] std::optional<CURLcode> run(const std::stop_token& stop, Clock::time_point deadline) {
    CURLM* multi = handle_.multi.get();
    const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
    for (;;) {
      if (stop.stop_requested()) return std::nullopt;
      int running = 0;
      if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      if (running == 0) break;
      // Rather than libcurl's own time-outs, which it looks after at every step.
      const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
      if (left <= milliseconds{0}) return CURLE_OPERATION_TIMEDOUT;
      const auto wait = static_cast<int>(std::min(left, longest_wait).count());
      if (curl_multi_poll(multi, nullptr, 0, wait, nullptr) != CURLM_OK) return CURLE_FAILED_INIT;
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    return message != nullptr && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
  }

 private:
  Handle& handle_;
};

class CurlTransport final : public HttpTransport {
 public:
  explicit CurlTransport(CurlTransportOptions options)
      : pool_(options.idle_handles, std::move(options.ca_file)) {}

  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) override {
    const auto read = targets_.read(request);
    if (!read) return Failure{read.error()};
    const Target& target = **read;
    const auto headers = header_list(request);
    if (!headers) return Failure{headers.error()};
    if (attempt.stop.stop_requested())
      return fail(ErrorCode::cancelled, "the request to " + target.host + " was cancelled");
    if (attempt.timeout.count() <= 0)
      return fail(ErrorCode::deadline_exceeded, "no time was left to ask " + target.host);

    auto handle = pool_.take(target.origin);
    if (!handle) return fail(ErrorCode::internal, "libcurl gives no handle");
    auto answer = exchange(*handle, request, target, *headers, attempt);
    pool_.give_back(std::move(handle));
    return answer;
  }

 private:
  [[nodiscard]] static Result<HttpResponse> exchange(Handle& handle, const HttpRequest& request,
                                                     const Target& target, const HeaderList& headers,
                                                     const AttemptOptions& attempt) {
    Sink sink{.room = attempt.max_response};
    set_up(handle.easy.get(), request, target, headers, sink);
    Transfer transfer(handle);
    const auto ended =
        transfer.run(attempt.stop, Clock::now() + std::min<milliseconds>(attempt.timeout, longest_timeout));
    if (ended == CURLE_OK && sink.headers_done) {
      sink.answer.status = status_of(handle.easy.get());
      return std::move(sink.answer);
    }
    Failure failure = failure_of(ended, sink, target.host);
    failure.error.effect = has_sent(handle.easy.get()) ? Effect::unknown : Effect::none;
    return failure;
  }

  CurlPool pool_;
  TargetReader targets_;
};

}  // namespace

}  // namespace http

std::shared_ptr<HttpTransport> make_curl_transport(CurlTransportOptions options) {
  // Counted, and never undone: the host may use libcurl too.
  curl_global_init(CURL_GLOBAL_DEFAULT);
  return std::make_shared<http::CurlTransport>(std::move(options));
}

}  // namespace vplatform
