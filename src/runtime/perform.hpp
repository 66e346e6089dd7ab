#pragma once

#include "vplatform/client.hpp"
#include "vplatform/detail/operation.hpp"

namespace vplatform::detail {

/// One call of a host, from the first check to the last attempt: `check` says what is wrong with it before
/// anything is sent, `begin` asks the platform for the step.
template <class T, class Checks, class Begin>
[[nodiscard]] Result<T> perform(const InstanceRuntime& runtime, const char* name, const CallOptions& call,
                                Checks check, Begin begin) {
  return Operation(runtime, name, call).run_from<T>([&]() -> Step<T> {
    if (auto wrong = check().failure()) return std::move(*wrong);
    return begin(runtime.platform());
  });
}

}  // namespace vplatform::detail
