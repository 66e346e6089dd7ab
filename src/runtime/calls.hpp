#pragma once

#include <chrono>
#include <string>

#include "vplatform/instance_runtime.hpp"
#include "vplatform/meeting.hpp"

// What each call of a host is before anything is sent: its checks, and then the platform's step. Both faces
// begin with these.

namespace vplatform::detail::calls {

/// Gives `spec` the keys that it lacks.
[[nodiscard]] Step<Meeting> create_meeting(const InstanceRuntime& runtime, MeetingSpec& spec);
/// A create that has ended says its key.
void keep_key(Result<Meeting>& meeting, const std::string& key);
[[nodiscard]] Step<Meeting> find_meeting(const InstanceRuntime& runtime, const MeetingRef& ref);
[[nodiscard]] Step<Page<Meeting>> list_meetings(const InstanceRuntime& runtime, const PageToken& from);
[[nodiscard]] Step<Meeting> update_meeting(const InstanceRuntime& runtime, const MeetingRef& ref,
                                           const MeetingChange& change);
[[nodiscard]] Step<void> end_meeting(const InstanceRuntime& runtime, const MeetingRef& ref);
[[nodiscard]] Step<JoinGrant> join(const InstanceRuntime& runtime, const Meeting& meeting,
                                   const JoinSpec& spec);
[[nodiscard]] Step<JoinGrant> join(const InstanceRuntime& runtime, const MeetingRef& ref,
                                   const JoinSpec& spec);
[[nodiscard]] Step<Presence> presence(const InstanceRuntime& runtime, const MeetingRef& ref);
[[nodiscard]] Step<void> remove_participant(const InstanceRuntime& runtime, const MeetingRef& ref,
                                            const ParticipantId& who);
[[nodiscard]] Step<void> remove_all(const InstanceRuntime& runtime, const MeetingRef& ref);
[[nodiscard]] Step<Page<MeetingSession>> list_sessions(const InstanceRuntime& runtime, const MeetingRef& ref,
                                                       const PageToken& from);
[[nodiscard]] Step<Page<Attendance>> list_attendance(const InstanceRuntime& runtime,
                                                     const SessionRef& session, const PageToken& from);

[[nodiscard]] Step<Recording> start_recording(const InstanceRuntime& runtime, const MeetingRef& ref,
                                              const RecordingSpec& spec);
[[nodiscard]] Step<void> stop_recording(const InstanceRuntime& runtime, const RecordingRef& ref);
[[nodiscard]] Step<Recording> find_recording(const InstanceRuntime& runtime, const RecordingRef& ref);
[[nodiscard]] Step<Page<Recording>> list_recordings(const InstanceRuntime& runtime, const MeetingRef& ref,
                                                    const PageToken& from);
[[nodiscard]] Step<DownloadLink> recording_link(const InstanceRuntime& runtime, const RecordingRef& ref,
                                                std::chrono::seconds valid_for);
[[nodiscard]] Step<void> delete_recording(const InstanceRuntime& runtime, const RecordingRef& ref);

[[nodiscard]] Step<WebhookSubscription> ensure_webhook(const InstanceRuntime& runtime,
                                                       const WebhookSpec& spec);
[[nodiscard]] Step<void> set_theme(const InstanceRuntime& runtime, const MeetingRef& ref, const Theme& theme);
[[nodiscard]] Step<Health> check_health(const InstanceRuntime& runtime);

}  // namespace vplatform::detail::calls
