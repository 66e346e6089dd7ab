#include "vplatform/runtime_env.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <utility>

#include "runtime/random_id.hpp"

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

}  // namespace

RuntimeEnv RuntimeEnv::filled() const {
  RuntimeEnv env = *this;
  if (!env.now) env.now = [] { return std::chrono::system_clock::now(); };
  if (!env.steady_now) env.steady_now = [] { return std::chrono::steady_clock::now(); };
  if (!env.wait) env.wait = wait_for;
  if (!env.luck) env.luck = any_luck;
  if (!env.new_id) env.new_id = detail::random_uuid;
  return env;
}

}  // namespace vplatform
