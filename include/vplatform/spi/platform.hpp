#pragma once

#include <chrono>

#include "vplatform/health.hpp"
#include "vplatform/join.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/page.hpp"
#include "vplatform/platform_info.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/spi/step.hpp"
#include "vplatform/theme.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform {

/// What a platform author implements. Every function is const, does no I/O and may be called from any thread.
/// `Client` has checked before: the reference is of this instance, the capabilities that the call needs are
/// there, times and lengths make sense, and a spec has a key. A step may point to its platform, which the
/// runner keeps alive.
class Platform {
 public:
  Platform() = default;
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;
  virtual ~Platform();

  [[nodiscard]] virtual const PlatformInfo& info() const noexcept = 0;
  virtual Step<Meeting> create_meeting(const MeetingSpec& spec) const = 0;
  virtual Step<Meeting> find_meeting(const MeetingRef& ref) const = 0;
  [[nodiscard]] virtual WebhookVerdict read_webhook(const WebhookRequest& request) const = 0;

  // Optional. The defaults answer `unsupported` and never produce a request, so a later addition breaks no
  // author.
  virtual Step<void> end_meeting(const MeetingRef& ref) const;
  virtual Step<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change) const;
  virtual Step<Page<Meeting>> list_meetings(const PageToken& from) const;
  virtual Step<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec) const;
  /// With the meeting at hand; the default goes by its reference, capped by its end. Whereby takes the links
  /// from it.
  virtual Step<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec) const;
  virtual Step<Presence> presence(const MeetingRef& ref) const;
  virtual Step<void> remove_participant(const MeetingRef& ref, const ParticipantId& who) const;
  virtual Step<void> remove_all(const MeetingRef& ref) const;
  virtual Step<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from) const;
  virtual Step<Page<Attendance>> list_attendance(const SessionRef& session, const PageToken& from) const;
  virtual Step<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec) const;
  virtual Step<void> stop_recording(const RecordingRef& ref) const;
  virtual Step<Recording> find_recording(const RecordingRef& ref) const;
  virtual Step<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from) const;
  virtual Step<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for) const;
  virtual Step<void> delete_recording(const RecordingRef& ref) const;
  virtual Step<WebhookSubscription> ensure_webhook(const WebhookSpec& spec) const;
  virtual Step<void> set_theme(const MeetingRef& ref, const Theme& theme) const;
  /// One cheap authenticated call.
  virtual Step<Health> check_health() const;
};

}  // namespace vplatform
