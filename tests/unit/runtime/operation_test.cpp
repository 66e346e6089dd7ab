// How a step is run: attempts, effects, what an error says.

#include <stdexcept>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"

namespace vplatform::testing {
namespace {

using std::chrono::milliseconds;

const Header in_two_seconds{.name = "Retry-After", .value = "2"};

TEST_CASE("a read that was lost goes out again, and leaves no effect") {
  Bench bench;
  bench.transport->lose().answer(500).answer(200, "here");
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::read)));
  REQUIRE(result);
  CHECK(*result == "here");
  CHECK(bench.transport->sent().size() == 3);
  CHECK(bench.clock.waits() == std::vector{milliseconds{150}, milliseconds{300}});
}

TEST_CASE("a request that must not be repeated is not, once it may have been sent") {
  Bench bench;
  bench.transport->lose();
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::never)));
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::unavailable);
  CHECK(result.error().effect == Effect::unknown);
  CHECK(result.error().attempts == 1);
  CHECK(bench.transport->sent().size() == 1);
}

TEST_CASE("a request that was never sent goes out again whatever it does") {
  Bench bench;
  bench.transport->unreachable().answer(200, "made");
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::never)));
  REQUIRE(result);
  CHECK(bench.transport->sent().size() == 2);
}

TEST_CASE("a platform that cannot be reached leaves no effect") {
  Bench bench;
  bench.transport->unreachable().unreachable().unreachable();
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::idempotent)));
  REQUIRE(!result);
  CHECK(result.error().effect == Effect::none);
  CHECK(result.error().attempts == 3);
}

TEST_CASE("a lost attempt is not forgotten when the next one is refused") {
  Bench bench;
  bench.transport->lose().answer(403, "no");
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::idempotent)));
  REQUIRE(!result);
  CHECK(result.error().effect == Effect::unknown);
  CHECK(result.error().http_status == 403);
}

TEST_CASE("the continuation is told what may have happened before the answer") {
  Bench bench;
  bench.transport->lose().answer(200);
  Reply seen{fail(ErrorCode::internal, "none")};
  (void)bench.client.run(
      exchange<int>(Bench::request(Repeat::idempotent), [&](const Reply& reply) -> Step<int> {
        seen = reply;
        return 1;
      }));
  CHECK(seen.before == Effect::unknown);
  CHECK(seen.attempts == 2);
}

TEST_CASE("refusals leave nothing before the answer") {
  Bench bench;
  bench.transport->answer(429).answer(503, "", {in_two_seconds}).answer(200);
  Reply seen{fail(ErrorCode::internal, "none")};
  (void)bench.client.run(exchange<int>(Bench::request(Repeat::never), [&](const Reply& reply) -> Step<int> {
    seen = reply;
    return 1;
  }));
  CHECK(seen.before == Effect::none);
  CHECK(seen.attempts == 3);
}

TEST_CASE("a failed second exchange does not hide what the first has made") {
  Bench bench;
  bench.transport->answer(200).answer(404);
  const auto result =
      bench.client.run(then_answer<std::string>(Bench::request(Repeat::never), [](const HttpResponse&) {
        return Bench::ask(Bench::request(Repeat::read, "GET"));
      }));
  REQUIRE(!result);
  CHECK(result.error().effect == Effect::unknown);
  CHECK(result.error().attempts == 2);
}

TEST_CASE("an error carries the platform's id of the request and when to come back") {
  Bench bench;
  bench.transport->answer(400, "bad", {{.name = "X-Request-Id", .value = "r-7"}, in_two_seconds});
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::read)));
  REQUIRE(!result);
  CHECK(result.error().request_id == "r-7");
  CHECK(result.error().retry_after == milliseconds{2000});
}

TEST_CASE("no secret of the request is left in an error") {
  Bench bench;
  bench.transport->answer(401, "token eyJhbGciOi and pass-word are wrong");
  auto request = Bench::request(Repeat::read);
  request.headers = {{.name = "Authorization", .value = "Bearer eyJhbGciOi", .secret = true}};
  request.secrets = {Secret("pass-word")};
  const auto result = bench.client.run(Bench::ask(request));
  REQUIRE(!result);
  CHECK(result.error().provider_message == "token *** and *** are wrong");
}

TEST_CASE("the secrets of an earlier exchange are blanked too") {
  Bench bench;
  bench.transport->answer(200).answer(401, "first-secret");
  auto first = Bench::request(Repeat::read);
  first.secrets = {Secret("first-secret")};
  const auto result = bench.client.run(then_answer<std::string>(
      first, [](const HttpResponse&) { return Bench::ask(Bench::request(Repeat::read, "GET")); }));
  REQUIRE(!result);
  CHECK(result.error().provider_message == "***");
}

TEST_CASE("what a continuation throws comes out as an error with an honest effect") {
  for (const auto repeat : {Repeat::never, Repeat::read}) {
    Bench bench;
    bench.transport->answer(200);
    const auto result = bench.client.run(exchange<int>(
        Bench::request(repeat), [](const Reply&) -> Step<int> { throw std::runtime_error("secret words"); }));
    REQUIRE(!result);
    CHECK(result.error().code == ErrorCode::internal);
    CHECK(result.error().effect == (repeat == Repeat::never ? Effect::unknown : Effect::none));
    CHECK(result.error().attempts == 1);
    CHECK(result.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("a transport that throws is an error, and may have sent") {
  Bench bench;
  bench.transport->answer_with(
      [](const HttpRequest&) -> Result<HttpResponse> { throw std::runtime_error("x"); });
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::idempotent)));
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::internal);
  CHECK(result.error().effect == Effect::unknown);
  CHECK(bench.transport->sent().size() == 1);
}

TEST_CASE("a trace parent goes out with every request, and a malformed one does not") {
  Bench bench;
  bench.transport->answer(500).answer(200).answer(200);
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  (void)bench.client.run(Bench::ask(Bench::request(Repeat::read)), {.trace_parent = parent});
  (void)bench.client.run(Bench::ask(Bench::request(Repeat::read)), {.trace_parent = "00-nonsense\r\nX: y"});
  const auto sent = bench.transport->sent();
  REQUIRE(sent.size() == 3);
  CHECK(find_header(sent[0].headers, "traceparent") == parent);
  CHECK(find_header(sent[1].headers, "traceparent") == parent);
  CHECK(!find_header(sent[2].headers, "traceparent"));
}

TEST_CASE("an answer that cannot be mended is not asked for again") {
  Bench bench;
  bench.transport->answer_with([](const HttpRequest&) -> Result<HttpResponse> {
    Failure failure = fail(ErrorCode::bad_response, "too large");
    failure.error.effect = Effect::unknown;
    return failure;
  });
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::read)));
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::bad_response);
  CHECK(bench.transport->sent().size() == 1);
}

}  // namespace
}  // namespace vplatform::testing
