// One attempt: its turn, what it may take, what came of it, and whether there is another.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/observe.hpp"
#include "runtime/request_id.hpp"
#include "runtime/traffic.hpp"
#include "vplatform/detail/operation.hpp"
#include "vplatform/spi/answers.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::detail {

namespace {

using std::chrono::milliseconds;

// A platform that cannot answer within this is as good as gone; a caller with less time than this proves
// nothing.
constexpr milliseconds telling_timeout{2'000};
// What a platform asks for is honoured call by call; for all calls together it is bounded.
constexpr milliseconds longest_hold{60'000};
// Far beyond any budget that is meant, and small enough that no clock overflows.
constexpr milliseconds longest_patience = std::chrono::hours{24};

std::optional<milliseconds> platform_delay(const HttpRequest& request, const HttpResponse& answer) noexcept {
  if (!request.retry_after) return std::nullopt;
  try {
    const auto delay = request.retry_after(answer);
    return delay ? std::optional(std::max(*delay, milliseconds{0})) : std::nullopt;
  } catch (...) {
    return std::nullopt;
  }
}

// What no repetition mends.
bool is_final(ErrorCode code) noexcept {
  return code != ErrorCode::unavailable && code != ErrorCode::deadline_exceeded;
}

Outcome outcome_of(const HttpRequest& request, const Result<HttpResponse>& answer, milliseconds timeout) {
  if (answer) {
    if (answer->status < 500 || is_not_now(*answer)) return Outcome::answered;
    return request.partial ? Outcome::nothing : Outcome::failed;
  }
  switch (answer.error().code) {
    case ErrorCode::unavailable:
      return Outcome::failed;
    case ErrorCode::deadline_exceeded:
      return timeout >= telling_timeout ? Outcome::failed : Outcome::nothing;
    case ErrorCode::bad_response:
      return Outcome::answered;
    default:
      return Outcome::nothing;
  }
}

std::string in_seconds(milliseconds time) {
  const auto tenths = (time.count() + 99) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

Result<std::uint64_t> Operation::wait_for_turn(const HttpRequest& request) {
  using enum Traffic::Admission::Verdict;
  Traffic& traffic = runtime_.traffic();
  auto admission = traffic.admit(request.rate_class, request.rate_cost, runtime_.env().steady_now(),
                                 std::min(left(), longest_patience));
  if (admission.verdict == wait || admission.verdict == too_late) {
    const bool refused = admission.verdict == too_late;
    const auto delay = std::chrono::ceil<milliseconds>(admission.delay);
    observe(runtime_.observer(), &Observer::rate_limited,
            RateLimited{.instance = runtime_.info().instance,
                        .operation = name_,
                        .rate_class = request.rate_class,
                        .delay = delay,
                        .refused = refused});
    if (refused) return turned_away(ErrorCode::rate_limited, "takes no more of this kind of request", delay);
    if (!runtime_.env().wait(delay, call_.stop))
      return fail(ErrorCode::cancelled, name_ + " was cancelled while it waited for its turn");
    admission = traffic.enter(runtime_.env().steady_now());
  }
  if (admission.verdict == left_alone) {
    return turned_away(ErrorCode::unavailable, "did not answer again and again and is left alone",
                       std::chrono::ceil<milliseconds>(admission.delay));
  }
  if (admission.moved) show_breaker(BreakerState::half_open, 0);
  return admission.spell;
}

Failure Operation::turned_away(ErrorCode code, std::string_view why, milliseconds delay) const {
  Failure failure =
      fail(code, "'" + runtime_.info().instance + "' " + std::string(why) + " for " + in_seconds(delay));
  failure.error.retry_after = delay;
  return failure;
}

std::optional<milliseconds> Operation::next_wait(const HttpRequest& request, Reply& reply) {
  Attempt last{.number = reply.attempts};
  if (reply.answer) {
    last.status = reply.answer->status;
    last.retry_after = retry_after_;
  } else {
    last.sent = reply.answer.error().effect == Effect::unknown;
    last.final = is_final(reply.answer.error().code);
  }
  const auto delay = next_delay(runtime_.retry(), request.repeat, last, runtime_.env().luck());
  if (!delay) return std::nullopt;
  if (*delay >= left()) {
    if (!reply.answer) {
      Error& error = reply.answer.error();
      error.code = ErrorCode::deadline_exceeded;
      error.message = "the budget of " + name_ + " ran out: " + error.message;
    }
    return std::nullopt;
  }
  if (runtime_.traffic().may_repeat(runtime_.env().steady_now())) return delay;
  observe(runtime_.observer(), &Observer::retry_withheld,
          RetryWithheld{.instance = runtime_.info().instance, .operation = name_});
  withheld_ = true;
  return std::nullopt;
}

void Operation::attempt(const HttpRequest& request, Reply& reply, std::uint64_t pass) {
  ++attempts_;
  const auto began = runtime_.env().steady_now();
  const auto timeout = std::min(attempt_timeout_, left());
  reply.answer = send(request, timeout);
  count(request, reply, pass, timeout);
  // At once: whatever throws from here on, the request is out.
  if (effect_of(request, reply) == Effect::unknown) so_far_ = Effect::unknown;

  const auto* answer = reply.answer ? &*reply.answer : nullptr;
  request_id_ = answer != nullptr ? request_id_of(answer->headers) : std::string();
  blank(request_id_);
  retry_after_ = answer != nullptr ? asked_delay(request, *answer) : std::nullopt;
  if (retry_after_ && is_not_now(*answer)) {
    runtime_.traffic().hold(request.rate_class, std::min(*retry_after_, longest_hold),
                            runtime_.env().steady_now());
  }
  if (runtime_.observer() != nullptr) show_attempt(request, reply, since(began));
}

void Operation::show_attempt(const HttpRequest& request, const Reply& reply, milliseconds took) const {
  const auto url = spi::parse_url(request.url);
  AttemptEnded ended{.instance = runtime_.info().instance,
                     .operation = request.operation.empty() ? name_ : request.operation,
                     .method = request.method,
                     .host = url ? std::string_view(url->host) : std::string_view(),
                     .path_template = request.path_template,
                     .number = reply.attempts,
                     .status = reply.answer ? reply.answer->status : 0,
                     .failure = {},
                     .took = took,
                     .request_id = request_id_,
                     .retry_after = retry_after_};
  if (!reply.answer) ended.failure = reply.answer.error().code;
  observe(runtime_.observer(), &Observer::attempt_ended, ended);
}

Result<HttpResponse> Operation::send(const HttpRequest& request, milliseconds timeout) {
  const AttemptOptions options{.timeout = timeout, .stop = call_.stop};
  try {
    return runtime_.transport().send(request, options);
  } catch (...) {
    Failure failure = fail(ErrorCode::internal, "the transport threw an exception");
    failure.error.effect = Effect::unknown;
    return failure;
  }
}

std::optional<milliseconds> Operation::asked_delay(const HttpRequest& request,
                                                   const HttpResponse& answer) const {
  if (answer.status < 400) return std::nullopt;
  // Where the platform has words of its own they are the more exact ones.
  if (const auto delay = is_not_now(answer) ? platform_delay(request, answer) : std::nullopt) return delay;
  const auto header = find_header(answer.headers, "retry-after");
  return header ? spi::parse_retry_after(*header, runtime_.env().now()) : std::nullopt;
}

void Operation::count(const HttpRequest& request, const Reply& reply, std::uint64_t pass,
                      milliseconds timeout) {
  Traffic& traffic = runtime_.traffic();
  const auto now = runtime_.env().steady_now();
  const auto report = traffic.report(pass, outcome_of(request, reply.answer, timeout), now);
  if (report.moved) show_breaker(report.state, report.failures);
  if (reply.attempts == 1) traffic.earn_repetition();
}

void Operation::show_breaker(BreakerState state, int failures) const {
  observe(runtime_.observer(), &Observer::breaker_moved,
          BreakerMoved{.instance = runtime_.info().instance, .state = state, .failures = failures});
}

}  // namespace vplatform::detail
