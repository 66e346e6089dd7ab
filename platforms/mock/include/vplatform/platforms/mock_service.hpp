#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
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
  JsonText extras{};  ///< `MeetingSpec::extras["mock"]`, as it came.
  std::vector<MockPerson> people{};
  std::string session_id{};  ///< Of the sitting that goes on; empty between two.
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
  Secret tokens{"mock-token-secret"};
  Secret webhooks{};  ///< Give the platform the same one. Empty: no webhooks fall due.
};

/// The service that the mock platform talks to, in memory. Tests hold on to it to play the people in the
/// meetings, to make calls fail, and to look into its books. Thread-safe.
class MockService {
 public:
  explicit MockService(MockKeys keys = {});

  // For tests and demonstrations.

  /// Lets the holder of a grant in, or to the door where the meeting knocks. Errors: `unauthenticated` for a
  /// token that is not this service's or has expired, `not_found` where the meeting is gone, `quota_exceeded`
  /// where it is full.
  [[nodiscard]] Result<MockPerson> enter(const Secret& token, TimePoint now);
  /// Lets somebody without a grant into an open meeting. Errors: `permission_denied` where it is not open,
  /// and as above.
  [[nodiscard]] Result<MockPerson> enter_open(const MeetingRef& ref, const std::string& name, TimePoint now);
  /// A host opens the door. Errors: `not_found` where nobody of that id waits.
  [[nodiscard]] Result<void> admit(const MeetingRef& ref, const ParticipantId& who, TimePoint now);
  /// Errors: `not_found` where nobody of that id is there.
  [[nodiscard]] Result<void> leave(const MeetingRef& ref, const ParticipantId& who, TimePoint now);

  void fail_next(MockFault fault);
  /// The webhooks that have fallen due, signed, oldest first; each is given out once.
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now);
  /// The meetings that exist.
  [[nodiscard]] std::vector<MockMeeting> meetings(TimePoint now);

  // What the platform calls.

  /// The fault that hits this operation, if one does.
  [[nodiscard]] std::optional<MockFault> next_fault(std::string_view operation);
  /// Keeps `wanted` unless there is a meeting of that reference already; returns the one there is, and
  /// whether it is new.
  [[nodiscard]] std::pair<MockMeeting, bool> create(MockMeeting wanted, TimePoint now);
  [[nodiscard]] std::optional<MockMeeting> find(const MeetingRef& ref, TimePoint now);
  [[nodiscard]] std::optional<MockMeeting> update(const MeetingRef& ref, const MeetingChange& change,
                                                  TimePoint now);
  void end(const MeetingRef& ref, TimePoint now);
  /// At most `most` meetings of an instance, with ids above `after`, in the order of their ids.
  [[nodiscard]] std::vector<MockMeeting> list(const std::string& instance, const std::string& after,
                                              std::size_t most, TimePoint now);
  [[nodiscard]] Secret sign_token(std::string_view claims) const;

 private:
  using Books = std::map<std::pair<std::string, std::string>, MockMeeting>;  // by instance and id

  [[nodiscard]] MockMeeting* open_meeting(const MeetingRef& ref, TimePoint now);
  [[nodiscard]] Result<MockPerson> let_in(MockMeeting& meeting, Participant who, TimePoint now);
  void seat(MockMeeting& meeting, MockPerson& person, TimePoint now);
  void put_out(MockMeeting& meeting, const MockPerson& person, TimePoint now);
  void close(MockMeeting& meeting, TimePoint now);
  void sweep(TimePoint now);
  void tell(const MockMeeting& meeting, std::string_view type, const MockPerson* person, TimePoint at);
  [[nodiscard]] std::string next_id(std::string_view prefix);

  const MockKeys keys_;
  std::mutex mutex_;
  Books books_;  // guarded by mutex_, and so on
  std::deque<MockFault> faults_;
  std::vector<std::string> events_;  // bodies of webhooks that nobody has fetched
  std::uint64_t ids_ = 0;
};

}  // namespace vplatform::platforms::mock
