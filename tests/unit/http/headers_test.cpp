#include "http/curl_headers.hpp"

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace vplatform;

namespace {

const std::string us = "User-Agent: vplatform/0.1.0";

std::vector<std::string> lines(const http::HeaderList& list) {
  std::vector<std::string> lines;
  for (const auto* line = list.get(); line != nullptr; line = line->next) lines.emplace_back(line->data);
  return lines;
}

}  // namespace

TEST_CASE("libcurl has every header, and neither waits nor calls the body a form") {
  const HttpRequest request{.headers = {{.name = "X-First", .value = std::string(300, 'x')},
                                        {.name = "X-Empty", .value = " "},
                                        {.name = "X-Last", .value = "y"}}};
  CHECK(lines(*http::header_list(request)) == std::vector<std::string>{"X-First: " + std::string(300, 'x'),
                                                                       "X-Empty;", "X-Last: y", us,
                                                                       "Expect:", "Content-Type:"});
}

TEST_CASE("a content type and a user agent of the request's own stay") {
  const HttpRequest request{.headers = {{.name = "content-type", .value = "text/plain"},
                                        {.name = "user-agent", .value = "host/1"}}};
  CHECK(lines(*http::header_list(request)) ==
        std::vector<std::string>{"content-type: text/plain", "user-agent: host/1", "Expect:"});
}

TEST_CASE("a list of headers stays where it is while it is moved") {
  auto list = *http::header_list({.headers = {{.name = "A", .value = "b"}}});
  const auto* before = list.get();
  const http::HeaderList moved = std::move(list);
  CHECK(moved.get() == before);
  CHECK(lines(moved) == std::vector<std::string>{"A: b", us, "Expect:", "Content-Type:"});
}
