// What a call meets: rates, the retry budget, the breaker.

#include <stop_token>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Writes down what it is told of the traffic.
struct Notes : Observer {
  void rate_limited(const RateLimited& event) override {
    lines.push_back(std::string(event.instance) + " " + std::string(event.operation) + " waits for " +
                    std::string(event.rate_class) + " " + std::to_string(event.delay.count()) +
                    (event.refused ? " refused" : ""));
  }
  void retry_withheld(const RetryWithheld& event) override {
    lines.push_back(std::string(event.instance) + " " + std::string(event.operation) + " is not repeated");
  }
  void breaker_moved(const BreakerMoved& event) override {
    lines.push_back(std::string(event.instance) + " " + std::string(to_string(event.state)) + " " +
                    std::to_string(event.failures));
  }
  std::vector<std::string> lines{};
};

struct TrafficBench : Bench {
  explicit TrafficBench(const TrafficPolicy& policy = {}) {
    platform->about.rates = {{"general", 2, 5s}};
    client = Face(
        std::make_shared<InstanceRuntime>(platform, transport, clock.env(), RetryPolicy{}, notes, policy));
  }

  static HttpRequest request(Repeat repeat) {
    auto request = Bench::request(repeat);
    request.rate_class = "general";
    return request;
  }
  [[nodiscard]] Result<std::string> ask(Repeat repeat = Repeat::read, const CallOptions& call = {}) const {
    return client.run(Bench::ask(request(repeat)), call);
  }
  /// A request of no class.
  [[nodiscard]] Result<std::string> ask_freely(Repeat repeat = Repeat::never) const {
    return client.run(Bench::ask(Bench::request(repeat)));
  }
  void answers(int count, int status = 200) const {
    for (int i = 0; i < count; ++i) transport->answer(status);
  }

  std::shared_ptr<Notes> notes = std::make_shared<Notes>();
};

TEST_CASE("a request waits for its turn within the platform's rate, and the observer is told") {
  TrafficBench bench;
  bench.answers(3);
  for (int i = 0; i < 3; ++i) CHECK(bench.ask());
  CHECK(bench.clock.waits() == std::vector<milliseconds>{5s});
  CHECK(bench.notes->lines == std::vector<std::string>{"bench-eu run waits for general 5000"});
}

TEST_CASE("a turn that comes after the budget is refused at once, with when to come back") {
  TrafficBench bench;
  bench.answers(2);
  for (int i = 0; i < 2; ++i) CHECK(bench.ask());
  const auto refused = bench.ask(Repeat::never, {.budget = 4s});
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::rate_limited);
  CHECK(refused.error().effect == Effect::none);
  CHECK(refused.error().retry_after == 5s);
  CHECK(refused.error().attempts == 0);
  CHECK(refused.error().message == "'bench-eu' takes no more of this kind of request for 5.0 s");
  CHECK(bench.transport->sent().size() == 2);
  CHECK(bench.clock.waits().empty());
  CHECK(bench.notes->lines == std::vector<std::string>{"bench-eu run waits for general 5000 refused"});
}

TEST_CASE("a call that is stopped while it waits for its turn has sent nothing") {
  TrafficBench bench;
  bench.answers(2);
  for (int i = 0; i < 2; ++i) CHECK(bench.ask());
  std::stop_source stop;
  auto env = bench.clock.env();
  env.wait = [&stop](milliseconds, const std::stop_token&) {
    stop.request_stop();
    return false;
  };
  auto runtime = std::make_shared<InstanceRuntime>(bench.platform, bench.transport, env);
  const Face client(runtime);
  bench.answers(2);
  for (int i = 0; i < 2; ++i) CHECK(client.run(Bench::ask(TrafficBench::request(Repeat::read))));
  const auto stopped =
      client.run(Bench::ask(TrafficBench::request(Repeat::never)), {.stop = stop.get_token()});
  REQUIRE(!stopped);
  CHECK(stopped.error().code == ErrorCode::cancelled);
  CHECK(stopped.error().effect == Effect::none);
}

TEST_CASE("what the platform asks one call to wait holds for all calls of that class") {
  TrafficBench bench({.rates = {{"general", 100, 5s}}});
  bench.transport->answer(429, "", {{.name = "Retry-After", .value = "20"}});
  CHECK(!bench.ask());  // does not fit its budget
  const auto next = bench.ask();
  REQUIRE(!next);
  CHECK(next.error().code == ErrorCode::rate_limited);
  CHECK(next.error().retry_after == 20s);
  CHECK(bench.transport->sent().size() == 1);
  bench.answers(2);
  CHECK(bench.ask_freely());
  bench.clock.advance(20s);
  CHECK(bench.ask());
}

TEST_CASE("a platform that asks for a day is not left alone for a day by all calls") {
  TrafficBench bench;
  bench.transport->answer(429, "", {{.name = "Retry-After", .value = "86400"}});
  CHECK(!bench.ask());
  CHECK(bench.ask().error().retry_after == 60s);
}

TEST_CASE("when the retry budget is used up a failure is the last word, and says so") {
  TrafficBench bench({.retries = {.reserve = 3, .refill = 600s, .percent = 0}, .breaker = {.failures = 0}});
  bench.answers(5, 500);
  CHECK(bench.ask_freely(Repeat::read).error().attempts == 3);
  const auto last = bench.ask_freely(Repeat::read);
  REQUIRE(!last);
  CHECK(last.error().attempts == 2);
  CHECK(last.error().message ==
        "the bench answered something else; it was not tried again, since too many calls are being repeated");
  CHECK(bench.notes->lines == std::vector<std::string>{"bench-eu run is not repeated"});
}

TEST_CASE("first attempts that go well earn repetitions for those that do not") {
  TrafficBench bench({.retries = {.reserve = 1, .refill = 600s, .percent = 50}, .breaker = {.failures = 0}});
  bench.answers(2, 500);
  bench.answers(2);
  bench.answers(1, 500);
  bench.answers(1);
  CHECK(!bench.ask_freely(Repeat::read));  // spends the reserve, and earns half of one
  CHECK(bench.ask_freely(Repeat::read));
  CHECK(bench.ask_freely(Repeat::read));
  CHECK(bench.ask_freely(Repeat::read));  // its second attempt went well
}

TEST_CASE("an instance that does not answer is left alone, tried again, and well again") {
  TrafficBench bench({.breaker = {.failures = 3, .open_for = 5s}});
  for (int i = 0; i < 3; ++i) {
    bench.transport->lose();
    CHECK(!bench.ask_freely());
  }
  CHECK(bench.client.breaker() == BreakerState::open);
  const auto refused = bench.ask_freely();
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::unavailable);
  CHECK(refused.error().effect == Effect::none);
  CHECK(refused.error().retry_after == 5s);
  CHECK(refused.error().message == "'bench-eu' did not answer again and again and is left alone for 5.0 s");
  CHECK(bench.transport->sent().size() == 3);

  bench.clock.advance(5s);
  bench.answers(2);
  CHECK(bench.ask_freely());
  CHECK(bench.ask_freely());
  CHECK(bench.client.breaker() == BreakerState::closed);
  CHECK(bench.notes->lines ==
        std::vector<std::string>{"bench-eu open 3", "bench-eu half_open 0", "bench-eu closed 0"});
}

TEST_CASE("a repetition that the breaker refuses leaves the effect of what was sent") {
  TrafficBench bench({.breaker = {.failures = 1, .open_for = 5s}});
  bench.transport->lose();
  const auto lost = bench.ask_freely(Repeat::idempotent);
  REQUIRE(!lost);
  CHECK(lost.error().code == ErrorCode::unavailable);
  CHECK(lost.error().effect == Effect::unknown);
  CHECK(lost.error().attempts == 1);
}

TEST_CASE("refusals, and what concerns a part of the platform, open no breaker") {
  const TrafficPolicy policy{.breaker = {.failures = 1}};
  SECTION("a 4xx") {
    TrafficBench bench(policy);
    bench.answers(1, 404);
    CHECK(!bench.ask_freely());
    CHECK(bench.client.breaker() == BreakerState::closed);
  }
  SECTION("a 503 with Retry-After: it is there, and says when") {
    TrafficBench bench(policy);
    bench.transport->answer(503, "", {{.name = "Retry-After", .value = "60"}});
    CHECK(!bench.ask_freely());
    CHECK(bench.client.breaker() == BreakerState::closed);
  }
  SECTION("a 5xx of one recorder or person") {
    TrafficBench bench(policy);
    bench.answers(1, 503);
    auto request = Bench::request(Repeat::never);
    request.partial = true;
    CHECK(!bench.client.run(Bench::ask(request)));
    CHECK(bench.client.breaker() == BreakerState::closed);
  }
  SECTION("a 5xx of the platform does") {
    TrafficBench bench(policy);
    bench.answers(1, 500);
    CHECK(!bench.ask_freely());
    CHECK(bench.client.breaker() == BreakerState::open);
  }
}

TEST_CASE("a deadline counts against the platform only where it had time to answer") {
  for (const auto& [budget, state] : std::vector<std::pair<milliseconds, BreakerState>>{
           {1'999ms, BreakerState::closed}, {2'000ms, BreakerState::open}}) {
    TrafficBench bench({.breaker = {.failures = 1}});
    bench.transport->answer_with([](const HttpRequest&) -> Result<HttpResponse> {
      return fail(ErrorCode::deadline_exceeded, "no answer in time");
    });
    CHECK(!bench.client.run(Bench::ask(Bench::request(Repeat::never)), {.budget = budget}));
    CHECK(bench.client.breaker() == state);
  }
}

}  // namespace
}  // namespace vplatform::testing
