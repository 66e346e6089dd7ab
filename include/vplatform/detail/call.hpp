#pragma once

#include <string_view>
#include <utility>

#include "vplatform/detail/operation.hpp"
#include "vplatform/spi/step.hpp"

namespace vplatform::detail {

/// A call that ends in a `T`.
template <class T>
class Call final : public Operation {
 public:
  Call(const InstanceRuntime& runtime, std::string_view name, CallOptions call)
      : Operation(runtime, name, std::move(call)) {}

  /// Begins with the step that `begin` makes. What `begin`, or a continuation, throws comes out as
  /// `internal`.
  template <class Begin>
  [[nodiscard]] Move start(Begin&& begin) noexcept {
    if (auto refused = refuse_disabled()) {
      step_ = Step<T>(std::move(*refused));
      return finish();
    }
    try {
      step_ = std::forward<Begin>(begin)();
    } catch (...) {
      step_ = Step<T>(thrown());
    }
    return proceed();
  }

  /// What it has come to, once it is finished.
  [[nodiscard]] Result<T> take() && { return std::move(result_); }

 private:
  [[nodiscard]] const HttpRequest* pending() override {
    const auto* exchange = step_.pending();
    return exchange != nullptr ? &exchange->request : nullptr;
  }
  void advance_by(const Reply& reply) override { step_ = advance(std::move(step_), reply); }
  void give_up(Failure failure) override { step_ = Step<T>(std::move(failure)); }
  [[nodiscard]] Error* settle() override {
    result_ = std::move(step_).take();
    return result_ ? nullptr : &result_.error();
  }

  Step<T> step_ = Failure{};
  Result<T> result_ = Failure{};
};

/// The blocking runner: does on this thread what the operation wants, from its first move to its end.
void run_here(const InstanceRuntime& runtime, Operation& operation, Move first) noexcept;

/// One call of a host from beginning to end, on this thread.
template <class T, class Begin>
[[nodiscard]] Result<T> perform(const InstanceRuntime& runtime, std::string_view name,
                                const CallOptions& call, Begin&& begin) {
  Call<T> running(runtime, name, call);
  run_here(runtime, running, running.start(std::forward<Begin>(begin)));
  return std::move(running).take();
}

}  // namespace vplatform::detail
