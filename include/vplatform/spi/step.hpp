#pragma once

#include <functional>
#include <type_traits>
#include <utility>
#include <variant>

#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"

namespace vplatform {

template <class T>
class Step;

/// "Send this request, then hand me the reply." The continuation is called at most once.
template <class T>
struct Exchange {
  HttpRequest request{};
  std::function<Step<T>(const Reply&)> then{};
};

/// Moves a step on by one reply; see below.
template <class T>
[[nodiscard]] Step<T> advance(Step<T> step, const Reply& reply);

/// One move of an operation that never does I/O itself: finished, or one exchange away. Confined to one
/// thread.
template <class T>
class [[nodiscard]] Step {
 public:
  using value_type = T;

  Step(Result<T> result) : state_(std::in_place_index<0>, std::move(result)) {}
  Step(Failure failure) : state_(std::in_place_index<0>, std::move(failure)) {}
  Step(Exchange<T> exchange) : state_(std::in_place_index<1>, std::move(exchange)) {}
  template <class U = T>
  requires(!std::is_void_v<T> && std::is_same_v<std::remove_cvref_t<U>, T>) Step(U&& value)
      : state_(std::in_place_index<0>, Result<T>(std::forward<U>(value))) {}

  /// The exchange to do next, or null where the step is finished.
  [[nodiscard]] Exchange<T>* pending() noexcept { return std::get_if<1>(&state_); }
  [[nodiscard]] const Exchange<T>* pending() const noexcept { return std::get_if<1>(&state_); }

  /// The result of a finished step. Undefined while an exchange is pending.
  Result<T> take() && { return std::move(std::get<0>(state_)); }

 private:
  template <class U>
  friend Step<U> advance(Step<U> step, const Reply& reply);

  /// Platforms never set an error's effect: it is what all exchanges together may have done.
  void settle(Effect so_far) {
    so_far_ = so_far;
    if (auto* result = std::get_if<0>(&state_); result != nullptr && !result->has_value())
      result->error().effect = so_far;
  }

  std::variant<Result<T>, Exchange<T>> state_;
  Effect so_far_ = Effect::none;
};

/// The one way forward. Merges the effect of the exchange into the step, so that a failure in the second
/// exchange still says that the first made something. Whoever runs steps goes through here: the runners, and
/// tests.
template <class T>
Step<T> advance(Step<T> step, const Reply& reply) {
  Exchange<T>& exchange = std::get<1>(step.state_);
  const bool touched =
      step.so_far_ == Effect::unknown || effect_of(exchange.request, reply) == Effect::unknown;
  const auto then = std::move(exchange.then);
  Step<T> next = then(reply);
  next.settle(touched ? Effect::unknown : Effect::none);
  return next;
}

/// A step that sends `request` and goes on with `then`, which sees a lost answer too.
template <class T, class Then>
[[nodiscard]] Step<T> exchange(HttpRequest request, Then then) {
  return Exchange<T>{std::move(request), std::move(then)};
}

/// The short form for the common case: a transport error is passed on, `then` sees answers of any status.
template <class T, class Then>
[[nodiscard]] Step<T> then_answer(HttpRequest request, Then then) {
  return Exchange<T>{std::move(request), [then = std::move(then)](const Reply& reply) -> Step<T> {
                       if (!reply.answer) return Failure{reply.answer.error()};
                       return then(*reply.answer);
                     }};
}

}  // namespace vplatform
