#pragma once

#include <chrono>
#include <optional>

#include "vplatform/spi/http.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::whereby::emulation {

/// Points per minute, as Whereby counts them for an organisation. Confined to one thread.
class Budget {
 public:
  explicit Budget(int points_per_minute) : limit_(points_per_minute) {}

  /// Takes the points, or says how Whereby refuses.
  [[nodiscard]] std::optional<HttpResponse> spend(int points, TimePoint now);

 private:
  int limit_;
  int spent_ = 0;
  TimePoint window_{};
};

}  // namespace vplatform::platforms::whereby::emulation
