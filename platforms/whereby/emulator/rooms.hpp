#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/result.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::whereby::emulation {

/// A client in a room, or at its door.
struct Guest {
  std::string id{};
  Visitor who{};
  bool knocking = false;
};

/// A meeting with its room.
struct Room {
  std::string id{};
  std::string name{};  // with its slash
  TimePoint created_at{};
  TimePoint ends_at{};
  bool locked = false;
  bool small = false;
  bool viewer_mode = false;
  bool recordings_hosted = true;  // by Whereby itself
  std::vector<Guest> guests{};
  std::string session_id{};                    // empty: none is on
  std::optional<TimePoint> session_ends_at{};  // unless enough people come back
};

/// Which links an answer holds.
struct LinkFields {
  bool host = false;
  bool viewer = false;
};

/// What a create asks for, checked.
struct RoomRequest {
  TimePoint ends_at{};
  bool locked = false;
  bool small = true;
  bool viewer_mode = false;
  bool cloud_recording = false;
  bool recordings_hosted = true;
  bool short_name = false;
  std::string prefix{};
  LinkFields links{};
};

/// Reads a create's body. Errors: `invalid_argument` with the text that Whereby might answer.
[[nodiscard]] Result<RoomRequest> read_room_request(std::string_view body, TimePoint now);

/// The same bytes for the same name: a UUID, or some of its digits.
[[nodiscard]] std::string made_up_uuid(std::string_view name);

/// `2026-01-01T00:00:00.000Z`
[[nodiscard]] std::string date_text(TimePoint at);

/// Whether a client of that role is a person.
[[nodiscard]] bool is_person(std::string_view role) noexcept;

/// The books: which rooms there are. Confined to one thread.
class Rooms {
 public:
  explicit Rooms(std::string subdomain) : subdomain_(std::move(subdomain)) {}

  Room& add(const RoomRequest& wanted, TimePoint now);
  [[nodiscard]] Room* find(std::string_view id_or_name);
  [[nodiscard]] Room* room_of(std::string_view guest);
  bool remove(std::string_view id);
  /// Deletes rooms whose time is over.
  void expire(TimePoint now);
  [[nodiscard]] const std::map<std::int64_t, Room>& all() const noexcept { return rooms_; }
  [[nodiscard]] std::map<std::int64_t, Room>& all() noexcept { return rooms_; }

  [[nodiscard]] const std::string& subdomain() const noexcept { return subdomain_; }
  [[nodiscard]] std::string url(const Room& room) const;
  /// `host` or `viewer`.
  [[nodiscard]] std::string key(const Room& room, std::string_view role) const;
  [[nodiscard]] std::string to_json(const Room& room, LinkFields links) const;

 private:
  std::string subdomain_;
  std::map<std::int64_t, Room> rooms_{};
  std::int64_t last_id_ = 90'000'000;
};

/// Whether a room is still there.
[[nodiscard]] bool exists(const Room& room, TimePoint now) noexcept;

}  // namespace vplatform::platforms::whereby::emulation
