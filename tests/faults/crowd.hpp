#pragma once

#include <random>
#include <string>
#include <vector>

#include "faults/emulated_world.hpp"

namespace faults {

/// People who come and go in many sessions, and recordings that they start and end there. What happens is
/// luck, by a seed; what has happened, its own books say.
class Crowd {
 public:
  struct Counts {
    int entered = 0;
    int left = 0;
    int recordings = 0;
  };
  /// A session, and what the crowd has done there.
  struct Place {
    vplatform::sessions::Session session{};
    std::vector<std::string> in{};  ///< As the platform names them.
    bool is_recorded = false;
    bool was_visited = false;
  };

  /// Half of the sessions are on Daily, and half on LiveKit.
  Crowd(EmulatedWorld& world, int sessions, unsigned seed);

  /// Somebody somewhere does something.
  void act();
  [[nodiscard]] const std::vector<Place>& places() const noexcept { return places_; }
  [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

 private:
  void enter(Place& place);
  void leave(Place& place);
  void record(Place& place);
  void finish(Place& place);
  [[nodiscard]] unsigned luck(std::size_t below) { return static_cast<unsigned>(random_() % below); }

  EmulatedWorld& world_;
  std::mt19937 random_;
  std::vector<Place> places_;
  Counts counts_;
};

}  // namespace faults
