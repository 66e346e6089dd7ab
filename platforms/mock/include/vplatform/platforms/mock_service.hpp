#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/platforms/mock_books.hpp"

namespace vplatform::platforms::mock {

/// The service that the mock platform talks to, in memory. Tests hold on to it to play the people in the
/// meetings, to make recordings end and calls fail, and to look into its books. Thread-safe.
class MockService {
 public:
  explicit MockService(MockKeys keys = {});
  MockService(const MockService&) = delete;
  MockService& operator=(const MockService&) = delete;
  ~MockService();

  // People, as tests and demonstrations play them.

  /// Lets the holder of a grant in, or to the door where the meeting knocks. Errors: `unauthenticated` for a
  /// token that is not this service's or has expired, `not_found` where the meeting is gone, `quota_exceeded`
  /// where it is full.
  [[nodiscard]] Result<MockPerson> enter(const Secret& token, TimePoint now);
  /// The same by `JoinGrant::url`. Errors: `unauthenticated` for a link without a token, and as above.
  [[nodiscard]] Result<MockPerson> enter_link(const Secret& link, TimePoint now);
  /// Lets somebody without a grant into an open meeting. Errors: `permission_denied` where it is not open,
  /// and as above.
  [[nodiscard]] Result<MockPerson> enter_open(const MeetingRef& ref, const std::string& name, TimePoint now);
  /// Lets somebody in, person or machine, as if they held a grant; their id is the service's. Errors: as
  /// above.
  [[nodiscard]] Result<MockPerson> enter_as(const MeetingRef& ref, Participant who, TimePoint now);
  /// A host opens the door. Errors: `not_found` where nobody of that id waits.
  [[nodiscard]] Result<void> admit(const MeetingRef& ref, const ParticipantId& who, TimePoint now);
  /// Errors: `not_found` where nobody of that id is there.
  [[nodiscard]] Result<void> leave(const MeetingRef& ref, const ParticipantId& who, TimePoint now);
  /// Everybody leaves, which ends the sitting; who waits at the door goes too. Errors: `not_found` where the
  /// meeting is gone.
  [[nodiscard]] Result<void> put_all_out(const MeetingRef& ref, TimePoint now);

  // Recordings. One that runs ends with its sitting, at its maximum length, or when it is stopped; five
  // seconds later it is ready.

  /// It ends where it runs, and is ready now. Errors: `not_found`; `failed_precondition` where it has not
  /// begun, or has failed.
  [[nodiscard]] Result<void> finish_recording(const RecordingRef& ref, TimePoint now);
  /// It fails, in the words of `why`. Errors: `not_found`; `failed_precondition` where it is over already.
  [[nodiscard]] Result<void> fail_recording(const RecordingRef& ref, std::string why, TimePoint now);
  /// What is behind a link of `recording_link`. Errors: `unauthenticated` for one that is not this service's
  /// or has expired, `not_found` where the recording was deleted.
  [[nodiscard]] Result<std::string> fetch(const Secret& link, TimePoint now);

  // Faults, webhooks, and a look into the books.

  void fail_next(MockFault fault);
  /// The webhooks that have fallen due, signed, oldest first; each is given out once. An instance that has
  /// subscribed hears of what it has subscribed to.
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now);
  /// Deliveries have failed until the service gave the instance's subscription up: what is due is lost, and
  /// nothing else falls due until `ensure_webhook` revives it. Errors: `not_found` where there is none.
  [[nodiscard]] Result<void> fail_webhook(const std::string& instance);
  [[nodiscard]] std::optional<MockSubscription> subscription(const std::string& instance);
  /// The meetings that exist.
  [[nodiscard]] std::vector<MockMeeting> meetings(TimePoint now);
  /// Every recording that has not been deleted, oldest first.
  [[nodiscard]] std::vector<MockRecording> recordings(TimePoint now);

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
  /// Errors: `not_found`.
  [[nodiscard]] Result<void> paint(const MeetingRef& ref, const Theme& theme, TimePoint now);
  [[nodiscard]] Secret sign_token(std::string_view claims) const;
  /// Who is in, those at the door left out. Errors: `not_found`.
  [[nodiscard]] Result<std::vector<Participant>> people(const MeetingRef& ref, TimePoint now);
  /// At most `most` sittings with serials below `below`, newest first. Errors: `not_found` for a meeting that
  /// has never been.
  [[nodiscard]] Result<std::vector<MockSession>> sessions(const MeetingRef& ref, std::uint64_t below,
                                                          std::size_t most, TimePoint now);
  /// Errors: `not_found`.
  [[nodiscard]] Result<MockSession> session(const SessionRef& ref, TimePoint now);
  /// Starts a recording, or returns the one of that instance key, whatever has become of it. Errors:
  /// `not_found`; `failed_precondition` where nobody is in; `already_exists` where the key is that of another
  /// kind.
  [[nodiscard]] Result<Recording> record(const MeetingRef& ref, const RecordingSpec& spec, TimePoint now);
  /// What does not run is stopped already. One that waits for the first person is cancelled, and nothing of
  /// the meeting is recorded by itself any more.
  void stop_recording(const RecordingRef& ref, TimePoint now);
  [[nodiscard]] std::optional<MockRecording> find_recording(const RecordingRef& ref, TimePoint now);
  /// As `sessions`.
  [[nodiscard]] Result<std::vector<MockRecording>> list_recordings(const MeetingRef& ref, std::uint64_t below,
                                                                   std::size_t most, TimePoint now);
  /// Deleting twice is fine. Errors: `failed_precondition` where it is still being made.
  [[nodiscard]] Result<void> delete_recording(const RecordingRef& ref, TimePoint now);
  /// What proves that a link to a recording is this service's.
  [[nodiscard]] std::string sign_link(std::string_view recording, TimePoint expires_at) const;
  /// Brings the subscription of an instance to what is wanted, and says what that took or would take.
  [[nodiscard]] WebhookSubscription subscribe(const std::string& instance, MockSubscription wanted,
                                              bool dry_run);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vplatform::platforms::mock
