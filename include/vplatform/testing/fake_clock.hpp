#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "vplatform/runtime_env.hpp"
#include "vplatform/time.hpp"

namespace vplatform::testing {

/// A clock that stands until it is moved. Waiting moves it, so no test sleeps. Thread-safe; copies are the
/// same clock.
class FakeClock {
 public:
  /// Starts at 2026-01-01T00:00:00Z unless told otherwise.
  FakeClock();
  explicit FakeClock(TimePoint start);

  [[nodiscard]] TimePoint now() const;
  void advance(std::chrono::milliseconds by);
  void set(TimePoint at);

  /// A runtime on this clock: waiting moves it, luck is 0.5, ids are `00000000-0000-4000-8000-000000000001`
  /// and so on.
  [[nodiscard]] RuntimeEnv env() const;
  /// Every wait that the runtime has asked for.
  [[nodiscard]] std::vector<std::chrono::milliseconds> waits() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vplatform::testing
