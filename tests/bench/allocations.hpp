#pragma once

#include <cstdint>

namespace bench {

/// Calls of operator new by this thread so far.
[[nodiscard]] std::int64_t allocations() noexcept;

}  // namespace bench
