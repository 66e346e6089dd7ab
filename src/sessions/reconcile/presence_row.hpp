#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/store/database.hpp"
#include "vplatform/presence.hpp"

namespace vplatform::sessions {

/// What is known of one connection of a session: a row of the table presence.
struct PresenceRow {
  std::string connection{};
  std::string sitting{};
  std::string identity{};
  std::string name{};
  std::optional<Role> role{};
  bool is_person = true;
  std::optional<TimePoint> joined_at{};
  std::optional<TimePoint> left_at{};
  bool left_is_inferred = false;
  TimePoint told_at{};  ///< Of the newest thing that was said of it.

  [[nodiscard]] bool is_in() const noexcept { return !left_at; }
};

/// Something that was said of a connection: that it was in, or gone, at a time.
struct Sighting {
  Participant who{};
  std::string sitting{};
  TimePoint at{};
  bool is_in = false;
  bool is_inferred = false;  ///< Concluded from what was not said.
};

/// What a sighting has brought.
enum class PresenceChange : std::uint8_t { nothing, joined, left };

/// Merges a sighting into what is known, by their times alone: whatever the order in which sightings come,
/// who is in, and who is gone since when, is the same in the end. At the same time, gone wins over in.
[[nodiscard]] PresenceChange merge(std::optional<PresenceRow>& known, const Sighting& sighting);

[[nodiscard]] std::optional<PresenceRow> find_presence(Transaction& transaction, std::string_view session_id,
                                                       std::string_view connection);
/// The rows of those who are in.
[[nodiscard]] std::vector<PresenceRow> present_rows(Transaction& transaction, std::string_view session_id);
[[nodiscard]] bool is_anybody_in(Transaction& transaction, std::string_view session_id);
void save_presence(Transaction& transaction, std::string_view session_id, const PresenceRow& row);

}  // namespace vplatform::sessions
