#include "http/curl_headers.hpp"

#include <algorithm>
#include <array>

namespace vplatform::http {

namespace {

/// Of what names of headers and methods consist.
constexpr std::array<bool, 256> token_bytes = [] {
  std::array<bool, 256> are{};
  constexpr std::string_view all =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (const char c : all) are[static_cast<unsigned char>(c)] = true;
  return are;
}();

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return token_bytes[static_cast<unsigned char>(c)]; });
}

bool is_one_line(std::string_view text) noexcept {
  // Three searches: each is fast, where one for any of three goes byte by byte.
  constexpr auto absent = std::string_view::npos;
  return text.find('\r') == absent && text.find('\n') == absent && text.find('\0') == absent;
}

// Here rather than by CURLOPT_USERAGENT, which libcurl writes twice, byte by byte.
constexpr std::string_view user_agent = "User-Agent: vplatform/" VPLATFORM_VERSION;
// Without these two libcurl waits before it sends a large body, and calls every body a form.
constexpr std::string_view no_expect = "Expect:";
constexpr std::string_view no_content_type = "Content-Type:";

}  // namespace

void HeaderList::reserve(std::size_t lines, std::size_t bytes) {
  text_.reserve(bytes);
  lines_.reserve(lines);
}

void HeaderList::add(std::string_view name, std::string_view separator, std::string_view value) {
  char* const line = text_.data() + text_.size();
  for (const auto part : {name, separator, value}) text_.insert(text_.end(), part.begin(), part.end());
  text_.push_back('\0');
  if (!lines_.empty()) lines_.back().next = lines_.data() + lines_.size();
  lines_.push_back({.data = line, .next = nullptr});
}

curl_slist* HeaderList::get() const noexcept {
  return lines_.empty() ? nullptr : const_cast<curl_slist*>(lines_.data());
}

std::string_view trimmed(std::string_view text) noexcept {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Result<HeaderList> header_list(const HttpRequest& request) {
  if (!is_token(request.method))
    return fail(ErrorCode::invalid_argument, "the request's method is no HTTP method");
  constexpr std::size_t own = 3;
  std::size_t bytes = user_agent.size() + no_expect.size() + no_content_type.size() + own;
  for (const auto& [name, value, secret] : request.headers) bytes += name.size() + value.size() + 3;
  HeaderList list;
  list.reserve(request.headers.size() + own, bytes);
  for (const auto& [name, value, secret] : request.headers) {
    if (!is_token(name) || !is_one_line(value)) {
      return fail(ErrorCode::invalid_argument,
                  "a header of the request has a bad name, or a line break in its value");
    }
    // libcurl's way to write a header without a value is a semicolon.
    if (trimmed(value).empty()) {
      list.add(name, ";");
    } else {
      list.add(name, ": ", value);
    }
  }
  if (!find_header(request.headers, "user-agent")) list.add(user_agent);
  list.add(no_expect);
  if (!find_header(request.headers, "content-type")) list.add(no_content_type);
  return list;
}

}  // namespace vplatform::http
