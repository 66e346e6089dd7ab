// What the asynchronous client has of its own: when it completes, and what becomes of calls whose transport
// goes. That it does what the blocking one does is seen by the test files that are compiled for both.

#include "vplatform/async_client.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Keeps what it is given until the test says what came of it.
class HeldTransport final : public AsyncHttpTransport {
 public:
  void send(const HttpRequest& request, const AttemptOptions& attempt, Answered done) override {
    if (throws) throw std::runtime_error("secret words");
    requests.push_back(&request);
    timeouts.push_back(attempt.timeout);
    sends.push_back(std::move(done));
  }
  void after(milliseconds delay, const std::stop_token&, Waited done) override {
    if (throws) throw std::runtime_error("secret words");
    delays.push_back(delay);
    waits.push_back(std::move(done));
  }

  void answer(std::size_t which, int status) const { sends.at(which)(HttpResponse{.status = status}); }

  bool throws = false;
  std::vector<const HttpRequest*> requests{};
  std::vector<milliseconds> timeouts{};
  std::vector<milliseconds> delays{};
  std::vector<Answered> sends{};
  std::vector<Waited> waits{};
};

struct AsyncBench : Bench {
  std::shared_ptr<HeldTransport> held = std::make_shared<HeldTransport>();
  AsyncClient async{runtime, held};
  std::vector<Result<std::string>> results{};

  void ask(Repeat repeat = Repeat::read, const CallOptions& call = {}) {
    async.run(Bench::ask(Bench::request(repeat)), call,
              [this](Result<std::string> result) { results.push_back(std::move(result)); });
  }
};

TEST_CASE("many calls are under way at once on one thread, and each ends with its own answer") {
  AsyncBench bench;
  for (int i = 0; i < 100; ++i) bench.ask();
  REQUIRE(bench.held->sends.size() == 100);
  CHECK(bench.results.empty());
  for (std::size_t i = 100; i-- > 0;) {
    bench.held->sends[i](HttpResponse{.status = 200, .body = std::to_string(i)});
    REQUIRE(bench.results.size() == 100 - i);
    CHECK(*bench.results.back() == std::to_string(i));
  }
}

TEST_CASE("a call that fails at once is not completed from inside either") {
  AsyncBench bench;
  std::optional<Result<Meeting>> found;
  bench.async.find_meeting({.platform = "other", .id = "m"}, {},
                           [&](Result<Meeting> result) { found = std::move(result); });
  CHECK(!found);
  REQUIRE(bench.held->waits.size() == 1);
  CHECK(bench.held->delays[0] == 0ms);
  bench.held->waits[0](true);
  REQUIRE(found);
  CHECK(found->error().code == ErrorCode::invalid_argument);
}

TEST_CASE("the arguments of a call need not outlive it") {
  AsyncBench bench;
  bench.platform->on_create = [](const MeetingSpec& spec) -> Step<Meeting> {
    return then_answer<Meeting>(Bench::request(Repeat::idempotent),
                                [spec](const HttpResponse& answer) -> Step<Meeting> {
                                  if (answer.status != 200) return fail(ErrorCode::bad_response, "no");
                                  return Meeting{.ref = {.platform = "bench-eu", .id = spec.name}};
                                });
  };
  std::optional<Result<Meeting>> made;
  {
    auto spec = std::make_unique<MeetingSpec>(MeetingSpec{.name = "Standup"});
    bench.async.create_meeting(*spec, {}, [&](Result<Meeting> result) { made = std::move(result); });
  }
  bench.held->answer(0, 200);
  REQUIRE(made);
  REQUIRE(*made);
  CHECK((*made)->ref.id == "Standup");
  CHECK((*made)->key == bench.platform->seen_spec.key);
}

TEST_CASE("a repetition waits with the transport, and gets what is left of the budget") {
  AsyncBench bench;
  bench.ask(Repeat::read, {.budget = 1s});
  bench.clock.advance(400ms);
  bench.held->answer(0, 500);
  REQUIRE(bench.held->delays == std::vector<milliseconds>{150ms});
  bench.clock.advance(150ms);
  bench.held->waits[0](true);
  CHECK(bench.held->timeouts == std::vector<milliseconds>{1000ms, 450ms});
  bench.held->answer(1, 200);
  REQUIRE(bench.results.size() == 1);
  CHECK(bench.results[0]);
}

TEST_CASE("a wait that was ended early ends the call, with the effect of what was sent") {
  AsyncBench bench;
  bench.ask(Repeat::idempotent);
  bench.held->answer(0, 500);
  bench.held->waits[0](false);
  REQUIRE(bench.results.size() == 1);
  CHECK(bench.results[0].error().code == ErrorCode::cancelled);
  CHECK(bench.results[0].error().effect == Effect::unknown);
}

TEST_CASE("both faces of an instance share its breaker") {
  AsyncBench bench;
  for (int i = 0; i < 10; ++i) bench.ask(Repeat::never);
  for (std::size_t i = 0; i < 10; ++i) bench.held->answer(i, 500);
  CHECK(Client(bench.runtime).breaker() == BreakerState::open);
  CHECK(bench.async.breaker() == BreakerState::open);
  CHECK(AsyncClient(Client(bench.runtime), bench.held).breaker() == BreakerState::open);
}

TEST_CASE("a call whose transport has gone is cancelled in place of its next attempt") {
  AsyncBench bench;
  bench.ask(Repeat::idempotent);
  const auto sends = bench.held->sends;
  bench.async = AsyncClient(bench.runtime, nullptr);
  bench.held.reset();
  sends[0](fail(ErrorCode::unavailable, "the connection broke"));
  REQUIRE(bench.results.size() == 1);
  CHECK(bench.results[0].error().code == ErrorCode::cancelled);
}

TEST_CASE("a call that a transport drops by being thrown at is completed all the same") {
  AsyncBench bench;
  SECTION("at the first attempt") {
    bench.held->throws = true;
    bench.ask();
  }
  SECTION("at a repetition") {
    bench.ask();
    bench.held->throws = true;
    bench.held->answer(0, 500);
  }
  REQUIRE(bench.results.size() == 1);
  CHECK(bench.results[0].error().code == ErrorCode::internal);
  CHECK(bench.results[0].error().message.find("secret") == std::string::npos);
}

TEST_CASE("where there is no blocking transport a blocking call says so, and the asynchronous face works") {
  AsyncBench bench;
  const auto runtime = std::make_shared<InstanceRuntime>(bench.platform, nullptr, bench.clock.env());
  const auto refused = Client(runtime).run(Bench::ask(Bench::request(Repeat::never)));
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::failed_precondition);
  CHECK(refused.error().effect == Effect::none);
  bench.async = AsyncClient(Client(runtime), bench.held);
  bench.ask();
  bench.held->answer(0, 200);
  REQUIRE(bench.results.size() == 1);
  CHECK(bench.results[0]);
}

TEST_CASE("what the host's callback throws stays with it") {
  AsyncBench bench;
  bench.async.run(Bench::ask(Bench::request(Repeat::read)), {},
                  [](const Result<std::string>&) { throw std::runtime_error("host"); });
  CHECK_NOTHROW(bench.held->answer(0, 200));
}

TEST_CASE("what a call holds is let go once it is completed") {
  AsyncBench bench;
  const auto kept = std::make_shared<int>(0);
  bench.async.run(Bench::ask(Bench::request(Repeat::read)), {}, [kept](const Result<std::string>&) {});
  bench.held->answer(0, 200);
  CHECK(kept.use_count() == 1);
}

}  // namespace
}  // namespace vplatform::testing
