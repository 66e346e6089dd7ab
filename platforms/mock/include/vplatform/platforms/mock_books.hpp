#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/theme.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::mock {

/// Somebody in a meeting, or at its door.
struct MockPerson {
  Participant participant{};
  bool waiting = false;  ///< Has knocked, and nobody has let them in yet.
};

/// A meeting in the service's books.
struct MockMeeting {
  MeetingRef ref{};
  std::string key{};
  TimePoint created_at{};
  TimePoint ends_at{};
  Access access = Access::by_grant;
  bool eject_at_end = false;
  std::optional<int> max_participants{};
  std::string metadata{};
  std::optional<RecordingSpec> recording{};  ///< How each of its sittings is recorded.
  Theme theme{};                             ///< What was set of it, over all calls.
  JsonText extras{};                         ///< `MeetingSpec::extras["mock"]`, as it came.
  std::vector<MockPerson> people{};
  std::string session_id{};  ///< Of the sitting that goes on; empty between two.
};

/// A sitting of a meeting. It stays in the books when the meeting is gone.
struct MockSession {
  MeetingSession told{};
  std::vector<Attendance> people{};  ///< In the order in which they came.
  std::uint64_t serial = 0;          ///< Grows from one to the next.
};

/// A recording. It stays in the books when the meeting is gone.
struct MockRecording {
  Recording told{};
  RecordingTarget target{};
  std::optional<std::chrono::seconds> max_length{};
  std::string session_id{};  ///< The sitting that it is of; empty before it has begun.
  std::uint64_t serial = 0;  ///< Grows from one to the next.
};

/// The webhook of an instance.
struct MockSubscription {
  WebhookSubscription told{};
  std::vector<EventKind> kinds{};  ///< What it hears of.
  Secret secret{};                 ///< What its webhooks are signed with.
};

/// A failure to come.
struct MockFault {
  Error error{};            ///< Reaches the caller as it is, its effect included.
  std::string operation{};  ///< `create_meeting`, …; empty: whatever is called next.
  int times = 1;
  bool after_acting = false;  ///< The service has done what was asked for: what a lost answer looks like.
};

/// What the service signs with.
struct MockKeys {
  Secret tokens{"mock-token-secret"};  ///< Tokens to join with, and links to recordings.
  Secret webhooks{};  ///< Signs the webhooks of instances that have subscribed none, as if they had been set
                      ///< up by hand: give the platform the same one. Empty: for those none fall due.
};

}  // namespace vplatform::platforms::mock
