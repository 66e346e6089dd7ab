#pragma once

#include <memory>
#include <string>
#include <vector>

#include "vplatform/meeting.hpp"
#include "vplatform/spi/step.hpp"
#include "vplatform/time.hpp"
#include "whereby_api.hpp"

namespace vplatform::platforms::whereby {

/// A meeting that is to be made at most once.
struct NewMeeting {
  std::shared_ptr<const Api> api{};
  MeetingSpec spec{};
  std::string
      prefix{};  ///< Of the room's name; it follows from the key, and proves that a room is the key's.
  std::string body{};
  std::vector<Secret> secrets{};
  TimePoint now{};
};

/// Makes the meeting, or finds the one that the key has. Whereby takes neither a name nor a key from us, and
/// a POST whose answer was lost may still land later. So there is at most one POST, and none after it: what
/// may have landed is looked for. A key that was made up for this very call has no meeting yet, and is posted
/// at once; any other is looked for first.
[[nodiscard]] Step<Meeting> make_exactly_one(NewMeeting wanted);

}  // namespace vplatform::platforms::whereby
