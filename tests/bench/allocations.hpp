#pragma once

#include <cstdint>

namespace bench {

/// Calls of operator new by this thread so far.
[[nodiscard]] std::int64_t allocations() noexcept;
/// Adds what another thread has done for this one.
void count_allocations_of_others(std::int64_t more) noexcept;

}  // namespace bench
