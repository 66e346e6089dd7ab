#include "sessions/recording/download.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "sessions/recording/address.hpp"
#include "sessions/recording/bucket.hpp"
#include "sessions/recording/download_answer.hpp"

namespace vplatform::sessions {
namespace {

constexpr int most_redirects = 5;
constexpr std::size_t most_headers = 64 * 1024;  // bytes of an answer's headers
constexpr std::size_t most_words = 64 * 1024;    // bytes of an answer that is no file

/// One request and its answer.
class Exchange {
 public:
  Exchange(const DownloadRequest& request, const DownloadOptions& options, DownloadSink& sink,
           const std::stop_token& stop, const CheckedUrl& target)
      : request_(request), options_(options), sink_(sink), stop_(stop), target_(target) {}

  /// Where the server sends us on to; empty where all of the file came.
  Result<std::string> perform() {
    const CurlHandle easy = new_handle(options_.ca_file);
    if (!easy || !set_up(easy.get())) return fail(ErrorCode::internal, "out of memory");
    const CURLcode code = curl_easy_perform(easy.get());
    if (failure_) return *std::move(failure_);
    if (stop_.stop_requested()) return fail(ErrorCode::cancelled, "the fetch was cancelled");
    if (refused_) return refused_address();
    if (is_redirect() && (code == CURLE_OK || code == CURLE_WRITE_ERROR)) return headers_.location;
    if (headers_.status != 0 && !is_file() && (code == CURLE_OK || code == CURLE_WRITE_ERROR))
      return refusal();
    if (code != CURLE_OK) return broken(code);
    if (!begun_) begin();  // a file of no bytes
    if (failure_) return *std::move(failure_);
    return std::string();
  }

 private:
  bool set_up(CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_CURLU, target_.url.get());
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stalled.count()));
    const bool is_signed =
        request_.keys == nullptr || sign_for_bucket(easy, *request_.keys, request_headers_);
    const bool asks_for_rest = !resumes() || ask_for_rest(easy);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request_headers_.get());
    return is_signed && asks_for_rest;
  }

  [[nodiscard]] bool resumes() const noexcept { return request_.from > 0 && !request_.etag.empty(); }

  bool ask_for_rest(CURL* easy) {
    const std::string range = std::to_string(request_.from) + "-";
    curl_easy_setopt(easy, CURLOPT_RANGE, range.c_str());
    // Another version is sent whole.
    return add_header(request_headers_, "If-Range: " + request_.etag);
  }

  [[nodiscard]] bool is_file() const noexcept { return headers_.status == 200 || headers_.status == 206; }
  [[nodiscard]] bool is_redirect() const noexcept {
    const int status = headers_.status;
    return !headers_.location.empty() &&
           (status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
  }

  void begin() {
    begun_ = true;
    DownloadHead head{.etag = headers_.etag};
    if (headers_.status == 206) {
      const bool fits = resumes() && headers_.range_from == request_.from && headers_.range_of &&
                        (headers_.etag.empty() || headers_.etag == request_.etag);
      if (!fits) {
        failure_ =
            fail(ErrorCode::bad_response, target_.host + " sent another part of the file than was asked for");
        return;
      }
      head.goes_on = true;
      head.etag = request_.etag;
      head.of = *headers_.range_of;
    } else if (!headers_.length && !headers_.is_chunked) {
      failure_ = fail(ErrorCode::bad_response,
                      target_.host +
                          " does not say how long the file is, so its end could not be told from "
                          "a broken connection");
      return;
    } else {
      head.of = headers_.length.value_or(0);
    }
    head.length_known = head.goes_on || headers_.length.has_value();
    take(sink_.begin(head));
  }

  void take(const Result<void>& done) {
    if (!done) failure_ = Failure{done.error()};
  }

  bool take_body(std::string_view bytes) {
    if (!is_file()) return (words_ += bytes.size()) <= most_words;
    if (!begun_) begin();
    if (!failure_) take(sink_.write(bytes));
    return !failure_;
  }

  bool take_line(std::string_view line) {
    header_bytes_ += line.size();
    take_header(headers_, line);
    return header_bytes_ <= most_headers;
  }

  curl_socket_t open(const curl_sockaddr& to) {
    const AddressKind kind = kind_of_address(to.addr);
    const bool may =
        kind == AddressKind::open || (kind == AddressKind::own && options_.rules.allow_private_addresses);
    if (!may) {
      refused_ = kind;
      return CURL_SOCKET_BAD;
    }
    refused_.reset();
    return ::socket(to.family, to.socktype | SOCK_CLOEXEC, to.protocol);
  }

  Failure refused_address() const {
    return fail(ErrorCode::permission_denied,
                *refused_ == AddressKind::own
                    ? target_.host + " leads to a private address; 'allow_private_addresses' would permit it"
                    : target_.host + " leads to an address that is never contacted");
  }

  Failure refusal() const {
    const int status = headers_.status;
    const std::string what = target_.host + " answered " + std::to_string(status) + " for a recording's file";
    Failure failure = fail(ErrorCode::bad_response, what);
    if (status == 404 || status == 410) failure.error.code = ErrorCode::not_found;
    if (status == 401 || status == 403) failure.error.code = ErrorCode::permission_denied;
    if (status == 429) failure.error.code = ErrorCode::rate_limited;
    // 416: what is here is longer than what is there; the next try begins anew.
    if (status >= 500 || status == 408 || status == 416) failure.error.code = ErrorCode::unavailable;
    failure.error.http_status = status;
    return failure;
  }

  Failure broken(CURLcode code) const {
    switch (code) {
      case CURLE_COULDNT_RESOLVE_HOST:
        return fail(ErrorCode::unavailable, "cannot resolve " + target_.host);
      case CURLE_COULDNT_CONNECT:
        return fail(ErrorCode::unavailable, "cannot connect to " + target_.host);
      case CURLE_PEER_FAILED_VERIFICATION:
        return fail(ErrorCode::unavailable, "the certificate of " + target_.host + " cannot be verified");
      case CURLE_OPERATION_TIMEDOUT:
        return fail(ErrorCode::unavailable, "the transfer from " + target_.host + " stands still");
      default:
        return fail(ErrorCode::unavailable, "the transfer from " + target_.host + " broke off (libcurl " +
                                                std::to_string(static_cast<int>(code)) + ")");
    }
  }

  // What libcurl calls. Nothing is thrown through it.

  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* to) noexcept {
    return static_cast<Exchange*>(self)->open(*to);
  }
  template <class Take>
  std::size_t guarded(std::size_t size, Take take) noexcept {
    try {
      return take() ? size : 0;  // anything but the size makes libcurl give up
    } catch (...) {
      failure_ = Failure{Error{.code = ErrorCode::internal}};
      return 0;
    }
  }
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept {
    auto* exchange = static_cast<Exchange*>(self);
    return exchange->guarded(size * count, [&] { return exchange->take_line({data, size * count}); });
  }
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
    auto* exchange = static_cast<Exchange*>(self);
    return exchange->guarded(size * count, [&] { return exchange->take_body({data, size * count}); });
  }
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
    return static_cast<Exchange*>(self)->stop_.stop_requested() ? 1 : 0;
  }

  const DownloadRequest& request_;
  const DownloadOptions& options_;
  DownloadSink& sink_;
  const std::stop_token& stop_;
  const CheckedUrl& target_;
  AnswerHeaders headers_{};
  CurlList request_headers_{};
  std::optional<AddressKind> refused_{};
  std::optional<Failure> failure_{};
  bool begun_ = false;
  std::size_t header_bytes_ = 0;
  std::size_t words_ = 0;
};

}  // namespace

Result<void> download(const DownloadRequest& request, const DownloadOptions& options, DownloadSink& sink,
                      std::stop_token stop) {
  auto target = check_url(options.rules, request.url);
  if (!target) return Failure{std::move(target.error())};
  for (int redirects = 0; redirects <= most_redirects; ++redirects) {
    auto next = Exchange(request, options, sink, stop, *target).perform();
    if (!next) return Failure{std::move(next.error())};
    if (next->empty()) return {};
    auto further = check_url(options.rules, *next, &*target);
    if (!further) return Failure{std::move(further.error())};
    if (request.keys != nullptr && further->origin != target->origin) {
      return fail(
          ErrorCode::failed_precondition,
          "the bucket sends on to another host, which gets no signature of its keys; check its region "
          "and endpoint");
    }
    target = std::move(further);
  }
  return fail(ErrorCode::bad_response, target->host + " redirects for ever");
}

}  // namespace vplatform::sessions
