// A call from its beginning to its end; operation_attempt.cpp has what lies between.

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

Operation::Operation(const InstanceRuntime& runtime, std::string_view name, CallOptions call, AnyStep& step)
    : runtime_(runtime),
      name_(name),
      call_(std::move(call)),
      step_(step),
      traced_(is_trace_parent(call_.trace_parent)),
      started_(runtime.env().steady_now()),
      budget_(call_.budget.value_or(is_slow(name_) ? slow_budget : usual_budget)),
      attempt_timeout_(is_slow(name_) ? std::max(runtime.retry().attempt_timeout, slow_attempt)
                                      : runtime.retry().attempt_timeout) {
  observe(
      runtime_.observer(), &Observer::operation_started,
      OperationStarted{.instance = runtime_.info().instance,
                       .operation = name_,
                       .trace_parent = traced_ ? std::string_view(call_.trace_parent) : std::string_view()});
}

AnyStep::~AnyStep() = default;

Operation::~Operation() = default;

template <class Go>
Move Operation::guarded(Go go) noexcept {
  try {
    return follow(go());
  } catch (...) {
    return broke();
  }
}

Move Operation::proceed() noexcept {
  return guarded([this]() -> Wish {
    const HttpRequest* request = step_.pending();
    return request != nullptr ? begin_exchange(*request) : finish();
  });
}

Move Operation::waited(bool whole) noexcept {
  return guarded([&]() -> Wish {
    if (in_turn_) return after_turn(whole);
    if (!whole) return end_exchange(cancelled(" while it waited to try again"));
    return begin_attempt();
  });
}

Move Operation::answered(Result<HttpResponse> answer) noexcept {
  return guarded([&] { return take_answer(std::move(answer)); });
}

Move Operation::broke() noexcept {
  step_.give_up(thrown());
  return finish();
}

Move Operation::follow(Wish wish) {
  while (!wish) {
    step_.advance_by(reply_);
    const HttpRequest* request = step_.pending();
    wish = request != nullptr ? begin_exchange(*request) : finish();
  }
  return *wish;
}

Move Operation::finish() {
  Error* error = step_.settle();
  if (error != nullptr) {
    error->attempts = attempts_;
    if (withheld_) error->message += "; it was not tried again, since too many calls are being repeated";
    if (error->request_id.empty()) error->request_id = request_id_;
    if (!error->retry_after) error->retry_after = retry_after_;
    for (auto* text : {&error->message, &error->provider_message, &error->provider_code, &error->request_id})
      blank(*text);
  }
  show_end(error);
  return Move::finished;
}

void Operation::show_end(const Error* error) const {
  if (runtime_.observer() == nullptr) return;
  OperationEnded ended{.instance = runtime_.info().instance,
                       .operation = name_,
                       .attempts = attempts_,
                       .took = whole_milliseconds(runtime_.env().steady_now() - started_),
                       .trace_parent = traced_ ? std::string_view(call_.trace_parent) : std::string_view()};
  if (error != nullptr) {
    ended.failure = error->code;
    ended.effect = error->effect;
  }
  observe(runtime_.observer(), &Observer::operation_ended, ended);
}

bool Operation::refused() {
  if (runtime_.state() != InstanceState::disabled) return false;
  step_.give_up(fail(ErrorCode::failed_precondition, "'" + runtime_.info().instance + "' is disabled"));
  return true;
}

Failure Operation::thrown() const {
  // What it says is not passed on: it may hold anything.
  Failure failure =
      fail(ErrorCode::internal, "the code of '" + runtime_.info().instance + "' threw an exception");
  failure.error.effect = so_far_;
  return failure;
}

Failure Operation::cancelled(std::string_view when) const {
  return fail(ErrorCode::cancelled, std::string(name_) + " was cancelled" + std::string(when));
}

AttemptOptions Operation::attempt() const {
  return {.timeout = timeout_, .stop = call_.stop};
}

milliseconds Operation::left(SteadyTime now) const {
  return budget_ - whole_milliseconds(now - started_);
}

void Operation::blank(std::string& text) const {
  blank_secrets(text, secrets_);
}

}  // namespace vplatform::detail
