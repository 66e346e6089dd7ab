// TLS: who is believed, and that sessions are used again.

#include "support/catch.hpp"
#include "unit/http/http_bench.hpp"
#include "unit/http/identity.hpp"

namespace vplatform::testing {
namespace {

TEST_CASE("a certificate that nobody vouches for is refused before anything is sent") {
  const Identity identity("IP:127.0.0.1");
  const LoopbackServer server({says("secret")}, identity.context.get());
  const auto answer = make_transport()->send(request_to(server.url(), Repeat::never, "POST"), {});
  REQUIRE(!answer);
  CHECK(answer.error().code == ErrorCode::unavailable);
  CHECK(answer.error().effect == Effect::none);
  CHECK(answer.error().message == "the certificate of 127.0.0.1 cannot be verified");
  CHECK(server.requests().empty());
}

TEST_CASE("a certificate for another name is refused although it is trusted") {
  const Identity identity("DNS:other.invalid");
  const LoopbackServer server({says("secret")}, identity.context.get());
  const auto answer = make_transport({.ca_file = identity.file})->send(request_to(server.url()), {});
  REQUIRE(!answer);
  CHECK(answer.error().effect == Effect::none);
  CHECK(server.requests().empty());
}

TEST_CASE("a trusted certificate is accepted, and its connection is used again") {
  const Identity identity("IP:127.0.0.1");
  const LoopbackServer server({says("ok")}, identity.context.get());
  const auto transport = make_transport({.ca_file = identity.file});
  for (int i = 0; i < 3; ++i) REQUIRE(transport->send(request_to(server.url()), {}));
  CHECK(server.connections() == 1);
}

TEST_CASE("a TLS connection that died while it was idle is replaced, and no signal ends the program") {
  const Identity identity("IP:127.0.0.1");
  const LoopbackServer server({sends("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")},
                              identity.context.get());
  const auto transport = make_transport({.ca_file = identity.file});
  for (int i = 0; i < 3; ++i) CHECK(transport->send(request_to(server.url()), {}));
  CHECK(server.connections() == 3);
}

TEST_CASE("a new connection takes up the TLS session of another thread's") {
  const Identity identity("IP:127.0.0.1");
  const LoopbackServer server({says("ok")}, identity.context.get());
  // Every call is a new connection, and on the blocking face on a new handle.
  const auto transport = make_transport({.idle_handles = 0, .ca_file = identity.file});
  for (int i = 0; i < 3; ++i) {
    bool fine = false;
    std::thread([&] {
      fine = transport->send(request_to(server.url(), Repeat::never), {}).has_value();
    }).join();
    CHECK(fine);
  }
  CHECK(server.connections() == 3);
  CHECK(server.resumed() >= 1);
}

TEST_CASE("TLS to a server that speaks plain text fails before the request is sent") {
  const LoopbackServer plain({says("ok")});
  const auto answer = make_transport()->send(
      request_to("https://127.0.0.1:" + std::to_string(plain.port()), Repeat::never, "POST"),
      {.timeout = std::chrono::milliseconds{200}});
  REQUIRE(!answer);
  CHECK(answer.error().effect == Effect::none);
  CHECK(plain.requests().empty());
}

}  // namespace
}  // namespace vplatform::testing
