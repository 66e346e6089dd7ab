#include "http/curl_target.hpp"

#include <string>
#include <utility>

#include "support/catch.hpp"

using namespace vplatform;
using http::TargetReader;

namespace {

HttpRequest request_to(std::string url, bool allow_http = false) {
  return {.url = std::move(url), .allow_http = allow_http};
}

}  // namespace

TEST_CASE("a URL that was read before is not read again") {
  TargetReader reader;
  const auto first = reader.read(request_to("https://api.example.com/v1/rooms")).value();
  CHECK(reader.read(request_to("https://api.example.com/v1/rooms")).value() == first);
  const auto other = reader.read(request_to("https://api.example.com/v1/room")).value();
  CHECK(other != first);
  CHECK(other->host == "api.example.com");
  CHECK(reader.read(request_to("https://api.example.com/v1/rooms")).value() == first);
}

TEST_CASE("a URL with a query is not kept, since it may hold a secret") {
  TargetReader reader;
  const auto first = reader.read(request_to("https://api.example.com/file?token=abc")).value();
  CHECK(reader.read(request_to("https://api.example.com/file?token=abc")).value() != first);
}

TEST_CASE("what one request may do in plain text another may not, though the URL is known") {
  TargetReader reader;
  const std::string url = "http://meet.example.com/rooms";
  CHECK(reader.read(request_to(url, true)));
  CHECK(reader.read(request_to(url)).error().code == ErrorCode::invalid_argument);
  CHECK(reader.read(request_to(url, true)));
}

TEST_CASE("a URL that many others have followed is read anew") {
  TargetReader reader;
  const auto first = reader.read(request_to("https://api.example.com/0")).value();
  for (int i = 1; i < 100; ++i) {
    const std::string host = "host-" + std::to_string(i) + ".example.com";
    CHECK(reader.read(request_to("https://" + host + "/")).value()->host == host);
  }
  const auto again = reader.read(request_to("https://api.example.com/0")).value();
  CHECK(again != first);
  CHECK(again->origin == first->origin);
}
