#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/time.hpp"

namespace vplatform {

/// One connection of one person, as the platform names it; a person who comes back has a new one on some
/// platforms.
struct ParticipantId {
  std::string value{};

  friend bool operator==(const ParticipantId&, const ParticipantId&) = default;
};

/// Somebody in a meeting.
struct Participant {
  ParticipantId id{};
  std::string
      identity{};  ///< `JoinGrant::identity`; may be empty, since platforms let people in without one.
  std::string name{};
  std::optional<Role> role{};
  bool is_person = true;  ///< False for recorders, streamers, agents and other machines.
  std::optional<TimePoint> joined_at{};
};

/// What is known of who is in a meeting.
enum class PresenceState : std::uint8_t {
  unknown,  ///< The platform could not say. Never read it as empty.
  empty,
  occupied,
};

/// Who is in, as of when, and how surely. An error is an error, never an empty list; only a presence that is
/// both `empty` and `complete` may ever close a call.
struct Presence {
  PresenceState state = PresenceState::unknown;
  TimePoint as_of{};
  bool complete = false;  ///< Nobody can be missing from `people` (Whereby's is never complete).
  std::vector<Participant> people{};
};

/// One sitting of a meeting.
struct SessionRef {
  MeetingRef meeting{};
  std::string id{};  ///< The platform's id of the session.

  friend bool operator==(const SessionRef&, const SessionRef&) = default;
};

/// When a meeting was held.
struct MeetingSession {
  SessionRef ref{};
  TimePoint started_at{};
  std::optional<TimePoint> ended_at{};  ///< Unset while it goes on.
  std::optional<int> most_participants{};
};

/// Who attended a session, and when; somebody who came twice is there twice.
struct Attendance {
  SessionRef session{};
  Participant participant{};
  std::optional<TimePoint> left_at{};
};

}  // namespace vplatform
