#include "http/curl_request.hpp"

#include <string_view>
#include <utility>

namespace vplatform::http {

namespace {

void keep_header(Sink& sink, std::string_view line) {
  auto& headers = sink.answer.headers;
  // An interim answer (1xx) comes with a status line of its own; only the last one counts.
  if (line.starts_with("HTTP/")) {
    headers.clear();
    sink.headers_done = false;
    return;
  }
  const auto text = trimmed(line);
  if (text.empty()) {
    sink.headers_done = true;
    return;
  }
  const bool folded = line.front() == ' ' || line.front() == '\t';
  if (folded && !headers.empty()) {
    headers.back().value.append(" ").append(text);
    return;
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return;
  constexpr std::size_t usual = 8;
  if (headers.empty()) headers.reserve(usual);
  headers.push_back({.name = std::string(trimmed(text.substr(0, colon))),
                     .value = std::string(trimmed(text.substr(colon + 1)))});
}

bool take(Sink& sink, std::size_t bytes) noexcept {
  sink.too_large = sink.too_large || bytes > sink.room;
  if (sink.too_large) return false;
  sink.room -= bytes;
  return true;
}

// Anything but the number of bytes makes libcurl give up.
constexpr std::size_t give_up = 0;

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* sink_pointer) noexcept {
  auto& sink = *static_cast<Sink*>(sink_pointer);
  const std::size_t bytes = size * count;
  if (!take(sink, bytes)) return give_up;
  try {
    keep_header(sink, {data, bytes});
  } catch (...) {
    return give_up;
  }
  return bytes;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* sink_pointer) noexcept {
  auto& sink = *static_cast<Sink*>(sink_pointer);
  const std::size_t bytes = size * count;
  if (!take(sink, bytes)) return give_up;
  try {
    sink.answer.body.append(data, bytes);
  } catch (...) {
    return give_up;
  }
  return bytes;
}

#if LIBCURL_VERSION_NUM >= 0x075000
int before_request(void* sink_pointer, char*, char*, int, int) noexcept {
  auto& sink = *static_cast<Sink*>(sink_pointer);
  return std::exchange(sink.went_out, true) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}
#endif

// Over HTTP/2 libcurl sends a stream that the server says it has refused again, on a fresh connection too.
void allow_second(CURL* easy, bool allowed, Sink& sink) {
#if LIBCURL_VERSION_NUM >= 0x075000
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, allowed ? nullptr : before_request);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &sink);
#else
  static_cast<void>(easy), static_cast<void>(allowed), static_cast<void>(sink);
#endif
}

void set_method(CURL* easy, const HttpRequest& request) {
  // Takes back what the last request has set, its body too.
  curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, nullptr);
  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
                        request.method == "PATCH";
  if (has_body) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  const bool libcurl_says_it = request.method == (has_body ? "POST" : "GET");
  if (!libcurl_says_it) curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void set_security(CURL* easy, const std::string& ca_file) {
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (ca_file.empty()) return;
  curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
}

}  // namespace

void prepare(CURL* easy, const std::string& ca_file) {
  // One request at a time gains nothing from HTTP/2, which libcurl would send again by itself in more cases.
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
  // A name server that hangs must not hold up a call whose time is over.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
  set_security(easy, ca_file);
}

void set_up(CURL* easy, const HttpRequest& request, const Target& target, const HeaderList& headers,
            Sink& sink) {
  curl_easy_setopt(easy, CURLOPT_CURLU, target.url.get());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  // libcurl sends a request again by itself when a connection that it has used before dies before the answer.
  const bool once = request.repeat == Repeat::never;
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, once ? 1L : 0L);
  allow_second(easy, !once, sink);
  set_method(easy, request);
  // Also switches off the variables of the environment.
  curl_easy_setopt(easy, CURLOPT_NOPROXY, target.loopback ? "*" : nullptr);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &sink);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sink);
}

}  // namespace vplatform::http
