#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vplatform::detail {

/// MurmurHash3_x86_32 with seed 0 over parts one after the other, as if they were one text. A plain value:
/// what was hashed of a rule's salt is kept and copied, so that a room costs its own bytes alone.
class Murmur3 {
 public:
  void add(std::string_view bytes) noexcept;
  [[nodiscard]] std::uint32_t finish() const noexcept;

 private:
  std::uint32_t hash_ = 0;
  std::uint32_t length_ = 0;
  std::uint32_t tail_ = 0;  // the bytes that do not fill a block yet, the first one lowest
};

/// The bucket of a hash, of 1,000,000. Integers only, so it is the same on every machine.
[[nodiscard]] constexpr std::uint32_t bucket_of(std::uint32_t hash) noexcept {
  return static_cast<std::uint32_t>((std::uint64_t{hash} * 1'000'000) >> 32);
}

}  // namespace vplatform::detail
