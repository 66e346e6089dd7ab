// What is refused or fails before a byte goes out, and what the message gives away.

#include <cstdlib>

#include "support/catch.hpp"
#include "unit/http/http_bench.hpp"

namespace vplatform::testing {
namespace {

Error error_of(const HttpRequest& request, const AttemptOptions& attempt = {}) {
  const auto answer = make_transport()->send(request, attempt);
  REQUIRE(!answer);
  return answer.error();
}

/// A port where nobody listens.
int free_port() {
  return LoopbackServer({dies()}).port();
}

TEST_CASE("plain http is refused to all but loopback hosts, unless the request may") {
  for (const auto* url : {"http://api.example.invalid/x", "http://127.0.0.1.example.invalid/",
                          "http://10.0.0.1/", "HTTP://0.0.0.0/", "http://localhost.example.invalid/"}) {
    CAPTURE(url);
    const auto error = error_of(request_to(url));
    CHECK(error.code == ErrorCode::invalid_argument);
    CHECK(error.effect == Effect::none);
  }
  auto allowed = request_to("http://api.example.invalid/x");
  allowed.allow_http = true;
  CHECK(error_of(allowed).code == ErrorCode::unavailable);
}

TEST_CASE("loopback hosts may be spoken to in plain text by any of their names") {
  const LoopbackServer server({says("")});
  const auto port = std::to_string(server.port());
  for (const auto* host : {"127.0.0.1", "localhost", "LOCALHOST", "127.1"}) {
    CAPTURE(host);
    CHECK(make_transport()->send(request_to("http://" + std::string(host) + ":" + port), {}));
  }
}

TEST_CASE("what is not http or https, or holds a user, or cannot be read, is refused") {
  for (const auto* url :
       {"", "ftp://127.0.0.1/", "file:///etc/passwd", "http://user@127.0.0.1/", "http://:pass@127.0.0.1/",
        "http://127.0.0.1/a\r\nX: y", "http://127.0.0.1/a b", "https://"}) {
    CAPTURE(url);
    CHECK(error_of(request_to(url)).code == ErrorCode::invalid_argument);
  }
  CHECK(error_of(request_to(std::string("http://127.0.0.1\0.evil/", 23))).code ==
        ErrorCode::invalid_argument);
}

TEST_CASE("a line break cannot get into a header, nor into the method") {
  const LoopbackServer server({says("")});
  const Header headers[] = {{.name = "X", .value = "a\r\nY: b"},
                            {.name = "X", .value = "a\nY: b"},
                            {.name = "X", .value = std::string("a\0b", 3)},
                            {.name = "X\r\nY", .value = "a"},
                            {.name = "X Y", .value = "a"},
                            {.name = "", .value = "a"},
                            {.name = "X:", .value = "a"}};
  for (const auto& header : headers) {
    auto request = request_to(server.url());
    request.headers = {header};
    const auto error = error_of(request);
    CHECK(error.code == ErrorCode::invalid_argument);
    CHECK(error.effect == Effect::none);
  }
  CHECK(error_of(request_to(server.url(), Repeat::read, "GET / HTTP/1.1\r\nX: y\r\n")).code ==
        ErrorCode::invalid_argument);
  CHECK(server.requests().empty());
}

TEST_CASE("a host that cannot be reached leaves no effect") {
  const auto refused =
      error_of(request_to("http://127.0.0.1:" + std::to_string(free_port()), Repeat::never, "POST"));
  CHECK(refused.code == ErrorCode::unavailable);
  CHECK(refused.effect == Effect::none);
  CHECK(error_of(request_to("https://no-such-host.invalid/", Repeat::never, "POST")).effect == Effect::none);
}

TEST_CASE("an attempt that is stopped or has no time is not begun") {
  const LoopbackServer server({says("")});
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = error_of(request_to(server.url()), {.stop = stop.get_token()});
  CHECK(stopped.code == ErrorCode::cancelled);
  CHECK(stopped.effect == Effect::none);
  const auto late = error_of(request_to(server.url()), {.timeout = std::chrono::milliseconds{0}});
  CHECK(late.code == ErrorCode::deadline_exceeded);
  CHECK(late.effect == Effect::none);
  CHECK(server.connections() == 0);
}

TEST_CASE("the variables of the environment send nothing for a loopback host through a proxy") {
  const LoopbackServer proxy({says("proxy")});
  const LoopbackServer server({says("server")});
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  const auto direct = make_transport()->send(request_to(server.url()), {});
  auto elsewhere = request_to("http://api.example.invalid/");
  elsewhere.allow_http = true;
  const auto proxied = make_transport()->send(elsewhere, {});
  ::unsetenv("http_proxy");
  REQUIRE(direct);
  CHECK(direct->body == "server");
  REQUIRE(proxied);
  CHECK(proxied->body == "proxy");
}

TEST_CASE("a message names the host, and neither path nor query nor header") {
  const LoopbackServer server({dies()});
  for (const auto& base :
       {server.url(), "http://127.0.0.1:" + std::to_string(free_port()) + "/",
        std::string("http://plain.example.invalid/"), std::string("https://tls.example.invalid/")}) {
    auto request = request_to(base + "private-path?token=private-query", Repeat::never, "POST");
    request.headers = {{.name = "Authorization", .value = "Bearer private-header", .secret = true}};
    request.body = "private-body";
    const auto error = error_of(request);
    CAPTURE(error.message);
    CHECK(error.message.find("private") == std::string::npos);
    CHECK((error.message.find("127.0.0.1") != std::string::npos ||
           error.message.find("invalid") != std::string::npos));
  }
}

}  // namespace
}  // namespace vplatform::testing
