// Time: budgets, waits, and being stopped.

#include <deque>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"

namespace vplatform::testing {
namespace {

using std::chrono::milliseconds;

/// Takes time on the fake clock, and keeps what it was allowed.
class SlowTransport final : public HttpTransport {
 public:
  SlowTransport(FakeClock clock, milliseconds takes) : clock_(std::move(clock)), takes_(takes) {}

  Result<HttpResponse> send(const HttpRequest&, const AttemptOptions& attempt) override {
    timeouts.push_back(attempt.timeout);
    clock_.advance(std::min(takes_, attempt.timeout));
    if (takes_ < attempt.timeout) return HttpResponse{.status = 200};
    Failure failure = fail(ErrorCode::deadline_exceeded, "no answer in time");
    failure.error.effect = Effect::unknown;
    return failure;
  }

  std::vector<milliseconds> timeouts{};

 private:
  FakeClock clock_;
  milliseconds takes_;
};

struct SlowBench : Bench {
  explicit SlowBench(milliseconds takes)
      : slow(std::make_shared<SlowTransport>(clock, takes)), slow_client(make_runtime(slow)) {}

  std::shared_ptr<SlowTransport> slow;
  Face slow_client;
};

TEST_CASE("one attempt that hangs does not eat the budget, and the next gets what is left") {
  SlowBench bench(std::chrono::hours{1});
  const auto result = bench.slow_client.run(Bench::ask(Bench::request(Repeat::read)));
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::deadline_exceeded);
  REQUIRE(bench.slow->timeouts.size() == 2);
  CHECK(bench.slow->timeouts[0] == milliseconds{10'000});
  CHECK(bench.slow->timeouts[1] == milliseconds{15'000 - 10'000 - 150});
}

TEST_CASE("a call's own budget bounds its attempts") {
  SlowBench bench(std::chrono::hours{1});
  (void)bench.slow_client.run(Bench::ask(Bench::request(Repeat::read)), {.budget = milliseconds{3000}});
  CHECK(bench.slow->timeouts == std::vector{milliseconds{3000}});
}

TEST_CASE("without a budget nothing is sent") {
  for (const auto budget : {milliseconds{0}, milliseconds{-1}, milliseconds::min()}) {
    Bench bench;
    const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::never)), {.budget = budget});
    REQUIRE(!result);
    CHECK(result.error().code == ErrorCode::deadline_exceeded);
    CHECK(result.error().effect == Effect::none);
    CHECK(result.error().attempts == 0);
    CHECK(bench.transport->sent().empty());
  }
}

TEST_CASE("an endless budget is fine") {
  Bench bench;
  bench.transport->answer(200);
  CHECK(bench.client.run(Bench::ask(Bench::request(Repeat::read)), {.budget = milliseconds::max()}));
}

TEST_CASE("starting a recording may take twice as long") {
  SlowBench bench(std::chrono::seconds{20});
  bench.platform->on_create = [](const MeetingSpec&) -> Step<Meeting> {
    return then_answer<Meeting>(Bench::request(Repeat::never), [](const HttpResponse&) { return Meeting{}; });
  };
  CHECK(!bench.slow_client.create_meeting({}));

  bench.platform->on_record = [](const RecordingSpec&) -> Step<Recording> {
    return then_answer<Recording>(Bench::request(Repeat::never),
                                  [](const HttpResponse&) { return Recording{}; });
  };
  CHECK(bench.slow_client.start_recording(bench.ref, {}));
}

TEST_CASE("a second exchange lives on what the first has left") {
  SlowBench bench(milliseconds{9000});
  const auto result =
      bench.slow_client.run(then_answer<std::string>(Bench::request(Repeat::read), [](const HttpResponse&) {
        return then_answer<std::string>(Bench::request(Repeat::read), [](const HttpResponse&) {
          return Bench::ask(Bench::request(Repeat::read));
        });
      }));
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::deadline_exceeded);
  CHECK(bench.slow->timeouts == std::vector{milliseconds{10'000}, milliseconds{6'000}});
}

TEST_CASE("Retry-After is waited for, in both of its forms") {
  Bench bench;
  bench.transport->answer(429, "", {{.name = "retry-after", .value = "2"}})
      .answer(429, "", {{.name = "Retry-After", .value = "Thu, 01 Jan 2026 00:00:07 GMT"}})
      .answer(200);
  CHECK(bench.client.run(Bench::ask(Bench::request(Repeat::never))));
  CHECK(bench.clock.waits() == std::vector{milliseconds{2000}, milliseconds{5000}});
}

TEST_CASE("a platform's own word for when to come back comes before Retry-After") {
  Bench bench;
  bench.transport->answer(429, "1500", {{.name = "Retry-After", .value = "9"}}).answer(200);
  auto request = Bench::request(Repeat::never);
  request.retry_after = [](const HttpResponse& answer) { return milliseconds{std::stoi(answer.body)}; };
  CHECK(bench.client.run(Bench::ask(request)));
  CHECK(bench.clock.waits() == std::vector{milliseconds{1500}});
}

TEST_CASE("a reader of the platform's own word that throws counts for nothing") {
  Bench bench;
  bench.transport->answer(429, "soon", {{.name = "Retry-After", .value = "3"}}).answer(200);
  auto request = Bench::request(Repeat::never);
  request.retry_after = [](const HttpResponse& answer) { return milliseconds{std::stoi(answer.body)}; };
  CHECK(bench.client.run(Bench::ask(request)));
  CHECK(bench.clock.waits() == std::vector{milliseconds{3000}});
}

TEST_CASE("a wait that does not fit the budget is not begun, and the answer is the last word") {
  Bench bench;
  bench.transport->answer(429, "", {{.name = "Retry-After", .value = "60"}});
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::read)));
  REQUIRE(!result);
  CHECK(result.error().http_status == 429);
  CHECK(result.error().code == ErrorCode::unavailable);
  CHECK(result.error().retry_after == milliseconds{60'000});
  CHECK(bench.clock.waits().empty());
}

TEST_CASE("where there was no answer and the wait does not fit, the budget is what ran out") {
  Bench bench;
  bench.transport->lose();
  const auto result =
      bench.client.run(Bench::ask(Bench::request(Repeat::idempotent)), {.budget = milliseconds{100}});
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::deadline_exceeded);
  CHECK(result.error().effect == Effect::unknown);
}

TEST_CASE("a call that is stopped before it begins sends nothing") {
  Bench bench;
  std::stop_source stop;
  stop.request_stop();
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::read)), {.stop = stop.get_token()});
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::cancelled);
  CHECK(bench.transport->sent().empty());
}

TEST_CASE("a stop between attempts ends the call, and what was sent is not forgotten") {
  Bench bench;
  std::stop_source stop;
  bench.transport->answer_with([&](const HttpRequest&) -> Result<HttpResponse> {
    stop.request_stop();
    return HttpResponse{.status = 500};
  });
  const auto result =
      bench.client.run(Bench::ask(Bench::request(Repeat::idempotent)), {.stop = stop.get_token()});
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::cancelled);
  CHECK(result.error().effect == Effect::unknown);
  CHECK(result.error().attempts == 1);
}

TEST_CASE("a stop ends a wait that is under way") {
  Bench bench;
  std::stop_source stop;
  auto env = bench.clock.env();
  env.wait = [&](milliseconds, const std::stop_token& token) {
    CHECK_FALSE(token.stop_requested());
    stop.request_stop();
    CHECK(token.stop_requested());
    return !token.stop_requested();
  };
  bench.transport->answer(429).answer(200);
  const Face client(std::make_shared<InstanceRuntime>(bench.platform, bench.transport, env));
  const auto result = client.run(Bench::ask(Bench::request(Repeat::never)), {.stop = stop.get_token()});
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::cancelled);
  CHECK(result.error().effect == Effect::none);
  CHECK(bench.transport->sent().size() == 1);
}

}  // namespace
}  // namespace vplatform::testing
