#pragma once

#include <string>

namespace vplatform::detail {

/// A UUID of version 4, RFC 9562, of the system's randomness. Thread-safe; a forked child has others than its
/// parent. Throws `std::runtime_error` where the system has no randomness.
[[nodiscard]] std::string random_uuid();

}  // namespace vplatform::detail
