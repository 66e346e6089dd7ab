#include "http/curl_target.hpp"

#include <algorithm>
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

Result<Target> read_target(const std::string& text) {
  Target target{.url = std::unique_ptr<CURLU, UrlCleanup>(curl_url()), .text = text};
  CURLU* url = target.url.get();
  if (url == nullptr) return fail(ErrorCode::internal, "out of memory");
  const CURLUcode read =
      curl_url_set(url, CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS | CURLU_DISALLOW_USER);
  if (read == CURLUE_USER_NOT_ALLOWED)
    return fail(ErrorCode::invalid_argument, "the request's URL holds a user or a password");
  if (read != CURLUE_OK || text.find('\0') != std::string::npos)
    return fail(ErrorCode::invalid_argument, "the request's URL cannot be read");
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http")
    return fail(ErrorCode::invalid_argument, "the request's URL is neither https nor http");
  target.host = without_brackets(part_of(url, CURLUPART_HOST));
  target.origin = scheme + "://" + target.host + ":" + part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  target.loopback = spi::is_loopback(target.host);
  target.encrypted = scheme == "https";
  return target;
}

}  // namespace

Result<std::shared_ptr<const Target>> TargetReader::read(const HttpRequest& request) {
  auto target = find(request.url);
  if (!target) {
    auto fresh = read_target(request.url);
    if (!fresh) return Failure{std::move(fresh.error())};
    target = std::make_shared<const Target>(*std::move(fresh));
    if (request.url.find('?') == std::string::npos) keep(target);
  }
  if (!target->encrypted && !target->loopback && !request.allow_http) {
    return fail(ErrorCode::invalid_argument,
                "plain http to " + target->host + " is refused; 'allow_http' would permit it");
  }
  return target;
}

std::shared_ptr<const Target> TargetReader::find(const std::string& text) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const auto& one) { return one != nullptr && one->text == text; });
  return found != kept_.end() ? *found : nullptr;
}

void TargetReader::keep(std::shared_ptr<const Target> target) {
  const std::lock_guard lock(mutex_);
  kept_[next_] = std::move(target);
  next_ = (next_ + 1) % most_kept;
}

}  // namespace vplatform::http
