// One request and its answer: what goes out, what is read, and what a broken answer means.

#include <algorithm>

#include "support/catch.hpp"
#include "unit/http/http_bench.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a request goes out as it was built, and nothing is added that says more") {
  const LoopbackServer server({says("{}")});
  auto request = request_to(server.url("/rooms/../a%2Fb?x=1"), Repeat::never, "POST");
  request.headers = {{.name = "X-Empty", .value = ""}, {.name = "X-One", .value = "1"}};
  request.body = std::string("a\0b", 3);
  REQUIRE(make_transport()->send(request, {}));

  const auto sent = server.requests().at(0);
  CHECK(sent.starts_with("POST /rooms/../a%2Fb?x=1 HTTP/1.1\r\n"));
  CHECK(has(sent, "\r\nUser-Agent: vplatform/0.1.0\r\n"));
  CHECK(has(sent, "\r\nX-Empty:\r\n"));
  CHECK(has(sent, "\r\nX-One: 1\r\n"));
  CHECK(has(sent, std::string("\r\n\r\na\0b", 7)));
  CHECK(!has(sent, "Accept-Encoding"));
  CHECK(!has(sent, "Expect"));
  CHECK(!has(sent, "Content-Type"));
}

TEST_CASE("every method goes out under its name, with a length where it has a body") {
  for (const auto* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    CAPTURE(method);
    const LoopbackServer server({says("")});
    REQUIRE(make_transport()->send(request_to(server.url(), Repeat::never, method), {}));
    const auto sent = server.requests().at(0);
    CHECK(sent.starts_with(std::string(method) + " / HTTP/1.1\r\n"));
    CHECK(has(sent, "Content-Length: 0") == (method[0] == 'P'));
  }
}

TEST_CASE("a large body goes out at once, without waiting to be invited") {
  const LoopbackServer server({says("")});
  auto request = request_to(server.url(), Repeat::never, "POST");
  request.body.assign(2'000'000, 'x');
  REQUIRE(make_transport()->send(request, {}));
  const auto sent = server.requests().at(0);
  CHECK(sent.size() > 2'000'000);
  CHECK(!has(sent.substr(0, 1000), "Expect"));
}

TEST_CASE("an answer of any status is an answer, with its headers and its body") {
  const LoopbackServer server({[](LoopbackConnection& peer) {
    peer.answer(429, "slow down", "Retry-After: 2\r\nX-Twice: a\r\nx-twice: b\r\n");
  }});
  const auto answer = make_transport()->send(request_to(server.url()), {});
  REQUIRE(answer);
  CHECK(answer->status == 429);
  CHECK(answer->body == "slow down");
  CHECK(find_header(answer->headers, "retry-after") == "2");
  CHECK(std::count_if(answer->headers.begin(), answer->headers.end(), [](const Header& header) {
          return header.name == "X-Twice" || header.name == "x-twice";
        }) == 2);
}

TEST_CASE("an answer in pieces is put together, and an interim one leaves no trace") {
  const LoopbackServer server({[](LoopbackConnection& peer) {
    for (const auto* piece : {"HTTP/1.1 103 Hints\r\nX-Interim: 1\r\n\r\nHTTP/1.", "1 200 OK\r\nTransfer-Enc",
                              "oding: chunked\r\n\r\n3\r\nab", "c\r\n2\r\nde\r\n0\r\n\r\n"}) {
      peer.send(piece);
    }
  }});
  const auto answer = make_transport()->send(request_to(server.url()), {});
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == "abcde");
  CHECK(!find_header(answer->headers, "x-interim"));
}

TEST_CASE("a redirect is not followed") {
  const LoopbackServer other({says("never")});
  const LoopbackServer server(
      {[&](LoopbackConnection& peer) { peer.answer(302, "", "Location: " + other.url() + "\r\n"); }});
  const auto answer = make_transport()->send(request_to(server.url()), {});
  REQUIRE(answer);
  CHECK(answer->status == 302);
  CHECK(other.requests().empty());
}

TEST_CASE("an answer that is too large is given up, be it the body or the headers") {
  const std::string many(10'000'000, 'x');
  const LoopbackServer body({says(many)});
  const LoopbackServer headers({[](LoopbackConnection& peer) {
    peer.send("HTTP/1.1 200 OK\r\n");
    while (peer.send("X-More: 1\r\n")) {
    }
  }});
  for (const auto* server : {&body, &headers}) {
    const auto answer = make_transport()->send(request_to(server->url()), {.max_response = 100'000});
    REQUIRE(!answer);
    CHECK(answer.error().code == ErrorCode::bad_response);
    CHECK(answer.error().effect == Effect::unknown);
  }
}

TEST_CASE("what is no HTTP is a bad response") {
  for (const auto* garbage : {"SSH-2.0-OpenSSH\r\n", "HTTP/9.9 banana\r\n\r\n"}) {
    CAPTURE(garbage);
    const LoopbackServer server({sends(garbage)});
    const auto answer = make_transport()->send(request_to(server.url()), {});
    REQUIRE(!answer);
    CHECK(answer.error().code == ErrorCode::bad_response);
  }
}

TEST_CASE("a connection that ends before the answer is complete is unavailable, with an unknown effect") {
  for (const auto* part :
       {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"}) {
    CAPTURE(part);
    const LoopbackServer server({sends(part)});
    const auto answer = make_transport()->send(request_to(server.url(), Repeat::never, "POST"), {});
    REQUIRE(!answer);
    CHECK(answer.error().code == ErrorCode::unavailable);
    CHECK(answer.error().effect == Effect::unknown);
    CHECK(server.requests().size() == 1);
  }
}

TEST_CASE("a server that hangs or drips is given up in time") {
  const LoopbackServer hangs({[](LoopbackConnection& peer) { peer.hang(); }});
  const LoopbackServer drips_headers({[](LoopbackConnection& peer) {
    peer.send("HTTP/1.1 200 OK\r\nX-Long: ");
    peer.drip();
  }});
  const LoopbackServer drips_body({[](LoopbackConnection& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    peer.drip();
  }});
  for (const auto* server : {&hangs, &drips_headers, &drips_body}) {
    const auto began = std::chrono::steady_clock::now();
    const auto answer = make_transport()->send(request_to(server->url()), {.timeout = 100ms});
    const auto took = std::chrono::steady_clock::now() - began;
    REQUIRE(!answer);
    CHECK(answer.error().code == ErrorCode::deadline_exceeded);
    CHECK(answer.error().effect == Effect::unknown);
    CHECK(took >= 90ms);
    CHECK(took < 5s);
  }
}

/// How long after the stop an attempt ends that is stopped while it hangs.
std::chrono::steady_clock::duration time_to_stop() {
  std::stop_source stop;
  std::chrono::steady_clock::time_point stopped;
  const LoopbackServer server({[&](LoopbackConnection& peer) {
    // By then libcurl has nothing left to do but to wait, which it does by the second.
    peer.pause(300ms);
    stopped = std::chrono::steady_clock::now();
    stop.request_stop();
    peer.hang();
  }});
  const auto answer = make_transport()->send(request_to(server.url(), Repeat::never, "POST"),
                                             {.timeout = 60s, .stop = stop.get_token()});
  const auto took = std::chrono::steady_clock::now() - stopped;
  REQUIRE(!answer);
  CHECK(answer.error().code == ErrorCode::cancelled);
  CHECK(answer.error().effect == Effect::unknown);
  return took;
}

TEST_CASE("a stop ends an attempt that hangs, promptly") {
  // Who does not wake libcurl ends 700 ms later each time. A busy machine is late once or twice.
  auto fastest = time_to_stop();
  for (int tries = 1; tries < 5 && fastest >= 400ms; ++tries) fastest = std::min(fastest, time_to_stop());
  CHECK(fastest < 400ms);
}

}  // namespace
}  // namespace vplatform::testing
