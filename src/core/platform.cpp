#include "vplatform/spi/platform.hpp"

#include <algorithm>
#include <string>

namespace vplatform {

namespace {

Failure unsupported(const Platform& platform, const char* operation) {
  return fail(ErrorCode::unsupported, platform.info().kind + " has no " + operation);
}

}  // namespace

Platform::~Platform() = default;

Step<void> Platform::end_meeting(const MeetingRef&) const {
  return unsupported(*this, "end_meeting");
}
Step<Meeting> Platform::update_meeting(const MeetingRef&, const MeetingChange&) const {
  return unsupported(*this, "update_meeting");
}
Step<Page<Meeting>> Platform::list_meetings(const PageToken&) const {
  return unsupported(*this, "list_meetings");
}
Step<JoinGrant> Platform::join(const MeetingRef&, const JoinSpec&) const {
  return unsupported(*this, "join");
}
Step<JoinGrant> Platform::join(const Meeting& meeting, const JoinSpec& spec) const {
  JoinSpec capped = spec;
  if (meeting.ends_at)
    capped.not_after = std::min(capped.not_after.value_or(*meeting.ends_at), *meeting.ends_at);
  return join(meeting.ref, capped);
}
Step<Presence> Platform::presence(const MeetingRef&) const {
  return unsupported(*this, "presence");
}
Step<void> Platform::remove_participant(const MeetingRef&, const ParticipantId&) const {
  return unsupported(*this, "remove_participant");
}
Step<void> Platform::remove_all(const MeetingRef&) const {
  return unsupported(*this, "remove_all");
}
Step<Page<MeetingSession>> Platform::list_sessions(const MeetingRef&, const PageToken&) const {
  return unsupported(*this, "list_sessions");
}
Step<Page<Attendance>> Platform::list_attendance(const SessionRef&, const PageToken&) const {
  return unsupported(*this, "list_attendance");
}
Step<Recording> Platform::start_recording(const MeetingRef&, const RecordingSpec&) const {
  return unsupported(*this, "start_recording");
}
Step<void> Platform::stop_recording(const RecordingRef&) const {
  return unsupported(*this, "stop_recording");
}
Step<Recording> Platform::find_recording(const RecordingRef&) const {
  return unsupported(*this, "find_recording");
}
Step<Page<Recording>> Platform::list_recordings(const MeetingRef&, const PageToken&) const {
  return unsupported(*this, "list_recordings");
}
Step<DownloadLink> Platform::recording_link(const RecordingRef&, std::chrono::seconds) const {
  return unsupported(*this, "recording_link");
}
Step<void> Platform::delete_recording(const RecordingRef&) const {
  return unsupported(*this, "delete_recording");
}
Step<WebhookSubscription> Platform::ensure_webhook(const WebhookSpec&) const {
  return unsupported(*this, "ensure_webhook");
}
Step<void> Platform::set_theme(const MeetingRef&, const Theme&) const {
  return unsupported(*this, "set_theme");
}
Step<Health> Platform::check_health() const {
  return unsupported(*this, "check_health");
}

}  // namespace vplatform
