#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit::emulation {

struct Person {
  std::string sid{};
  std::string identity{};
  std::string name{};
  std::string metadata{};
  bool can_publish = true;
  bool can_subscribe = true;
  bool can_publish_data = true;
  TimePoint joined_at{};
  bool is_gone = false;
  std::string reason{};
};

struct Room {
  std::string sid{};
  std::string name{};
  std::string metadata{};
  std::string turn_password{};
  std::chrono::seconds empty_timeout{};
  std::chrono::seconds departure_timeout{};
  std::int64_t max_participants = 0;
  TimePoint created_at{};
  std::optional<TimePoint> last_left_at{};
  std::map<std::string, Person, std::less<>> people{};  // by identity
};

/// An event that happened, its JSON in the webhooks' dialect.
struct Event {
  TimePoint at{};
  std::string body{};
};

/// What CreateRoom, or a join, asks of a new room. Zero and empty: the server's default.
struct RoomWish {
  std::string name{};
  std::string metadata{};
  std::int64_t empty_timeout = 0;
  std::int64_t departure_timeout = 0;
  std::int64_t max_participants = 0;
};

/// The server's books: rooms, who is in them, and what happened. Confined to one thread.
class Rooms {
 public:
  Rooms(std::chrono::seconds empty_timeout, std::chrono::seconds departure_timeout)
      : empty_timeout_(empty_timeout), departure_timeout_(departure_timeout) {}

  /// Closes the rooms whose time is over, in the order in which it was.
  void tick(TimePoint now);

  /// The room as it is, or a new one: an old one keeps everything, whatever the wish.
  const Room& create(const RoomWish& wish, TimePoint now);
  [[nodiscard]] Room* find(std::string_view name);
  [[nodiscard]] std::vector<const Room*> all() const;
  /// Puts everybody out.
  void close(std::string_view name, std::string_view reason, TimePoint now);

  std::string join(std::string_view room, Person person, TimePoint now);
  bool leave_by_sid(std::string_view sid, TimePoint now);
  bool leave(std::string_view room, std::string_view identity, std::string_view reason, TimePoint now);

  /// What happened since the last call.
  [[nodiscard]] std::vector<Event> take_events();

  /// When the room closes if nobody comes; nothing while somebody is in.
  [[nodiscard]] static std::optional<TimePoint> closes_at(const Room& room);

 private:
  void tell(std::string_view type, const Room& room, const Person* person, TimePoint at);
  [[nodiscard]] std::string new_id(std::string_view prefix);

  std::chrono::seconds empty_timeout_;
  std::chrono::seconds departure_timeout_;
  std::map<std::string, Room, std::less<>> rooms_;  // by name
  std::vector<Event> events_;
  std::uint64_t ids_ = 0;
};

}  // namespace vplatform::platforms::livekit::emulation
