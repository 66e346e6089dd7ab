#include "counted_allocations.hpp"

#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define VPLATFORM_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define VPLATFORM_COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef VPLATFORM_COUNTS_ALLOCATIONS
#define VPLATFORM_COUNTS_ALLOCATIONS 1
#endif

namespace {
thread_local int allocations = 0;
}  // namespace

namespace selection_test {

int allocations_so_far() noexcept {
  return allocations;
}
bool counts_allocations() noexcept {
  return VPLATFORM_COUNTS_ALLOCATIONS == 1;
}

}  // namespace selection_test

#if VPLATFORM_COUNTS_ALLOCATIONS
// In a file of its own, so that the compiler does not see through one half of a new and a delete.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif
