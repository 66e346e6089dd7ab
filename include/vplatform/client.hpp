#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "vplatform/call_options.hpp"
#include "vplatform/capability.hpp"
#include "vplatform/detail/running_step.hpp"
#include "vplatform/health.hpp"
#include "vplatform/instance_state.hpp"
#include "vplatform/join.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/page.hpp"
#include "vplatform/platform_info.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/theme.hpp"
#include "vplatform/traffic.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform {

class InstanceRuntime;
class Platform;

/// What hosts call: one configured platform. Every function blocks until it is done, checks its arguments and
/// the capabilities it needs before anything is sent, and never throws. Thread-safe; cheap to copy.
class Client {
 public:
  explicit Client(std::shared_ptr<const InstanceRuntime> runtime);

  [[nodiscard]] const PlatformInfo& info() const noexcept;
  [[nodiscard]] InstanceState state() const noexcept;
  /// Whether the instance is left alone at the moment, since it did not answer.
  [[nodiscard]] BreakerState breaker() const;

  /// Makes at most one meeting for `MeetingSpec::key`, also when answers are lost: see `Error::meeting_key`.
  [[nodiscard]] Result<Meeting> create_meeting(const MeetingSpec& spec, const CallOptions& call = {}) const;
  [[nodiscard]] Result<Meeting> find_meeting(const MeetingRef& ref, const CallOptions& call = {}) const;
  [[nodiscard]] Result<Page<Meeting>> list_meetings(const PageToken& from = {},
                                                    const CallOptions& call = {}) const;
  [[nodiscard]] Result<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change,
                                               const CallOptions& call = {}) const;
  /// Puts everybody out and deletes. Ending what is gone already is success.
  [[nodiscard]] Result<void> end_meeting(const MeetingRef& ref, const CallOptions& call = {}) const;

  /// With the meeting at hand the grant is capped by its end, and Whereby's links are taken from it without a
  /// call.
  [[nodiscard]] Result<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec,
                                       const CallOptions& call = {}) const;
  [[nodiscard]] Result<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec,
                                       const CallOptions& call = {}) const;

  [[nodiscard]] Result<Presence> presence(const MeetingRef& ref, const CallOptions& call = {}) const;
  [[nodiscard]] Result<void> remove_participant(const MeetingRef& ref, const ParticipantId& who,
                                                const CallOptions& call = {}) const;
  [[nodiscard]] Result<void> remove_all(const MeetingRef& ref, const CallOptions& call = {}) const;
  [[nodiscard]] Result<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from = {},
                                                           const CallOptions& call = {}) const;
  [[nodiscard]] Result<Page<Attendance>> list_attendance(const SessionRef& session,
                                                         const PageToken& from = {},
                                                         const CallOptions& call = {}) const;

  [[nodiscard]] Result<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec,
                                                  const CallOptions& call = {}) const;
  [[nodiscard]] Result<void> stop_recording(const RecordingRef& ref, const CallOptions& call = {}) const;
  [[nodiscard]] Result<Recording> find_recording(const RecordingRef& ref, const CallOptions& call = {}) const;
  [[nodiscard]] Result<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from = {},
                                                        const CallOptions& call = {}) const;
  [[nodiscard]] Result<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for,
                                                    const CallOptions& call = {}) const;
  [[nodiscard]] Result<void> delete_recording(const RecordingRef& ref, const CallOptions& call = {}) const;

  /// Tells what a request is. Sends nothing, works in every state of the instance.
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const;
  [[nodiscard]] Result<WebhookSubscription> ensure_webhook(const WebhookSpec& spec,
                                                           const CallOptions& call = {}) const;
  [[nodiscard]] Result<void> set_theme(const MeetingRef& ref, const Theme& theme,
                                       const CallOptions& call = {}) const;
  [[nodiscard]] Result<Health> check_health(const CallOptions& call = {}) const;

  /// The platform itself, for what is not portable; null where it is not a `P`.
  template <class P>
  [[nodiscard]] const P* as() const noexcept {
    return dynamic_cast<const P*>(&platform());
  }

  /// Runs a step of the platform's own with this client's retries, budget and observer.
  template <class T>
  [[nodiscard]] Result<T> run(Step<T> step, const CallOptions& call = {}) const {
    detail::RunningStep<T> running(std::move(step));
    detail::run_here(*runtime_, "run", call, running);
    return std::move(running).take();
  }

 private:
  friend class AsyncClient;  // the other face of the same runtime

  [[nodiscard]] const Platform& platform() const noexcept;

  std::shared_ptr<const InstanceRuntime> runtime_;
};

/// What a spec needs of a platform; selection counts it too.
[[nodiscard]] CapabilitySet needs_of(const MeetingSpec& spec) noexcept;
/// What a recording needs of a platform: its kind, and where it goes.
[[nodiscard]] CapabilitySet needs_of(const RecordingSpec& spec) noexcept;

}  // namespace vplatform
