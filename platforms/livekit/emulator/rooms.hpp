#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/json.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit::emulation {

struct Track {
  std::string sid{};
  std::string type{"VIDEO"};
  std::string source{"CAMERA"};
  std::string name{};
  bool muted = false;
  TimePoint published_at{};
};

struct Person {
  std::string sid{};
  std::string identity{};
  std::string name{};
  std::string metadata{};
  std::string kind{"STANDARD"};
  std::map<std::string, std::string> attributes{};
  std::vector<std::string> sources{};  // that may be published; empty: all
  std::vector<Track> tracks{};
  bool hidden = false;
  bool can_publish = true;
  bool can_subscribe = true;
  bool can_publish_data = true;
  bool can_update_metadata = false;
  bool is_publisher = false;  // has ever published
  TimePoint joined_at{};
  bool is_gone = false;
  std::string reason{};

  // Recorders and agents do not keep a room open.
  [[nodiscard]] bool is_human() const { return kind == "STANDARD" || kind == "SIP"; }
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
  std::map<std::string, Person, std::less<>> people{};  // by identity, machines too
  spi::Json egress{};                                   // what CreateRoom asked to record

  [[nodiscard]] std::size_t humans() const;
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
  spi::Json egress{};
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
  bool leave(std::string_view room, std::string_view identity, std::string_view reason, TimePoint now);

  /// Gives the track, and tells; nothing where nobody of that name is in.
  Track* publish(std::string_view room, std::string_view identity, Track track, TimePoint now);
  bool unpublish(std::string_view room, std::string_view track, TimePoint now);

  /// Tells an event of another service, with its members.
  void tell_with(std::string_view type, TimePoint at, const std::function<void(spi::JsonWriter&)>& members);
  [[nodiscard]] std::string new_id(std::string_view prefix);
  /// Called for every room that CreateRoom has made.
  std::function<void(const Room&, TimePoint)> on_made{};
  bool waits_for_recorder = false;  // CreateRoom gives up where a room is to be recorded
  bool remote_unmute = false;

  /// What happened since the last call.
  [[nodiscard]] std::vector<Event> take_events();

  /// When the room closes if nobody comes; nothing while somebody is in.
  [[nodiscard]] static std::optional<TimePoint> closes_at(const Room& room);

 private:
  void tell(std::string_view type, const Room& room, const Person* person, TimePoint at);
  void tell_track(std::string_view type, const Room& room, const Person& person, const Track& track,
                  TimePoint at);

  std::chrono::seconds empty_timeout_;
  std::chrono::seconds departure_timeout_;
  std::map<std::string, Room, std::less<>> rooms_;  // by name
  std::vector<Event> events_;
  std::uint64_t ids_ = 0;
};

}  // namespace vplatform::platforms::livekit::emulation
