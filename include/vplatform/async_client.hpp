#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "vplatform/client.hpp"
#include "vplatform/detail/async_call.hpp"
#include "vplatform/spi/async_transport.hpp"

namespace vplatform {

/// What a call ends with: called exactly once, on the transport's thread, never from inside the call. What it
/// throws is dropped.
template <class T>
using Done = std::function<void(Result<T>)>;

/// `Client` for hosts with an event loop: the same operations, checks, retries and limits, and no thread
/// waits. Both faces of an instance share its limits and its breaker. Arguments need not outlive the call. A
/// call ends as `cancelled` when its stop token fires, or when the transport goes. Thread-safe; cheap to
/// copy.
class AsyncClient {
 public:
  AsyncClient(std::shared_ptr<const InstanceRuntime> runtime, std::shared_ptr<AsyncHttpTransport> transport);
  /// The other face of the same instance: `AsyncClient(*factory.client("daily"), transport)`.
  AsyncClient(const Client& client, std::shared_ptr<AsyncHttpTransport> transport);

  [[nodiscard]] const PlatformInfo& info() const noexcept { return runtime_->info(); }
  [[nodiscard]] InstanceState state() const noexcept { return runtime_->state(); }
  [[nodiscard]] BreakerState breaker() const { return blocking().breaker(); }
  /// The face that blocks, for `as` and `read_webhook`, which send nothing.
  [[nodiscard]] Client blocking() const { return Client(runtime_); }

  // Each is what `Client` says of the function of the same name.
  void create_meeting(const MeetingSpec& spec, const CallOptions& call, Done<Meeting> done) const;
  void find_meeting(const MeetingRef& ref, const CallOptions& call, Done<Meeting> done) const;
  void list_meetings(const PageToken& from, const CallOptions& call, Done<Page<Meeting>> done) const;
  void update_meeting(const MeetingRef& ref, const MeetingChange& change, const CallOptions& call,
                      Done<Meeting> done) const;
  void end_meeting(const MeetingRef& ref, const CallOptions& call, Done<void> done) const;

  void join(const Meeting& meeting, const JoinSpec& spec, const CallOptions& call,
            Done<JoinGrant> done) const;
  void join(const MeetingRef& ref, const JoinSpec& spec, const CallOptions& call, Done<JoinGrant> done) const;

  void presence(const MeetingRef& ref, const CallOptions& call, Done<Presence> done) const;
  void remove_participant(const MeetingRef& ref, const ParticipantId& who, const CallOptions& call,
                          Done<void> done) const;
  void remove_all(const MeetingRef& ref, const CallOptions& call, Done<void> done) const;
  void list_sessions(const MeetingRef& ref, const PageToken& from, const CallOptions& call,
                     Done<Page<MeetingSession>> done) const;
  void list_attendance(const SessionRef& session, const PageToken& from, const CallOptions& call,
                       Done<Page<Attendance>> done) const;

  void start_recording(const MeetingRef& ref, const RecordingSpec& spec, const CallOptions& call,
                       Done<Recording> done) const;
  void stop_recording(const RecordingRef& ref, const CallOptions& call, Done<void> done) const;
  void find_recording(const RecordingRef& ref, const CallOptions& call, Done<Recording> done) const;
  void list_recordings(const MeetingRef& ref, const PageToken& from, const CallOptions& call,
                       Done<Page<Recording>> done) const;
  void recording_link(const RecordingRef& ref, std::chrono::seconds valid_for, const CallOptions& call,
                      Done<DownloadLink> done) const;
  void delete_recording(const RecordingRef& ref, const CallOptions& call, Done<void> done) const;

  void ensure_webhook(const WebhookSpec& spec, const CallOptions& call, Done<WebhookSubscription> done) const;
  void set_theme(const MeetingRef& ref, const Theme& theme, const CallOptions& call, Done<void> done) const;
  void check_health(const CallOptions& call, Done<Health> done) const;

  /// Runs a step of the platform's own with this client's retries, budget and observer.
  template <class T>
  void run(Step<T> step, const CallOptions& call, Done<std::type_identity_t<T>> done) const {
    const auto begin = [&step] { return std::move(step); };
    start<T>("run", call, begin, std::move(done));
  }

 private:
  template <class T, class Begin>
  void start(const char* name, const CallOptions& call, Begin&& begin, Done<T> done) const {
    detail::AsyncCall<T>::start(runtime_, transport_, name, call, std::forward<Begin>(begin),
                                std::move(done));
  }

  std::shared_ptr<const InstanceRuntime> runtime_;
  std::shared_ptr<AsyncHttpTransport> transport_;
};

}  // namespace vplatform
