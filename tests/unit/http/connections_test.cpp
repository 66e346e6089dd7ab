// Connections: which are used again, and that nothing is sent twice over them.

#include <atomic>
#include <memory>

#include "support/catch.hpp"
#include "unit/http/http_bench.hpp"

namespace vplatform::testing {
namespace {

TEST_CASE("calls one after the other share a connection, from whichever thread they come") {
  const LoopbackServer server({says("ok")});
  const auto transport = make_transport();
  for (int i = 0; i < 5; ++i) {
    bool fine = false;
    std::thread([&] { fine = transport->send(request_to(server.url()), {}).has_value(); }).join();
    CHECK(fine);
  }
  CHECK(server.requests().size() == 5);
  CHECK(server.connections() == 1);
}

TEST_CASE("two hosts in turn keep a connection each") {
  const LoopbackServer one({says("1")});
  const LoopbackServer two({says("2")});
  const auto transport = make_transport();
  for (int i = 0; i < 6; ++i) REQUIRE(transport->send(request_to((i % 2 == 0 ? one : two).url()), {}));
  CHECK(one.connections() == 1);
  CHECK(two.connections() == 1);
}

TEST_CASE("more hosts than handles are served all the same") {
  const LoopbackServer one({says("1")});
  const LoopbackServer two({says("2")});
  const auto keeps_one = make_transport({.idle_handles = 1});
  const auto keeps_none = make_transport({.idle_handles = 0});
  for (int i = 0; i < 4; ++i) {
    for (const auto& transport : {keeps_one, keeps_none}) {
      const auto answer = transport->send(request_to((i % 2 == 0 ? one : two).url()), {});
      REQUIRE(answer);
      CHECK(answer->body == (i % 2 == 0 ? "1" : "2"));
    }
  }
}

TEST_CASE("a request that must not be repeated reaches the wire once when a used connection dies") {
  const LoopbackServer server({says("warm"), dies(), says("twice")});
  const auto transport = make_transport();
  REQUIRE(transport->send(request_to(server.url()), {}));

  auto request = request_to(server.url("/meetings"), Repeat::never, "POST");
  request.body = "{}";
  const auto answer = transport->send(request, {});
  REQUIRE(!answer);
  CHECK(answer.error().code == ErrorCode::unavailable);
  CHECK(answer.error().effect == Effect::unknown);
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a request that must not be repeated takes a connection that nothing has gone over") {
  const LoopbackServer server({says("ok")});
  const auto transport = make_transport();
  REQUIRE(transport->send(request_to(server.url()), {}));
  REQUIRE(transport->send(request_to(server.url(), Repeat::never, "POST"), {}));
  CHECK(server.connections() == 2);
}

TEST_CASE("a connection that died while it was idle is replaced before anything is sent over it") {
  const LoopbackServer server({sends("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), says("ok")});
  const auto transport = make_transport();
  for (int i = 0; i < 3; ++i) CHECK(transport->send(request_to(server.url(), Repeat::never, "POST"), {}));
  CHECK(server.requests().size() == 3);
}

TEST_CASE("nothing of a request shows in the next one on its handle") {
  const LoopbackServer server({says("ok")});
  const auto transport = make_transport();
  auto full = request_to(server.url("/first"), Repeat::never, "PATCH");
  full.body = "the first body";
  full.headers = {{.name = "X-First", .value = "1"}};
  REQUIRE(transport->send(full, {}));
  for (const auto* method : {"GET", "HEAD", "DELETE", "POST", "GET"}) {
    CAPTURE(method);
    REQUIRE(transport->send(request_to(server.url("/next"), Repeat::read, method), {}));
    const auto seen = server.requests().back();
    CHECK(seen.starts_with(std::string(method) + " /next HTTP/1.1\r\n"));
    CHECK(seen.find("first") == std::string::npos);
    CHECK(seen.find("X-First") == std::string::npos);
  }
  CHECK(server.connections() <= 2);
}

TEST_CASE("a host that cannot be reached leaves no effect, though its handle has sent before") {
  auto server = std::make_unique<LoopbackServer>(std::vector<LoopbackServer::Behaviour>{says("ok")});
  const auto transport = make_transport({.idle_handles = 1});
  const auto request = request_to(server->url(), Repeat::never, "POST");
  REQUIRE(transport->send(request, {}));
  server.reset();
  const auto answer = transport->send(request, {});
  REQUIRE(!answer);
  CHECK(answer.error().code == ErrorCode::unavailable);
  CHECK(answer.error().effect == Effect::none);
}

TEST_CASE("a stopped or late attempt does not spoil the next one") {
  // By a flag and not by number: the late one may be gone before it has arrived.
  std::atomic<bool> hangs{true};
  const LoopbackServer server({[&](LoopbackConnection& peer) {
    if (hangs) {
      peer.hang();
    } else {
      peer.answer(200, "next");
    }
  }});
  const auto transport = make_transport();
  CHECK(!transport->send(request_to(server.url()), {.timeout = std::chrono::milliseconds{20}}));
  hangs = false;
  const auto answer = transport->send(request_to(server.url()), {});
  REQUIRE(answer);
  CHECK(answer->body == "next");
}

TEST_CASE("eight threads on one transport get their answers, over no more connections than threads") {
  const LoopbackServer server({says("ok")});
  const auto transport = make_transport();
  std::atomic<int> fine{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 25; ++call) {
        if (transport->send(request_to(server.url()), {})) ++fine;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(fine == 200);
  CHECK(server.requests().size() == 200);
  CHECK(server.connections() <= 8);
}

TEST_CASE("threads that are stopped in the middle leave a transport that works") {
  const LoopbackServer hangs({[](LoopbackConnection& peer) { peer.hang(); }});
  const LoopbackServer works({says("ok")});
  const auto transport = make_transport();
  std::stop_source stop;
  std::atomic<int> cancelled{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto answer = transport->send(request_to(hangs.url()), {.stop = stop.get_token()});
      if (!answer && answer.error().code == ErrorCode::cancelled) ++cancelled;
    });
  }
  while (hangs.requests().size() < 8) std::this_thread::yield();
  stop.request_stop();
  for (auto& thread : threads) thread.join();
  CHECK(cancelled == 8);
  CHECK(transport->send(request_to(works.url()), {}));
}

}  // namespace
}  // namespace vplatform::testing
