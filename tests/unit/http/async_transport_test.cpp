// The transport with a thread of its own: many requests at once, cancelling, deadlines, waits, and its end.

#include "support/catch.hpp"
#include "unit/http/async_bench.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<CurlAsyncTransport> transport_with(std::size_t connections = 256) {
  return make_curl_async_transport({.host_connections = connections}).value();
}

TEST_CASE("nothing is completed from inside, not even what is refused at once, nor in a callback") {
  const auto transport = transport_with();
  const auto request = request_to("ftp://127.0.0.1/");
  std::promise<std::thread::id> refused;
  std::promise<bool> later;
  transport->send(request, {}, [&](const Result<HttpResponse>&) {
    const auto inside = std::make_shared<bool>(true);
    transport->after(0ms, {}, [&, inside](bool) { later.set_value(!*inside); });
    *inside = false;
    refused.set_value(std::this_thread::get_id());
  });
  CHECK(refused.get_future().get() != std::this_thread::get_id());
  CHECK(later.get_future().get());
}

TEST_CASE("a thousand requests are under way on one thread, over no more connections than were allowed") {
  const LoopbackServer server({says("ok")});
  const auto transport = transport_with(8);
  Answers answers;
  const auto request = request_to(server.url());
  for (int i = 0; i < 1000; ++i) transport->send(request, {.timeout = 60s}, answers.take());
  std::size_t fine = 0;
  for (const auto& answer : answers.wait_for(1000)) fine += answer && answer->body == "ok" ? 1U : 0U;
  CHECK(fine == 1000);
  CHECK(server.connections() <= 8);
}

TEST_CASE("a host gets all the connections that it may have, and not one more, however many there are") {
  constexpr std::size_t most = 150;
  constexpr std::size_t wanted = 200;
  const LoopbackServer busy({hangs()});
  const LoopbackServer other({says("ok")});
  const auto transport = transport_with(most);
  Answers answers;
  Answers another;
  std::stop_source stop;
  const auto request = request_to(busy.url());
  for (std::size_t i = 0; i < wanted; ++i)
    transport->send(request, {.timeout = 60s, .stop = stop.get_token()}, answers.take());
  const auto give_up = std::chrono::steady_clock::now() + 30s;
  while (busy.connections() < most && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  // What comes last is begun last, and another host has connections of its own.
  const auto to_other = request_to(other.url());
  transport->send(to_other, {.timeout = 30s}, another.take());
  CHECK(another.wait_for(1).at(0).has_value());
  CHECK(busy.connections() == most);
  stop.request_stop();
  CHECK(count_of(answers.wait_for(wanted), ErrorCode::cancelled) == wanted);
}

TEST_CASE("requests one after the other share a connection, also where many are allowed") {
  const LoopbackServer server({says("ok")});
  const auto transport = transport_with(1000);
  Answers answers;
  const auto request = request_to(server.url());
  for (std::size_t i = 1; i <= 5; ++i) {
    transport->send(request, {.timeout = 60s}, answers.take());
    CHECK(answers.wait_for(i).back().has_value());
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("a deadline takes effect also for a request that still waits for a connection") {
  const LoopbackServer server({hangs()});
  const auto transport = transport_with(1);
  Answers answers;
  const auto request = request_to(server.url());
  std::stop_source stop;
  transport->send(request, {.timeout = 60s, .stop = stop.get_token()}, answers.take());
  while (server.requests().empty()) std::this_thread::yield();
  const auto began = std::chrono::steady_clock::now();
  transport->send(request, {.timeout = 50ms}, answers.take());
  const auto late = answers.wait_for(1);
  CHECK(std::chrono::steady_clock::now() - began < 5s);
  REQUIRE(late.size() == 1);
  CHECK(late[0].error().code == ErrorCode::deadline_exceeded);
  CHECK(late[0].error().effect == Effect::none);
  stop.request_stop();
  CHECK(count_of(answers.wait_for(2), ErrorCode::cancelled) == 1);
}

TEST_CASE("a stop ends what is under way, what waits for a connection, and what waits for time, at once") {
  const LoopbackServer server({hangs()});
  const auto transport = transport_with(1);
  Answers answers;
  std::stop_source stop;
  const AttemptOptions attempt{.timeout = 60s, .stop = stop.get_token()};
  const auto request = request_to(server.url());
  transport->send(request, attempt, answers.take());
  transport->send(request, attempt, answers.take());
  std::promise<bool> waited;
  transport->after(60s, stop.get_token(), [&](bool whole) { waited.set_value(whole); });
  while (server.requests().empty()) std::this_thread::yield();
  const auto began = std::chrono::steady_clock::now();
  stop.request_stop();
  CHECK(count_of(answers.wait_for(2), ErrorCode::cancelled) == 2);
  CHECK(!waited.get_future().get());
  CHECK(std::chrono::steady_clock::now() - began < 5s);
}

TEST_CASE("waits end in the order in which they are due, and not before") {
  const auto transport = transport_with();
  std::mutex mutex;
  std::vector<int> order;
  std::promise<void> last;
  const auto began = std::chrono::steady_clock::now();
  for (const int delay : {60, 20, 40}) {
    transport->after(std::chrono::milliseconds{delay}, {}, [&, delay](bool whole) {
      const std::lock_guard lock(mutex);
      if (whole) order.push_back(delay);
      if (order.size() == 3) last.set_value();
    });
  }
  last.get_future().wait();
  CHECK(std::chrono::steady_clock::now() - began >= 60ms);
  const std::lock_guard lock(mutex);
  CHECK(order == std::vector<int>{20, 40, 60});
}

TEST_CASE("shutting down completes all that is under way once, as cancelled, and what comes later too") {
  const LoopbackServer server({hangs()});
  const auto transport = transport_with(16);
  Answers answers;
  const auto request = request_to(server.url());
  for (int i = 0; i < 200; ++i) transport->send(request, {.timeout = 60s}, answers.take());
  std::atomic<int> waits{0};
  for (int i = 0; i < 50; ++i) transport->after(60s, {}, [&](bool whole) { waits += whole ? 100 : 1; });
  while (server.requests().size() < 16) std::this_thread::yield();
  transport->shutdown();
  CHECK(answers.size() == 200);
  CHECK(waits == 50);
  transport->send(request, {.timeout = 60s}, answers.take());
  CHECK(count_of(answers.wait_for(201), ErrorCode::cancelled) == 201);
}

TEST_CASE("a transport that goes completes what is under way, once") {
  const LoopbackServer server({hangs()});
  Answers answers;
  const auto request = request_to(server.url());
  {
    const auto transport = transport_with();
    for (int i = 0; i < 20; ++i) transport->send(request, {.timeout = 60s}, answers.take());
  }
  CHECK(answers.size() == 20);
  CHECK(count_of(answers.wait_for(20), ErrorCode::cancelled) == 20);
}

TEST_CASE("a callback may drop the last reference to the transport, or shut it down") {
  const LoopbackServer server({says("ok")});
  const LoopbackServer silent({hangs()});
  const auto request = request_to(server.url());
  const auto lost = request_to(silent.url());
  Answers answers;
  SECTION("drop it") {
    auto transport = transport_with();
    transport->send(lost, {.timeout = 60s}, answers.take());
    auto* raw = transport.get();
    raw->send(request, {}, [held = std::move(transport), &answers](Result<HttpResponse> answer) mutable {
      held.reset();
      answers.take()(std::move(answer));
    });
    CHECK(count_of(answers.wait_for(2), ErrorCode::cancelled) == 1);
  }
  SECTION("shut it down") {
    const auto transport = transport_with();
    transport->send(lost, {.timeout = 60s}, answers.take());
    transport->send(request, {}, [&](Result<HttpResponse> answer) {
      transport->shutdown();
      answers.take()(std::move(answer));
    });
    CHECK(count_of(answers.wait_for(2), ErrorCode::cancelled) == 1);
  }
}

TEST_CASE("a callback that throws takes nobody with it") {
  const LoopbackServer server({says("ok")});
  const auto transport = transport_with();
  Answers answers;
  const auto request = request_to(server.url());
  transport->send(request, {}, [](const Result<HttpResponse>&) { throw 7; });
  transport->after(0ms, {}, [](bool) { throw 7; });
  transport->send(request, {}, answers.take());
  CHECK(answers.wait_for(1).at(0));
}

}  // namespace
}  // namespace vplatform::testing
