// HTTP/2: requests share connections, and still none goes out twice that must not.

#include "support/catch.hpp"
#include "unit/http/async_bench.hpp"
#include "unit/http/http2_server.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;
using Reaction = Http2Server::Reaction;

std::shared_ptr<CurlAsyncTransport> transport_to(const Http2Server& server, bool http2 = true) {
  return make_curl_async_transport({.http2 = http2, .ca_file = server.ca_file()}).value();
}

TEST_CASE("requests share one connection, all of them at once") {
  // Nobody is answered before all have asked.
  const Http2Server server([](int, int, int held) { return held == 50 ? Reaction::answer : Reaction::hold; });
  const auto transport = transport_to(server);
  Answers answers;
  const auto request = request_to(server.url());
  for (int i = 0; i < 50; ++i) transport->send(request, {.timeout = 30s}, answers.take());
  std::size_t fine = 0;
  for (const auto& answer : answers.wait_for(50)) fine += answer && answer->body == "ok" ? 1U : 0U;
  CHECK(fine == 50);
  CHECK(server.connections() == 1);
}

TEST_CASE("a server without HTTP/2 is asked over as many connections as it takes") {
  const Identity identity("IP:127.0.0.1");
  std::atomic<int> asked{0};
  // Nobody is answered before all have asked.
  const LoopbackServer server({[&](LoopbackConnection& peer) {
                                ++asked;
                                while (asked < 8) std::this_thread::yield();
                                peer.answer(200, "ok");
                              }},
                              identity.context.get());
  const auto transport = make_curl_async_transport({.ca_file = identity.file}).value();
  Answers answers;
  const auto request = request_to(server.url());
  for (int i = 0; i < 8; ++i) transport->send(request, {.timeout = 30s}, answers.take());
  for (const auto& answer : answers.wait_for(8)) CHECK(answer);
  CHECK(server.connections() == 8);
}

TEST_CASE("requests that must not be repeated take connections of their own, and others still share") {
  const Http2Server server([](int, int, int) { return Reaction::answer; });
  const auto transport = transport_to(server);
  const auto read = request_to(server.url());
  auto post = request_to(server.url(), Repeat::never, "POST");
  post.body = "{}";
  for (int round = 0; round < 3; ++round) {
    Answers answers;
    for (int i = 0; i < 10; ++i) transport->send(read, {.timeout = 30s}, answers.take());
    transport->send(post, {.timeout = 30s}, answers.take());
    for (const auto& answer : answers.wait_for(11)) CHECK(answer);
  }
  CHECK(server.posts() == 3);
  CHECK(server.connections() == 4);
}

TEST_CASE("a request that must not be repeated goes out once, though others have joined its connection") {
  // The first connection hears a post, lets another request join it, and ends.
  const Http2Server server([](int connection, int requests, int) {
    if (connection > 1) return Reaction::answer;
    return requests == 2 ? Reaction::hang_up : Reaction::hold;
  });
  const auto transport = transport_to(server);
  auto post = request_to(server.url(), Repeat::never, "POST");
  post.body = "{}";
  const auto read = request_to(server.url());
  Answers posted;
  Answers others;
  transport->send(post, {.timeout = 30s}, posted.take());
  while (server.requests() < 1) std::this_thread::yield();
  transport->send(read, {.timeout = 30s}, others.take());
  const auto lost = posted.wait_for(1);
  REQUIRE(lost.size() == 1);
  REQUIRE(!lost[0]);
  CHECK(lost[0].error().code == ErrorCode::unavailable);
  CHECK(lost[0].error().effect == Effect::unknown);
  CHECK(others.wait_for(1).size() == 1);
  CHECK(server.posts() == 1);
}

TEST_CASE("a request that must not be repeated goes out once, though the server says that it refused it") {
  const Http2Server server([](int, int, int) { return Reaction::refuse; });
  const auto transport = transport_to(server);
  auto post = request_to(server.url(), Repeat::never, "POST");
  post.body = "{}";
  Answers posted;
  transport->send(post, {.timeout = 30s}, posted.take());
  const auto refused = posted.wait_for(1);
  REQUIRE(refused.size() == 1);
  REQUIRE(!refused[0]);
  CHECK(refused[0].error().effect == Effect::unknown);
  CHECK(server.posts() == 1);
}

TEST_CASE("a stop takes one request off its connection, and leaves the others") {
  std::atomic<bool> stopped{false};
  const Http2Server server([&](int, int, int) { return stopped ? Reaction::answer : Reaction::hold; });
  const auto transport = transport_to(server);
  const auto request = request_to(server.url());
  Answers ended;
  Answers others;
  std::stop_source stop;
  transport->send(request, {.timeout = 30s, .stop = stop.get_token()}, ended.take());
  for (int i = 0; i < 5; ++i) transport->send(request, {.timeout = 30s}, others.take());
  while (server.requests() < 6) std::this_thread::yield();
  stop.request_stop();
  const auto cancelled = ended.wait_for(1);
  REQUIRE(cancelled.size() == 1);
  CHECK(cancelled[0].error().code == ErrorCode::cancelled);
  CHECK(cancelled[0].error().effect == Effect::unknown);
  stopped = true;
  transport->send(request, {.timeout = 30s}, others.take());
  for (const auto& answer : others.wait_for(6)) CHECK(answer);
  CHECK(server.connections() == 1);
}

}  // namespace
}  // namespace vplatform::testing
