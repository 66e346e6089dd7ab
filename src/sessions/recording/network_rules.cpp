#include "sessions/recording/network_rules.hpp"

#include <algorithm>
#include <utility>

namespace vplatform::sessions {
namespace {

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letters(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  return CurlText(text).get();
}

std::string plain_host(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.pop_back();
  std::transform(host.begin(), host.end(), host.begin(), lower);
  return host;
}

/// Hosts come from whoever sent the link: an error shows no more of them than a name can be.
std::string shown(const std::string& host) {
  constexpr std::size_t longest_name = 253;
  return is_host_pattern(host) && host.size() <= longest_name ? "'" + host + "'" : "of that link";
}

}  // namespace

bool is_host_pattern(std::string_view pattern) noexcept {
  if (pattern.starts_with("*.")) pattern.remove_prefix(2);
  return !pattern.empty() && std::all_of(pattern.begin(), pattern.end(), [](char c) {
    const char x = lower(c);
    return (x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || x == '-' || x == '.' || x == '_' || x == ':';
  });
}

bool is_allowed(const NetworkRules& rules, std::string_view host) noexcept {
  return std::any_of(rules.allowed_hosts.begin(), rules.allowed_hosts.end(), [&](std::string_view pattern) {
    if (!pattern.starts_with("*.")) return same_letters(pattern, host);
    pattern.remove_prefix(1);  // and the dot stays
    return host.size() > pattern.size() && same_letters(pattern, host.substr(host.size() - pattern.size()));
  });
}

Result<CheckedUrl> check_url(const NetworkRules& rules, const std::string& url, const CheckedUrl* base) {
  CheckedUrl checked{.url = CurlUrl(base == nullptr ? curl_url() : curl_url_dup(base->url.get()))};
  CURLU* parts = checked.url.get();
  if (parts == nullptr) return fail(ErrorCode::internal, "out of memory");
  if (url.find('\0') != std::string::npos ||
      curl_url_set(parts, CURLUPART_URL, url.c_str(), base == nullptr ? CURLU_PATH_AS_IS : 0U) != CURLUE_OK) {
    return fail(ErrorCode::invalid_argument, "the link to a recording's file is no URL");
  }
  const std::string scheme = part_of(parts, CURLUPART_SCHEME);
  checked.host = plain_host(part_of(parts, CURLUPART_HOST));
  checked.origin = scheme + "://" + checked.host + ":" + part_of(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (scheme != "https" && !(scheme == "http" && rules.allow_http)) {
    return fail(ErrorCode::permission_denied,
                "a recording's file is fetched over https alone; 'allow_http' would permit http too");
  }
  if (!part_of(parts, CURLUPART_USER).empty() || !part_of(parts, CURLUPART_PASSWORD).empty())
    return fail(ErrorCode::permission_denied, "the link to a recording's file holds a user or a password");
  if (is_allowed(rules, checked.host)) return checked;
  return fail(ErrorCode::permission_denied,
              "the host " + shown(checked.host) + " of a recording's file is not in 'allowed_hosts'");
}

}  // namespace vplatform::sessions
