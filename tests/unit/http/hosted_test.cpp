// The transport on a host's loop, here one of epoll as a server would have it.

#include <sys/epoll.h>

#include <array>
#include <map>
#include <optional>

#include "support/catch.hpp"
#include "unit/http/async_bench.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A small event loop. Confined to one thread.
class Loop {
 public:
  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { ::close(epoll_); }

  [[nodiscard]] HostLoop hooks() {
    return {.watch = [this](int socket, bool readable, bool writable) { watch(socket, readable, writable); },
            .set_timer =
                [this](std::optional<std::chrono::milliseconds> delay) {
                  timer_ = delay ? std::optional(Clock::now() + *delay) : std::nullopt;
                }};
  }

  /// Goes round until the condition holds, or for half a minute.
  template <class Condition>
  bool run(HostedCurlTransport& transport, Condition condition) {
    const auto end = Clock::now() + 30s;
    while (!condition() && Clock::now() < end) go_round(transport);
    return condition();
  }
  void go_round(HostedCurlTransport& transport) {
    auto wait = 50ms;
    if (timer_)
      wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Clock::now()), 0ms, wait);
    std::array<epoll_event, 16> events{};
    const int count = ::epoll_wait(epoll_, events.data(), 16, static_cast<int>(wait.count()));
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (!watched_.contains(event.data.fd)) continue;  // forgotten by one before it
      const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
      transport.socket_ready(event.data.fd, broken || (event.events & EPOLLIN) != 0,
                             broken || (event.events & EPOLLOUT) != 0);
    }
    if (timer_ && *timer_ <= Clock::now()) {
      timer_.reset();
      transport.timer_fired();
    }
  }

  [[nodiscard]] std::size_t watched() const { return watched_.size(); }
  [[nodiscard]] bool has_timer() const { return timer_.has_value(); }

 private:
  void watch(int socket, bool readable, bool writable) {
    epoll_event event{};
    event.events = (readable ? EPOLLIN : 0U) | (writable ? EPOLLOUT : 0U);
    event.data.fd = socket;
    const bool known = watched_.contains(socket);
    if (event.events == 0) {
      if (known) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, &event);
      watched_.erase(socket);
      return;
    }
    ::epoll_ctl(epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    watched_[socket] = true;
  }

  const int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::map<int, bool> watched_{};
  std::optional<Clock::time_point> timer_{};
};

struct HostedBench {
  Loop loop{};
  std::shared_ptr<HostedCurlTransport> transport = make_hosted_curl_transport(loop.hooks()).value();
  std::vector<Result<HttpResponse>> answers{};
  std::vector<std::thread::id> threads{};

  [[nodiscard]] AsyncHttpTransport::Answered take() {
    return [this](Result<HttpResponse> answer) {
      answers.push_back(std::move(answer));
      threads.push_back(std::this_thread::get_id());
    };
  }
  bool run_until(std::size_t count) {
    return loop.run(*transport, [&] { return answers.size() >= count; });
  }
};

TEST_CASE("on a host's loop requests are answered on the loop's thread, whichever thread sent them") {
  const LoopbackServer server({says("ok")});
  HostedBench bench;
  const auto request = request_to(server.url());
  for (int i = 0; i < 50; ++i) bench.transport->send(request, {}, bench.take());
  CHECK(bench.answers.empty());
  std::thread other([&] {
    for (int i = 0; i < 50; ++i) bench.transport->send(request, {}, bench.take());
  });
  REQUIRE(bench.run_until(100));
  other.join();
  for (const auto& answer : bench.answers) CHECK(answer);
  for (const auto id : bench.threads) CHECK(id == std::this_thread::get_id());
}

TEST_CASE("on a host's loop waits, deadlines and stops take effect") {
  const LoopbackServer server({hangs()});
  HostedBench bench;
  const auto request = request_to(server.url());
  std::stop_source stop;
  std::optional<bool> waited;
  const auto began = Clock::now();
  bench.transport->after(30ms, {}, [&](bool whole) { waited = whole; });
  bench.transport->send(request, {.timeout = 60ms}, bench.take());
  bench.transport->send(request, {.timeout = 60s, .stop = stop.get_token()}, bench.take());
  REQUIRE(bench.loop.run(*bench.transport, [&] { return waited.has_value(); }));
  CHECK(waited == true);
  CHECK(Clock::now() - began >= 30ms);
  REQUIRE(bench.run_until(1));
  CHECK(bench.answers[0].error().code == ErrorCode::deadline_exceeded);
  std::thread([&] { stop.request_stop(); }).join();
  REQUIRE(bench.run_until(2));
  CHECK(bench.answers[1].error().code == ErrorCode::cancelled);
}

TEST_CASE("a host's loop has nothing left of a transport that is gone") {
  const LoopbackServer server({hangs()});
  HostedBench bench;
  const auto request = request_to(server.url());
  for (int i = 0; i < 10; ++i) bench.transport->send(request, {.timeout = 60s}, bench.take());
  while (server.requests().size() < 10) bench.loop.go_round(*bench.transport);
  SECTION("dropped") {
    bench.transport.reset();
  }
  SECTION("shut down, and dropped later") {
    bench.transport->shutdown();
    CHECK(bench.answers.size() == 10);
    bench.transport->send(request, {.timeout = 60s}, bench.take());
    bench.transport.reset();
    CHECK(bench.answers.size() == 11);
  }
  CHECK(count_of(bench.answers, ErrorCode::cancelled) == bench.answers.size());
  CHECK(bench.answers.size() >= 10);
  CHECK(bench.loop.watched() == 0);
  CHECK(!bench.loop.has_timer());
}

TEST_CASE("a callback on a host's loop may drop the transport") {
  const LoopbackServer server({says("ok")});
  const LoopbackServer silent({hangs()});
  HostedBench bench;
  const auto request = request_to(server.url());
  const auto lost = request_to(silent.url());
  bench.transport->send(lost, {.timeout = 60s}, bench.take());
  auto* raw = bench.transport.get();
  raw->send(request, {}, [&](Result<HttpResponse> answer) {
    bench.answers.push_back(std::move(answer));
    bench.transport.reset();
  });
  const auto end = Clock::now() + 30s;
  while (bench.transport && Clock::now() < end) bench.loop.go_round(*raw);
  CHECK(bench.answers.size() == 2);
  CHECK(count_of(bench.answers, ErrorCode::cancelled) == 1);
  CHECK(bench.loop.watched() == 0);
}

}  // namespace
}  // namespace vplatform::testing
