#pragma once

#include <string_view>

#include "vplatform/platforms/mock.hpp"

namespace vplatform::platforms::mock {

// Does what a call asks for, unless a test wants it to fail.
template <class T, class Act>
Result<T> MockPlatform::call(std::string_view operation, Act act) const {
  const auto fault = service_->next_fault(operation);
  if (fault && !fault->after_acting) return Failure{fault->error};
  Result<T> result = act(env_.now());
  if (fault) return Failure{fault->error};
  return result;
}

}  // namespace vplatform::platforms::mock
