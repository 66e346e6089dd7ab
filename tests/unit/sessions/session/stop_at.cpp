#include "stop_at.hpp"

#include <string>
#include <utility>

#include "sessions/crash_point.hpp"

namespace vplatform::testing {
namespace {

struct Stop {
  std::string point{};
  std::function<void()> what{};
  bool was_there = false;
};

thread_local Stop stop;

}  // namespace

StopAt::StopAt(std::string_view point, std::function<void()> what) {
  stop = {std::string(point), std::move(what), false};
}
StopAt::~StopAt() {
  stop = {};
}

bool StopAt::was_there() const noexcept {
  return stop.was_there;
}

}  // namespace vplatform::testing

namespace vplatform::sessions {

void crash_point(CrashPoint where) {
  auto& stop = testing::stop;
  if (stop.was_there || stop.point != where.name()) return;
  stop.was_there = true;
  stop.what();
}

}  // namespace vplatform::sessions
