#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "vplatform/meeting.hpp"
#include "vplatform/spi/step.hpp"
#include "vplatform/time.hpp"
#include "whereby_api.hpp"

namespace vplatform::platforms::whereby {

/// Keys whose POST may still land: for some minutes they are looked for and not posted again. Thread-safe.
class Doubts {
 public:
  void remember(const std::string& prefix, TimePoint now);
  void settle(const std::string& prefix);
  /// How long it lasts yet; nothing where there is no doubt.
  [[nodiscard]] std::optional<std::chrono::milliseconds> left(const std::string& prefix, TimePoint now) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, TimePoint> until_;  // guarded by mutex_
};

/// A meeting that is to be made at most once.
struct NewMeeting {
  std::shared_ptr<const Api> api{};
  std::shared_ptr<Doubts> doubts{};
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
/// at once; any other is looked for first, and as long as its POST may still land it is not posted again.
[[nodiscard]] Step<Meeting> make_exactly_one(NewMeeting wanted);

}  // namespace vplatform::platforms::whereby
