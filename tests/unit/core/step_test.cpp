#include "vplatform/spi/step.hpp"

#include "support/catch.hpp"
#include "vplatform/result.hpp"

using namespace vplatform;

namespace {

HttpRequest request(Repeat repeat) {
  HttpRequest made{.method = "POST", .url = "https://example.invalid/x"};
  made.repeat = repeat;
  return made;
}

Reply answered(int status, std::vector<Header> headers = {}) {
  return Reply{.answer = HttpResponse{.status = status, .headers = std::move(headers), .body = {}}};
}

Reply lost(Effect effect) {
  Failure failure = fail(ErrorCode::unavailable, "example.invalid did not answer");
  failure.error.effect = effect;
  return Reply{.answer = failure};
}

// One exchange that ends in a failure whatever the answer is.
Step<int> fails_after(Repeat repeat) {
  return exchange<int>(request(repeat), [](const Reply&) -> Step<int> {
    return fail(ErrorCode::bad_response, "no number in it");
  });
}

Effect effect_after(Repeat repeat, const Reply& reply) {
  return std::move(advance(fails_after(repeat), reply)).take().error().effect;
}

}  // namespace

TEST_CASE("the effect of an exchange follows from what was sent and what came back") {
  struct Row {
    Repeat repeat;
    Reply reply;
    Effect expected;
  };
  const std::vector<Row> rows{
      {Repeat::read, answered(200), Effect::none},
      {Repeat::read, answered(500), Effect::none},
      {Repeat::read, lost(Effect::unknown), Effect::none},
      {Repeat::never, answered(200), Effect::unknown},  // it did something, and what came after it failed
      {Repeat::idempotent, answered(201), Effect::unknown},
      {Repeat::never, answered(301), Effect::unknown},
      {Repeat::never, answered(400), Effect::none},
      {Repeat::never, answered(404), Effect::none},
      {Repeat::never, answered(408), Effect::unknown},
      {Repeat::never, answered(429), Effect::none},
      {Repeat::never, answered(500), Effect::unknown},
      {Repeat::never, answered(503), Effect::unknown},
      {Repeat::never, answered(503, {{.name = "Retry-After", .value = "1"}}), Effect::none},
      {Repeat::never, lost(Effect::none), Effect::none},
      {Repeat::never, lost(Effect::unknown), Effect::unknown},
  };
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.repeat), row.reply.answer.has_value() ? row.reply.answer->status : 0);
    CHECK(effect_after(row.repeat, row.reply) == row.expected);
  }
}

TEST_CASE("a refusal does not undo what an earlier attempt may have done") {
  Reply reply = answered(400);
  reply.before = Effect::unknown;
  CHECK(effect_after(Repeat::idempotent, reply) == Effect::unknown);
  CHECK(effect_after(Repeat::read, reply) == Effect::none);
}

TEST_CASE("a failed second exchange does not hide that the first made something") {
  auto step = exchange<int>(request(Repeat::never), [](const Reply&) -> Step<int> {
    return then_answer<int>(request(Repeat::read), [](const HttpResponse&) -> Step<int> {
      return fail(ErrorCode::not_found, "it is not there");
    });
  });
  step = advance(std::move(step), answered(200));
  REQUIRE(step.pending() != nullptr);
  step = advance(std::move(step), answered(404));
  const auto result = std::move(step).take();
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::not_found);
  CHECK(result.error().effect == Effect::unknown);
}

TEST_CASE("what a platform writes into the effect does not count") {
  auto step = exchange<int>(request(Repeat::read), [](const Reply&) -> Step<int> {
    Failure failure = fail(ErrorCode::internal, "x");
    failure.error.effect = Effect::unknown;
    return failure;
  });
  CHECK(std::move(advance(std::move(step), answered(200))).take().error().effect == Effect::none);
}

TEST_CASE("a failure before any exchange has no effect and a success has a value") {
  Step<int> refused = fail(ErrorCode::invalid_argument, "no");
  REQUIRE(refused.pending() == nullptr);
  CHECK(std::move(refused).take().error().effect == Effect::none);

  Step<int> done = 7;
  CHECK(*std::move(done).take() == 7);
  Step<void> nothing = Result<void>();
  CHECK(std::move(nothing).take().has_value());
}

TEST_CASE("the short form passes a transport error on, the long form sees it") {
  auto brief = then_answer<int>(request(Repeat::never),
                                [](const HttpResponse& answer) -> Step<int> { return answer.status; });
  const auto error = std::move(advance(std::move(brief), lost(Effect::unknown))).take();
  REQUIRE_FALSE(error);
  CHECK(error.error().code == ErrorCode::unavailable);
  CHECK(error.error().effect == Effect::unknown);

  auto looks = exchange<int>(request(Repeat::never),
                             [](const Reply& reply) -> Step<int> { return reply.answer ? 1 : 2; });
  CHECK(*std::move(advance(std::move(looks), lost(Effect::unknown))).take() == 2);
}
