#include "vplatform/spi/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "vplatform/spi/crypto.hpp"

namespace vplatform::spi {

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_unreserved(char c) noexcept {
  return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// Blanks, controls and the backslash are what makes two readers see two different hosts.
bool is_plain(char c) noexcept {
  return c > ' ' && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Failure bad_url(std::string_view why) {
  return fail(ErrorCode::invalid_argument, "not a usable URL: " + std::string(why));
}

bool is_name_host(std::string_view host) {
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_'; });
}

bool is_ipv6_host(std::string_view host) {
  const auto fits = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.'; };
  return std::count(host.begin(), host.end(), ':') >= 2 && std::all_of(host.begin(), host.end(), fits);
}

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || !is_digit(text.front()) || error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  if (port < 1 || port > 65535) return std::nullopt;
  return port;
}

// `host`, `host:port`, `[v6]` or `[v6]:port`.
Result<void> read_host_and_port(std::string_view text, Url& url) {
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return bad_url("its host has no closing bracket");
    url.host = lower(text.substr(1, close - 1));
    if (!is_ipv6_host(url.host)) return bad_url("there is no IPv6 address in its brackets");
    rest = text.substr(close + 1);
  } else {
    const auto colon = text.find(':');
    url.host = lower(text.substr(0, colon));
    if (url.host.empty()) return bad_url("it has no host");
    if (!is_name_host(url.host)) return bad_url("its host is not a host name");
    if (colon != std::string_view::npos) rest = text.substr(colon);
  }
  if (rest.empty()) return {};
  const auto port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
  if (!port) return bad_url("its port is not a number from 1 to 65535");
  url.port = *port;
  return {};
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return fail(ErrorCode::invalid_argument, "a '%' is not followed by two hex digits");
    out += *byte;
    i += 2;
  }
  return out;
}

Result<Url> parse_url(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_plain))
    return bad_url("it holds a character that no URL has");
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return bad_url("it has no scheme");
  Url url;
  url.scheme = lower(text.substr(0, colon));
  constexpr std::array<std::string_view, 4> schemes{"http", "https", "ws", "wss"};
  if (std::find(schemes.begin(), schemes.end(), url.scheme) == schemes.end()) {
    return bad_url("its scheme is not http, https, ws or wss");
  }
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto end = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, end);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.has_user = true;
    authority.remove_prefix(at + 1);
  }
  if (auto read = read_host_and_port(authority, url); !read) return Failure{read.error()};
  if (end == std::string_view::npos) return url;
  rest.remove_prefix(end);
  const auto mark = rest.find('?');
  url.path = rest.substr(0, mark);
  if (mark != std::string_view::npos) url.query = rest.substr(mark + 1);
  return url;
}

std::string origin_of(const Url& url) {
  const bool is_ipv6 = url.host.find(':') != std::string::npos;
  std::string origin = url.scheme + "://" + (is_ipv6 ? "[" + url.host + "]" : url.host);
  if (url.port != 0) origin += ":" + std::to_string(url.port);
  return origin;
}

bool is_loopback(std::string_view host) noexcept {
  constexpr std::string_view name = "localhost";
  const auto same = [](char a, char b) { return (is_letter(a) ? (a | 0x20) : a) == b; };
  if (std::equal(host.begin(), host.end(), name.begin(), name.end(), same)) return true;
  if (host == "::1") return true;
  // All four numbers, since `127.0.0.1.example.com` is anybody's.
  if (!host.starts_with("127.")) return false;
  int numbers = 0;
  while (true) {
    const auto dot = host.find('.');
    const std::string_view part = host.substr(0, dot);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.empty() || error != std::errc{} || end != part.data() + part.size() || value > 255) return false;
    ++numbers;
    if (dot == std::string_view::npos) return numbers == 4;
    host.remove_prefix(dot + 1);
  }
}

std::string with_query(std::string url, std::string_view name, std::string_view value) {
  const auto fragment_at = std::min(url.find('#'), url.size());
  const auto mark = url.find('?');
  const bool has_query = mark < fragment_at;
  const char last = fragment_at == 0 ? '\0' : url[fragment_at - 1];
  std::string added;
  if (!has_query) {
    added = "?";
  } else if (last != '?' && last != '&') {
    added = "&";
  }
  added += percent_encode(name) + "=" + percent_encode(value);
  return url.insert(fragment_at, added);
}

}  // namespace vplatform::spi
