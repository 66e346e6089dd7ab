#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/platforms/mock_service.hpp"

namespace vplatform::platforms::mock {

struct Happening;

/// How long a recording is being processed after its end.
constexpr std::chrono::seconds processing_time{5};

[[nodiscard]] Failure gone(const MeetingRef& ref);
/// By platform and id; the room is a matter of taste.
[[nodiscard]] bool same_meeting(const MeetingRef& one, const MeetingRef& other) noexcept;
[[nodiscard]] Failure no_recording();

/// The books of a service. Whoever calls one of its functions holds the lock.
struct MockService::State {
  using Name = std::pair<std::string, std::string>;  // instance and id

  // The body of a webhook that nobody has fetched.
  struct Told {
    std::string instance{};
    TimePoint at{};
    std::string body{};
  };

  explicit State(MockKeys with) : keys(std::move(with)) {}

  /// Does what time has brought about. Everything else wants it done first.
  void sweep(TimePoint now);
  [[nodiscard]] std::string next_id(std::string_view prefix);
  void tell(const Happening& what);

  /// The meeting, while newcomers may enter it.
  [[nodiscard]] MockMeeting* open_meeting(const MeetingRef& ref, TimePoint now);
  /// The meeting, also where its time is over and people have stayed on.
  [[nodiscard]] MockMeeting* any_meeting(const MeetingRef& ref);
  void close(MockMeeting& meeting, TimePoint now);

  [[nodiscard]] Result<MockPerson> let_in(MockMeeting& meeting, Participant who, TimePoint now);
  void seat(MockMeeting& meeting, MockPerson& person, TimePoint now);
  void put_out(MockMeeting& meeting, const MockPerson& person, TimePoint now);
  void put_all_out(MockMeeting& meeting, TimePoint now);
  void begin_sitting(MockMeeting& meeting, TimePoint now);
  void end_sitting(MockMeeting& meeting, TimePoint now);
  [[nodiscard]] MockSession* sitting(const std::string& id);

  /// By id where the reference has one, else by instance key; null where it is another meeting's.
  [[nodiscard]] MockRecording* recording(const RecordingRef& ref);
  MockRecording& request(const MeetingRef& ref, const RecordingSpec& spec);
  /// As the meeting's recording says.
  MockRecording& request_automatic(const MockMeeting& meeting, const RecordingSpec& wanted);
  void begin(MockRecording& one, const MockMeeting& meeting, TimePoint now);
  void begin_automatic(const MockMeeting& meeting, TimePoint now);
  void stop(MockRecording& one, TimePoint now);
  void finish(MockRecording& one, TimePoint at);
  void tell_of(const MockRecording& one, std::string_view type, TimePoint at);

  const MockKeys keys;
  std::mutex mutex;
  std::map<Name, MockMeeting> books;  // guarded by mutex, and so on
  std::set<Name> names;               // of every meeting that was ever made
  std::vector<MockSession> sessions;  // oldest first
  std::deque<MockRecording> recordings;
  std::map<std::string, MockSubscription> subscriptions;  // by instance
  std::deque<MockFault> faults;
  std::vector<Told> events;
  std::uint64_t ids = 0;
};

}  // namespace vplatform::platforms::mock
