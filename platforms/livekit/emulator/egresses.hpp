#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/messages.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit::emulation {

/// An egress of a whole room into a file.
struct Egress {
  std::string id{};
  std::string room{};
  std::string room_sid{};
  bool audio_only = false;
  std::string filepath{};
  std::string status{"EGRESS_STARTING"};
  TimePoint started_at{};
  TimePoint updated_at{};
  std::optional<TimePoint> ended_at{};
  std::optional<TimePoint> turns_at{};  ///< When its status changes by itself.
  std::string error{};
};

/// What an egress worker has done, and what it tells. Confined to one thread.
class Egresses {
 public:
  /// Statuses that change by themselves: two seconds to start, two to end.
  void tick(TimePoint now);
  const Egress& start(const Room& room, bool audio_only, std::string filepath, TimePoint now);
  [[nodiscard]] Egress* find(std::string_view id);
  [[nodiscard]] std::vector<const Egress*> of(std::string_view room, std::string_view id, bool active) const;
  void stop(Egress& egress, TimePoint now);
  /// Ends every one of the room that has not ended, at once. How many.
  int end_all(std::string_view room, std::string_view error, TimePoint now);
  [[nodiscard]] std::vector<Event> take_events();

 private:
  void turn(Egress& egress, std::string_view status, TimePoint at);
  void tell(std::string_view type, const Egress& egress, TimePoint at);
  [[nodiscard]] std::string new_id(std::string_view prefix);

  std::vector<Egress> egresses_;  // oldest first
  std::vector<Event> events_;
  std::uint64_t ids_ = 0;
};

[[nodiscard]] bool has_ended(const Egress& egress);
void write_egress(spi::JsonWriter& out, const Egress& egress, Dialect dialect);

}  // namespace vplatform::platforms::livekit::emulation
