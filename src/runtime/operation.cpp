#include "vplatform/detail/operation.hpp"

#include <algorithm>
#include <string_view>

#include "runtime/blank.hpp"
#include "runtime/observe.hpp"
#include "runtime/request_id.hpp"
#include "runtime/trace_parent.hpp"
#include "vplatform/spi/answers.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::detail {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds usual_budget{15'000};
constexpr milliseconds slow_budget{30'000};
constexpr milliseconds slow_attempt{25'000};

// LiveKit answers only when a recorder has started; Daily tries the receiver before it answers.
bool is_slow(std::string_view operation) noexcept {
  return operation == "start_recording" || operation == "ensure_webhook";
}

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

}  // namespace

Operation::Operation(const InstanceRuntime& runtime, std::string name, const CallOptions& call)
    : runtime_(runtime),
      name_(std::move(name)),
      call_(call),
      trace_parent_(is_trace_parent(call.trace_parent) ? call.trace_parent : std::string()),
      started_(runtime.env().steady_now()),
      budget_(call.budget.value_or(is_slow(name_) ? slow_budget : usual_budget)),
      attempt_timeout_(is_slow(name_) ? std::max(runtime.retry().attempt_timeout, slow_attempt)
                                      : runtime.retry().attempt_timeout) {
  observe(runtime_.observer(), &Observer::operation_started,
          OperationStarted{
              .instance = runtime_.info().instance, .operation = name_, .trace_parent = trace_parent_});
}

Reply Operation::exchange(const HttpRequest& request) {
  collect_secrets(request, secrets_);
  if (trace_parent_.empty()) return attempts(request);
  HttpRequest traced = request;
  traced.headers.push_back({.name = "traceparent", .value = trace_parent_});
  return attempts(traced);
}

Reply Operation::attempts(const HttpRequest& request) {
  Reply reply{
      .answer = fail(ErrorCode::internal, "no attempt was made"), .before = Effect::none, .attempts = 0};
  for (;;) {
    if (call_.stop.stop_requested()) {
      reply.answer = fail(ErrorCode::cancelled, name_ + " was cancelled");
      return reply;
    }
    if (left() <= milliseconds{0}) {
      reply.answer = fail(ErrorCode::deadline_exceeded, "the budget of " + name_ + " ran out");
      return reply;
    }
    ++reply.attempts;
    attempt(request, reply);
    const auto delay = next_wait(request, reply);
    if (!delay) return reply;
    reply.before = effect_of(request, reply);
    if (!runtime_.env().wait(*delay, call_.stop)) {
      reply.answer = fail(ErrorCode::cancelled, name_ + " was cancelled while it waited to try again");
      return reply;
    }
  }
}

std::optional<milliseconds> Operation::next_wait(const HttpRequest& request, Reply& reply) const {
  Attempt last{.number = reply.attempts};
  if (reply.answer) {
    last.status = reply.answer->status;
    last.retry_after = retry_after_;
  } else {
    last.sent = reply.answer.error().effect == Effect::unknown;
    last.final = is_final(reply.answer.error().code);
  }
  const auto delay = next_delay(runtime_.retry(), request.repeat, last, runtime_.env().luck());
  if (!delay || *delay < left()) return delay;
  if (!reply.answer) {
    Error& error = reply.answer.error();
    error.code = ErrorCode::deadline_exceeded;
    error.message = "the budget of " + name_ + " ran out: " + error.message;
  }
  return std::nullopt;
}

void Operation::attempt(const HttpRequest& request, Reply& reply) {
  ++attempts_;
  const auto began = runtime_.env().steady_now();
  reply.answer = send(request);
  // At once: whatever throws from here on, the request is out.
  if (effect_of(request, reply) == Effect::unknown) so_far_ = Effect::unknown;

  const auto* answer = reply.answer ? &*reply.answer : nullptr;
  request_id_ = answer != nullptr ? request_id_of(answer->headers) : std::string();
  blank(request_id_);
  retry_after_ = answer != nullptr ? asked_delay(request, *answer) : std::nullopt;
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

Result<HttpResponse> Operation::send(const HttpRequest& request) {
  const AttemptOptions options{.timeout = std::min(attempt_timeout_, left()), .stop = call_.stop};
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

void Operation::end() {
  show_end(nullptr);
}

void Operation::end(Error& error) {
  error.attempts = attempts_;
  if (error.request_id.empty()) error.request_id = request_id_;
  if (!error.retry_after) error.retry_after = retry_after_;
  for (auto* text : {&error.message, &error.provider_message, &error.provider_code, &error.request_id})
    blank(*text);
  show_end(&error);
}

void Operation::show_end(const Error* error) const {
  OperationEnded ended{.instance = runtime_.info().instance,
                       .operation = name_,
                       .attempts = attempts_,
                       .took = since(started_),
                       .trace_parent = trace_parent_};
  if (error != nullptr) {
    ended.failure = error->code;
    ended.effect = error->effect;
  }
  observe(runtime_.observer(), &Observer::operation_ended, ended);
}

std::optional<Failure> Operation::refuse_disabled() const {
  if (runtime_.state() != InstanceState::disabled) return std::nullopt;
  return fail(ErrorCode::failed_precondition, "'" + runtime_.info().instance + "' is disabled");
}

Failure Operation::thrown() const {
  // What it says is not passed on: it may hold anything.
  Failure failure =
      fail(ErrorCode::internal, "the code of '" + runtime_.info().instance + "' threw an exception");
  failure.error.effect = so_far_;
  return failure;
}

milliseconds Operation::since(std::chrono::steady_clock::time_point then) const {
  return std::chrono::duration_cast<milliseconds>(runtime_.env().steady_now() - then);
}

milliseconds Operation::left() const {
  return budget_ - since(started_);
}

void Operation::blank(std::string& text) const {
  blank_secrets(text, secrets_);
}

}  // namespace vplatform::detail
