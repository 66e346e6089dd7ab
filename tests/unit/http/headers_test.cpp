#include "http/curl_headers.hpp"

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace vplatform;

namespace {

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
                                                                       "X-Empty;", "X-Last: y",
                                                                       "Expect:", "Content-Type:"});
}

TEST_CASE("a content type of the request's own stays") {
  const HttpRequest request{.headers = {{.name = "content-type", .value = "text/plain"}}};
  CHECK(lines(*http::header_list(request)) ==
        std::vector<std::string>{"content-type: text/plain", "Expect:"});
}

TEST_CASE("a list of headers stays where it is while it is moved") {
  auto list = *http::header_list({.headers = {{.name = "A", .value = "b"}}});
  const auto* before = list.get();
  const http::HeaderList moved = std::move(list);
  CHECK(moved.get() == before);
  CHECK(lines(moved) == std::vector<std::string>{"A: b", "Expect:", "Content-Type:"});
}
