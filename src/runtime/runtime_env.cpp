#include "vplatform/runtime_env.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace vplatform {

namespace {

bool wait_for(std::chrono::milliseconds delay, std::stop_token stop) {
  // Far beyond any budget, and small enough that no clock overflows.
  constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 365};
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop, std::min(delay, longest), [] { return false; });
  return !stop.stop_requested();
}

double any_luck() {
  thread_local std::mt19937 engine{std::random_device{}()};
  return std::generate_canonical<double, 32>(engine);
}

/// A UUID of version 4, RFC 9562.
std::string random_uuid() {
  std::array<std::uint8_t, 16> bytes{};
  if (getentropy(bytes.data(), bytes.size()) != 0) throw std::runtime_error("no randomness");
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);

  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[bytes[i] >> 4U];
    text += digits[bytes[i] & 0x0fU];
  }
  return text;
}

}  // namespace

RuntimeEnv RuntimeEnv::filled() const {
  RuntimeEnv env = *this;
  if (!env.now) env.now = [] { return std::chrono::system_clock::now(); };
  if (!env.steady_now) env.steady_now = [] { return std::chrono::steady_clock::now(); };
  if (!env.wait) env.wait = wait_for;
  if (!env.luck) env.luck = any_luck;
  if (!env.new_id) env.new_id = random_uuid;
  return env;
}

}  // namespace vplatform
