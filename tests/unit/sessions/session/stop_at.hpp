#pragma once

#include <functional>
#include <string_view>

namespace vplatform::testing {

/// What a stopped call ends with, in the place of the process.
struct Stopped {};

/// While it lives, does something at a crash point, once: by default the call stops there as if the process
/// had died, and the store is as it was left. One at a time, on the thread that made it.
class StopAt {
 public:
  explicit StopAt(
      std::string_view point, std::function<void()> what = [] { throw Stopped(); });
  ~StopAt();
  StopAt(const StopAt&) = delete;
  StopAt& operator=(const StopAt&) = delete;

  [[nodiscard]] bool was_there() const noexcept;
};

}  // namespace vplatform::testing
