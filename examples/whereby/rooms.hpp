#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <vplatform/flag_source.hpp>
#include <vplatform/result.hpp>

#include "web/json_folder.hpp"

namespace reflector {

/// When a meeting is recorded.
enum class RecordingTrigger : std::uint8_t {
  none,
  prompt,     ///< When somebody asks for it.
  automatic,  ///< From the start, where all agree.
};

/// A room stays; meetings are made in it, one after the other.
struct Room {
  std::string name{};
  std::string owner{};     ///< A user's id.
  std::string platform{};  ///< Where its next meeting is. Empty: as for everybody.
  bool is_locked = false;  ///< People knock.
  bool is_shared = false;  ///< Guests without an account may come.
  bool skip_consent = false;
  RecordingTrigger recording = RecordingTrigger::none;
};

[[nodiscard]] web::Json to_json(const Room& room);
/// Changes what the JSON object names. Errors: `invalid_argument`. Throws `Json::type_error`.
[[nodiscard]] vplatform::Result<void> change(Room& room, const web::Json& changes);

/// The rooms, in memory and on disk. They are the library's flag service as well: a room that was moved says
/// where its next meeting is. Thread-safe.
class Rooms final : public vplatform::FlagSource {
 public:
  /// `moves`: whether the platform of a room counts. Switched off, all are where they were before.
  Rooms(web::JsonFolder folder, bool moves);

  [[nodiscard]] std::optional<Room> find(std::string_view name) const;
  [[nodiscard]] std::vector<Room> of_owner(std::string_view owner) const;
  /// Errors: `already_exists`, `unavailable`.
  [[nodiscard]] vplatform::Result<void> add(const Room& room);
  /// Errors: `not_found`, `unavailable`.
  [[nodiscard]] vplatform::Result<void> update(const Room& room);
  void remove(const std::string& name);

  [[nodiscard]] std::optional<vplatform::FlagAnswer> resolve(std::string_view flag,
                                                             const vplatform::RoomContext& room) override;

 private:
  [[nodiscard]] vplatform::Result<void> keep(const Room& room);  // with the lock held

  web::JsonFolder folder_;
  bool moves_;
  mutable std::mutex mutex_;
  std::map<std::string, Room, std::less<>> rooms_;  // guarded by mutex_
};

}  // namespace reflector
