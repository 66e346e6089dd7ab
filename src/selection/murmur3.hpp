#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vplatform::detail {

namespace murmur3 {

[[nodiscard]] inline std::uint32_t mix(std::uint32_t block) noexcept {
  return std::rotl(block * 0xcc9e2d51U, 15) * 0x1b873593U;
}

[[nodiscard]] inline std::uint32_t take_block(std::uint32_t hash, std::uint32_t block) noexcept {
  return std::rotl(hash ^ mix(block), 13) * 5U + 0xe6546b64U;
}

[[nodiscard]] inline std::uint32_t byte_at(std::string_view bytes, std::size_t at) noexcept {
  return static_cast<unsigned char>(bytes[at]);
}

// The same on all machines: the first byte is the lowest.
[[nodiscard]] inline std::uint32_t block_at(std::string_view bytes, std::size_t at) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint32_t block = 0;
    std::memcpy(&block, bytes.data() + at, sizeof block);
    return block;
  }
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2) << 16U |
         byte_at(bytes, at + 3) << 24U;
}

/// What is left from `at` on, less than a block.
[[nodiscard]] inline std::uint32_t rest_at(std::string_view bytes, std::size_t at) noexcept {
  if (at == bytes.size()) return 0;
  // The last block that there is ends with them, and needs no loop.
  if (at >= 4) return block_at(bytes, bytes.size() - 4) >> (8U * (at + 4 - bytes.size()));
  std::uint32_t rest = 0;
  for (std::size_t i = bytes.size(); i > at; --i) rest = rest << 8U | byte_at(bytes, i - 1);
  return rest;
}

}  // namespace murmur3

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

inline void Murmur3::add(std::string_view bytes) noexcept {
  const std::uint32_t held = 8U * (length_ % 4);
  std::uint32_t hash = hash_;
  std::uint64_t waiting = tail_;  // what comes is put behind it, and each block is taken from its low end
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    waiting |= std::uint64_t{murmur3::block_at(bytes, at)} << held;
    hash = murmur3::take_block(hash, static_cast<std::uint32_t>(waiting));
    waiting >>= 32U;
  }
  waiting |= std::uint64_t{murmur3::rest_at(bytes, at)} << held;
  if (held / 8U + (bytes.size() - at) >= 4) {
    hash = murmur3::take_block(hash, static_cast<std::uint32_t>(waiting));
    waiting >>= 32U;
  }
  length_ += static_cast<std::uint32_t>(bytes.size());
  hash_ = hash;
  tail_ = static_cast<std::uint32_t>(waiting);
}

inline std::uint32_t Murmur3::finish() const noexcept {
  std::uint32_t hash = hash_;
  if (length_ % 4 != 0) hash ^= murmur3::mix(tail_);
  hash ^= length_;
  hash ^= hash >> 16U;
  hash *= 0x85ebca6bU;
  hash ^= hash >> 13U;
  hash *= 0xc2b2ae35U;
  hash ^= hash >> 16U;
  return hash;
}

}  // namespace vplatform::detail
