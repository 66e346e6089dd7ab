#pragma once

#include <string_view>
#include <utility>

#include "vplatform/detail/operation.hpp"
#include "vplatform/detail/running_step.hpp"
#include "vplatform/spi/step.hpp"

namespace vplatform::detail {

/// A call that ends in a `T`.
template <class T>
class Call {
 public:
  Call(const InstanceRuntime& runtime, std::string_view name, CallOptions call)
      : operation_(runtime, name, std::move(call), step_) {}

  /// Begins with the step that `begin` makes. What `begin`, or a continuation, throws comes out as
  /// `internal`.
  template <class Begin>
  [[nodiscard]] Move start(Begin&& begin) noexcept {
    return operation_.start([&] { step_.begin(std::forward<Begin>(begin)()); });
  }

  [[nodiscard]] Operation& operation() noexcept { return operation_; }
  /// What it has come to, once it is finished.
  [[nodiscard]] Result<T> take() && { return std::move(step_).take(); }

 private:
  RunningStep<T> step_;
  Operation operation_;
};

/// The blocking runner: does on this thread what the operation wants, from its first move to its end.
void run_here(const InstanceRuntime& runtime, Operation& operation, Move first) noexcept;

/// One call of a host from beginning to end, on this thread.
template <class T, class Begin>
[[nodiscard]] Result<T> perform(const InstanceRuntime& runtime, std::string_view name,
                                const CallOptions& call, Begin&& begin) {
  Call<T> running(runtime, name, call);
  run_here(runtime, running.operation(), running.start(std::forward<Begin>(begin)));
  return std::move(running).take();
}

}  // namespace vplatform::detail
