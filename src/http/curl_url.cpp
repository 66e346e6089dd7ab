#include "http/curl_url.hpp"

#include <utility>

#include "vplatform/spi/url.hpp"

namespace vplatform::http {

namespace {

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::string without_brackets(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

Result<Target> read_target(const HttpRequest& request) {
  Target target{.url = std::unique_ptr<CURLU, UrlCleanup>(curl_url())};
  CURLU* url = target.url.get();
  if (url == nullptr) return fail(ErrorCode::internal, "out of memory");
  const CURLUcode read =
      curl_url_set(url, CURLUPART_URL, request.url.c_str(), CURLU_PATH_AS_IS | CURLU_DISALLOW_USER);
  if (read == CURLUE_USER_NOT_ALLOWED)
    return fail(ErrorCode::invalid_argument, "the request's URL holds a user or a password");
  if (read != CURLUE_OK || request.url.find('\0') != std::string::npos)
    return fail(ErrorCode::invalid_argument, "the request's URL cannot be read");
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  target.host = without_brackets(part_of(url, CURLUPART_HOST));
  target.origin = scheme + "://" + target.host + ":" + part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  target.loopback = spi::is_loopback(target.host);

  if (scheme == "https") return target;
  if (scheme != "http")
    return fail(ErrorCode::invalid_argument, "the request's URL is neither https nor http");
  if (target.loopback || request.allow_http) return target;
  return fail(ErrorCode::invalid_argument,
              "plain http to " + target.host + " is refused; 'allow_http' would permit it");
}

}  // namespace vplatform::http
