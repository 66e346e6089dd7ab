#include "vplatform/testing/fake_clock.hpp"

#include <algorithm>
#include <mutex>
#include <string>

namespace vplatform::testing {
namespace {

constexpr auto first_of_2026 = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

std::string numbered_uuid(unsigned number) {
  const std::string digits = std::to_string(number);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

}  // namespace

struct FakeClock::State {
  explicit State(TimePoint start) : now(start) {}

  void advance(std::chrono::milliseconds by) {
    now += by;
    steady += std::max(by, std::chrono::milliseconds{0});
  }

  std::mutex mutex;
  TimePoint now;                                   // guarded by mutex, and so on
  std::chrono::steady_clock::time_point steady{};  // never goes back, whatever `set` does
  std::vector<std::chrono::milliseconds> waits;
  unsigned ids = 0;
};

FakeClock::FakeClock() : FakeClock(TimePoint{first_of_2026}) {}

FakeClock::FakeClock(TimePoint start) : state_(std::make_shared<State>(start)) {}

TimePoint FakeClock::now() const {
  const std::lock_guard lock(state_->mutex);
  return state_->now;
}

void FakeClock::advance(std::chrono::milliseconds by) {
  const std::lock_guard lock(state_->mutex);
  state_->advance(by);
}

void FakeClock::set(TimePoint at) {
  const std::lock_guard lock(state_->mutex);
  const auto by = at - state_->now;
  state_->now = at;
  if (by > by.zero()) state_->steady += by;
}

RuntimeEnv FakeClock::env() const {
  RuntimeEnv env;
  env.now = [clock = *this] { return clock.now(); };
  env.steady_now = [state = state_] {
    const std::lock_guard lock(state->mutex);
    return state->steady;
  };
  env.wait = [state = state_](std::chrono::milliseconds delay, const std::stop_token& stop) {
    if (stop.stop_requested()) return false;
    const std::lock_guard lock(state->mutex);
    state->waits.push_back(delay);
    state->advance(delay);
    return true;
  };
  env.luck = [] { return 0.5; };
  env.new_id = [state = state_] {
    const std::lock_guard lock(state->mutex);
    return numbered_uuid(++state->ids);
  };
  return env;
}

std::vector<std::chrono::milliseconds> FakeClock::waits() const {
  const std::lock_guard lock(state_->mutex);
  return state_->waits;
}

}  // namespace vplatform::testing
