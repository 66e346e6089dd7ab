#include "vplatform/detail/operation.hpp"

#include <algorithm>
#include <string_view>

#include "runtime/blank.hpp"
#include "runtime/observe.hpp"
#include "runtime/trace_parent.hpp"

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
    const auto pass = wait_for_turn(request);
    if (!pass) {
      reply.answer = Failure{pass.error()};
      return reply;
    }
    ++reply.attempts;
    attempt(request, reply, *pass);
    const auto delay = next_wait(request, reply);
    if (!delay) return reply;
    reply.before = effect_of(request, reply);
    if (!runtime_.env().wait(*delay, call_.stop)) {
      reply.answer = fail(ErrorCode::cancelled, name_ + " was cancelled while it waited to try again");
      return reply;
    }
  }
}

void Operation::end() {
  show_end(nullptr);
}

void Operation::end(Error& error) {
  error.attempts = attempts_;
  if (withheld_) error.message += "; it was not tried again, since too many calls are being repeated";
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
