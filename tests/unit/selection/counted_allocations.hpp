#pragma once

namespace selection_test {

/// How often the calling thread has asked for memory, where this build counts that.
[[nodiscard]] int allocations_so_far() noexcept;

/// False under a sanitizer, which brings its own operator new.
[[nodiscard]] bool counts_allocations() noexcept;

}  // namespace selection_test
