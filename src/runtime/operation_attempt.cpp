// One attempt: its turn, what it may take, what came of it, and whether there is another.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/blank.hpp"
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

Operation::Wish Operation::begin_exchange(const HttpRequest& request) {
  collect_secrets(request, secrets_);
  request_ = &request;
  if (traced_) {
    with_trace_ = request;
    with_trace_->headers.push_back({.name = "traceparent", .value = call_.trace_parent});
    request_ = &*with_trace_;
  }
  reply_.before = Effect::none;
  reply_.attempts = 0;
  return begin_attempt();
}

Operation::Wish Operation::begin_attempt() {
  using enum Traffic::Admission::Verdict;
  if (call_.stop.stop_requested()) return end_exchange(cancelled(""));
  const auto now = runtime_.env().steady_now();
  const auto patience = left(now);
  if (patience <= milliseconds{0}) {
    return end_exchange(
        fail(ErrorCode::deadline_exceeded, "the budget of " + std::string(name_) + " ran out"));
  }
  const auto admission = runtime_.traffic().admit(request_->rate_class, request_->rate_cost, now,
                                                  std::min(patience, longest_patience));
  const auto delay = std::chrono::ceil<milliseconds>(admission.delay);
  switch (admission.verdict) {
    case go:
      return go_out(now, admission.spell, admission.moved);
    case left_alone:
      return leave_alone(delay);
    case too_late:
      show_rate_limit(delay, true);
      return end_exchange(
          turned_away(ErrorCode::rate_limited, "takes no more of this kind of request", delay));
    case wait:
      break;
  }
  show_rate_limit(delay, false);
  in_turn_ = true;
  delay_ = delay;
  return Move::wait;
}

Operation::Wish Operation::after_turn(bool whole) {
  in_turn_ = false;
  if (!whole) return end_exchange(cancelled(" while it waited for its turn"));
  const auto now = runtime_.env().steady_now();
  const auto admission = runtime_.traffic().enter(now);
  if (admission.verdict == Traffic::Admission::Verdict::left_alone)
    return leave_alone(std::chrono::ceil<milliseconds>(admission.delay));
  return go_out(now, admission.spell, admission.moved);
}

Operation::Wish Operation::leave_alone(milliseconds delay) {
  return end_exchange(
      turned_away(ErrorCode::unavailable, "did not answer again and again and is left alone", delay));
}

Operation::Wish Operation::go_out(SteadyTime now, std::uint64_t pass, bool half_open) {
  if (half_open) show_breaker(BreakerState::half_open, 0);
  pass_ = pass;
  ++reply_.attempts;
  ++attempts_;
  began_ = now;
  timeout_ = std::min(attempt_timeout_, left(now));
  return Move::send;
}

Operation::Wish Operation::end_exchange(Failure failure) {
  reply_.answer = std::move(failure);
  return std::nullopt;
}

Operation::Wish Operation::take_answer(Result<HttpResponse> answer) {
  reply_.answer = std::move(answer);
  const auto now = runtime_.env().steady_now();
  count(now);
  // At once: whatever throws from here on, the request is out.
  if (effect_of(*request_, reply_) == Effect::unknown) so_far_ = Effect::unknown;
  keep_said(now);
  if (runtime_.observer() != nullptr) show_attempt(whole_milliseconds(now - began_));
  const auto delay = next_wait();
  if (!delay) return std::nullopt;
  reply_.before = effect_of(*request_, reply_);
  delay_ = *delay;
  return Move::wait;
}

Failure Operation::turned_away(ErrorCode code, std::string_view why, milliseconds delay) const {
  Failure failure =
      fail(code, "'" + runtime_.info().instance + "' " + std::string(why) + " for " + in_seconds(delay));
  failure.error.retry_after = delay;
  return failure;
}

std::optional<milliseconds> Operation::next_wait() {
  Attempt last{.number = reply_.attempts};
  if (reply_.answer) {
    last.status = reply_.answer->status;
    last.retry_after = retry_after_;
  } else {
    last.sent = reply_.answer.error().effect == Effect::unknown;
    last.final = is_final(reply_.answer.error().code);
  }
  const auto delay = next_delay(runtime_.retry(), request_->repeat, last, runtime_.env().luck());
  if (!delay) return std::nullopt;
  const auto now = runtime_.env().steady_now();
  if (*delay >= left(now)) {
    if (!reply_.answer) {
      Error& error = reply_.answer.error();
      error.code = ErrorCode::deadline_exceeded;
      error.message = "the budget of " + std::string(name_) + " ran out: " + error.message;
    }
    return std::nullopt;
  }
  if (runtime_.traffic().may_repeat(now)) return delay;
  observe(runtime_.observer(), &Observer::retry_withheld,
          RetryWithheld{.instance = runtime_.info().instance, .operation = name_});
  withheld_ = true;
  return std::nullopt;
}

void Operation::count(SteadyTime now) {
  Traffic& traffic = runtime_.traffic();
  const auto report = traffic.report(pass_, outcome_of(*request_, reply_.answer, timeout_), now);
  if (report.moved) show_breaker(report.state, report.failures);
  if (reply_.attempts == 1) traffic.earn_repetition();
}

void Operation::keep_said(SteadyTime now) {
  request_id_.clear();
  retry_after_.reset();
  if (!reply_.answer) return;
  const HttpResponse& answer = *reply_.answer;
  request_id_ = request_id_of(answer.headers);
  blank(request_id_);
  retry_after_ = asked_delay(answer);
  if (retry_after_ && is_not_now(answer)) {
    runtime_.traffic().hold(request_->rate_class, std::min(*retry_after_, longest_hold), now);
  }
}

std::optional<milliseconds> Operation::asked_delay(const HttpResponse& answer) const {
  if (answer.status < 400) return std::nullopt;
  // Where the platform has words of its own they are the more exact ones.
  if (const auto delay = is_not_now(answer) ? platform_delay(*request_, answer) : std::nullopt) return delay;
  const auto header = find_header(answer.headers, "retry-after");
  return header ? spi::parse_retry_after(*header, runtime_.env().now()) : std::nullopt;
}

void Operation::show_attempt(milliseconds took) const {
  const HttpRequest& request = *request_;
  const auto url = spi::parse_url(request.url);
  AttemptEnded ended{.instance = runtime_.info().instance,
                     .operation = request.operation.empty() ? name_ : request.operation,
                     .method = request.method,
                     .host = url ? std::string_view(url->host) : std::string_view(),
                     .path_template = request.path_template,
                     .number = reply_.attempts,
                     .status = reply_.answer ? reply_.answer->status : 0,
                     .failure = {},
                     .took = took,
                     .request_id = request_id_,
                     .retry_after = retry_after_};
  if (!reply_.answer) ended.failure = reply_.answer.error().code;
  observe(runtime_.observer(), &Observer::attempt_ended, ended);
}

void Operation::show_breaker(BreakerState state, int failures) const {
  observe(runtime_.observer(), &Observer::breaker_moved,
          BreakerMoved{.instance = runtime_.info().instance, .state = state, .failures = failures});
}

void Operation::show_rate_limit(milliseconds delay, bool refused) const {
  observe(runtime_.observer(), &Observer::rate_limited,
          RateLimited{.instance = runtime_.info().instance,
                      .operation = name_,
                      .rate_class = request_->rate_class,
                      .delay = delay,
                      .refused = refused});
}

Failure transport_threw() {
  Failure failure = fail(ErrorCode::internal, "the transport threw an exception");
  failure.error.effect = Effect::unknown;
  return failure;
}

}  // namespace vplatform::detail
