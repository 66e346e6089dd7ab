#include "runtime/random_id.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

namespace vplatform::detail {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

/// How many forks there have been between the first process and this one.
std::atomic<std::uint64_t>& generation() {
  static std::atomic<std::uint64_t> forks{0};
  static const int watched = pthread_atfork(nullptr, nullptr, [] { ++forks; });
  if (watched != 0) throw std::runtime_error("forks cannot be watched");
  return forks;
}

/// A thread's randomness: a call of the system for sixteen ids, which is as much as one gives.
class RandomBytes {
 public:
  Bytes take() {
    const auto now = generation().load(std::memory_order_relaxed);
    if (next_ == kept_.size() || now != filled_in_) fill(now);
    const auto from = std::span(kept_).subspan(next_, Bytes{}.size());
    Bytes taken;
    std::copy(from.begin(), from.end(), taken.begin());
    // What has been given out is not there to be found later.
    std::fill(from.begin(), from.end(), std::uint8_t{0});
    next_ += taken.size();
    return taken;
  }

 private:
  void fill(std::uint64_t generation) {
    next_ = kept_.size();
    if (getentropy(kept_.data(), kept_.size()) != 0) throw std::runtime_error("no randomness");
    next_ = 0;
    filled_in_ = generation;
  }

  std::array<std::uint8_t, 256> kept_{};
  std::size_t next_ = kept_.size();
  std::uint64_t filled_in_ = 0;  // of which generation `kept_` is
};

}  // namespace

std::string random_uuid() {
  thread_local RandomBytes random;
  Bytes bytes = random.take();
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);

  constexpr std::string_view digits = "0123456789abcdef";
  std::string text("00000000-0000-0000-0000-000000000000");
  auto at = text.begin();
  for (const auto byte : bytes) {
    if (*at == '-') ++at;
    *at++ = digits[byte >> 4U];
    *at++ = digits[byte & 0x0fU];
  }
  return text;
}

}  // namespace vplatform::detail
