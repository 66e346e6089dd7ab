// Ten thousand calls of an asynchronous client on a bad day: every one is completed, exactly once.

#include <algorithm>
#include <random>

#include "support/catch.hpp"
#include "unit/http/async_bench.hpp"
#include "unit/http/rough_server.hpp"
#include "vplatform/async_client.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

/// A platform that has nothing but a name.
class Nameless final : public Platform {
 public:
  [[nodiscard]] const PlatformInfo& info() const noexcept override { return about_; }
  Step<Meeting> create_meeting(const MeetingSpec&) const override { return Meeting{}; }
  Step<Meeting> find_meeting(const MeetingRef&) const override { return Meeting{}; }
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest&) const override {
    return WebhookVerdict::probe();
  }

 private:
  PlatformInfo about_{.kind = "nameless", .instance = "nameless", .capabilities = {}, .limits = {}};
};

Step<int> asked(const std::string& url, Repeat repeat) {
  auto request = request_to(url, repeat, repeat == Repeat::read ? "GET" : "POST");
  return then_answer<int>(std::move(request),
                          [](const HttpResponse& answer) -> Step<int> { return answer.status; });
}

/// What each call has ended with; no call may end twice.
struct Tally {
  explicit Tally(std::size_t calls) : ends(calls) {}

  Done<int> take(std::size_t call) {
    return [this, call](const Result<int>& result) {
      ++ends[call];
      if (!result && result.error().code == ErrorCode::cancelled) ++cancelled;
      if (result && *result == 200) ++answered;
      if (++ended == static_cast<int>(ends.size())) all.set_value();
    };
  }
  [[nodiscard]] bool each_once() const {
    return std::all_of(ends.begin(), ends.end(), [](const auto& count) { return count == 1; });
  }

  std::vector<std::atomic<int>> ends;
  std::atomic<int> ended{0};
  std::atomic<int> answered{0};
  std::atomic<int> cancelled{0};
  std::promise<void> all{};
};

struct Storm {
  RoughServer server{};
  std::shared_ptr<CurlAsyncTransport> transport = make_curl_async_transport({.host_connections = 64}).value();
  AsyncClient client{std::make_shared<InstanceRuntime>(
                         std::make_shared<Nameless>(), nullptr, RuntimeEnv{},
                         RetryPolicy{.first_delay = 1ms, .longest_delay = 20ms, .attempt_timeout = 1s},
                         nullptr, TrafficPolicy{.retries = {.reserve = 100'000}, .breaker = {.failures = 0}}),
                     transport};
};

TEST_CASE("ten thousand calls with cancels at random and a server that drops connections each end once") {
  constexpr std::size_t calls = 10'000;
  Storm storm;
  Tally tally(calls);
  std::vector<std::stop_source> stops(calls);
  std::mt19937 luck{7};  // NOLINT: the same luck in every run

  // Every third call is cancelled at some time, be it queued, on the wire, waiting to be repeated, or over.
  std::atomic<std::size_t> begun{0};
  std::thread canceller([&] {
    std::mt19937 later{11};  // NOLINT: likewise
    for (std::size_t i = 0; i < calls; i += 3) {
      const auto when = std::min(calls, i + later() % 1'500);
      while (begun < when) std::this_thread::yield();
      stops[i].request_stop();
    }
  });
  for (std::size_t i = 0; i < calls; ++i) {
    const auto repeat = luck() % 4 == 0 ? Repeat::never : Repeat::read;
    storm.client.run(asked(storm.server.url(), repeat), {.budget = 20s, .stop = stops[i].get_token()},
                     tally.take(i));
    ++begun;
    while (static_cast<int>(i) - tally.ended > 2'000) std::this_thread::yield();
  }
  CHECK(tally.all.get_future().wait_for(100s) == std::future_status::ready);
  canceller.join();
  storm.transport->shutdown();
  CHECK(tally.each_once());
  CHECK(tally.answered > 100);
  CHECK(tally.cancelled > 100);
}

TEST_CASE("a transport that is shut down in a storm has completed each call once when that returns") {
  constexpr std::size_t calls = 2'000;
  Storm storm;
  Tally tally(calls);
  for (std::size_t i = 0; i < calls; ++i)
    storm.client.run(asked(storm.server.url(), Repeat::read), {.budget = 60s}, tally.take(i));
  while (storm.server.requests() < 100) std::this_thread::yield();
  storm.transport->shutdown();
  CHECK(tally.ended == static_cast<int>(calls));
  CHECK(tally.each_once());
  CHECK(tally.cancelled > 0);
}

TEST_CASE("calls that begin while the transport is shut down are completed once too") {
  constexpr std::size_t calls = 2'000;
  Storm storm;
  Tally tally(calls);
  std::thread sender([&] {
    for (std::size_t i = 0; i < calls; ++i)
      storm.client.run(asked(storm.server.url(), Repeat::read), {.budget = 60s}, tally.take(i));
  });
  while (storm.server.requests() < 1) std::this_thread::yield();
  storm.transport->shutdown();
  sender.join();
  CHECK(tally.all.get_future().wait_for(60s) == std::future_status::ready);
  CHECK(tally.each_once());
}

}  // namespace
}  // namespace vplatform::testing
