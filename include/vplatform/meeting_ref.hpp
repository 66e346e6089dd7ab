#pragma once

#include <string>
#include <string_view>

#include "vplatform/result.hpp"

namespace vplatform {

/// The name of a meeting, which hosts store; every later call starts from it.
struct MeetingRef {
  std::string platform{};  ///< The instance: `daily`, or `daily-eu` of kind `daily`.
  std::string
      id{};  ///< What the platform's calls take (Daily, LiveKit: the room's name; Whereby: the meetingId).
  std::string room{};  ///< The platform's room name, which some events and lists name alone.

  friend bool operator==(const MeetingRef&, const MeetingRef&) = default;
};

/// `instance/id`, or `instance/id#room` where they differ; each part percent-encoded.
[[nodiscard]] std::string to_string(const MeetingRef& ref);

/// Reads what `to_string` writes. Errors: `invalid_argument`.
[[nodiscard]] Result<MeetingRef> parse_meeting_ref(std::string_view text);

}  // namespace vplatform
