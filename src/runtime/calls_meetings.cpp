// Calls about meetings, and the people in them.

#include "runtime/calls.hpp"

#include <algorithm>
#include <utility>

#include "runtime/client_checks.hpp"
#include "vplatform/client.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::detail::calls {

namespace {

CapabilitySet needs_of(const MeetingChange& change) noexcept {
  CapabilitySet needs;
  if (change.ends_at) needs.add(Capability::update_end);
  if (change.metadata) needs.add(Capability::update_metadata);
  return needs;
}

CapabilitySet needs_of(const JoinSpec& spec) noexcept {
  CapabilitySet needs{Capability::join};
  if (spec.screen_share) needs.add(Capability::join_screen_share);
  if (spec.microphone) needs.add(Capability::join_microphone);
  if (spec.camera) needs.add(Capability::join_camera);
  if (spec.chat) needs.add(Capability::join_chat);
  if (spec.recording) needs.add(Capability::join_recording);
  return needs;
}

Check& check_join(Check& check, const MeetingRef& ref, const JoinSpec& spec) {
  check.ours(ref).can(needs_of(spec)).positive("ttl", spec.ttl).extras(spec.extras);
  return check;
}

/// So that no platform's sum of now and the ttl overflows.
JoinSpec bounded(JoinSpec spec) {
  if (spec.ttl) spec.ttl = std::min(*spec.ttl, longest_time);
  return spec;
}

}  // namespace

Step<Meeting> create_meeting(const InstanceRuntime& runtime, MeetingSpec& spec) {
  spec.fresh_key = spec.key.empty();
  if (spec.fresh_key) spec.key = spi::make_key(spec.name, runtime.env().new_id());
  if (spec.recording && spec.recording->instance_key.empty())
    spec.recording->instance_key = runtime.env().new_id();
  if (auto wrong = Check(runtime)
                       .takes_new_meetings()
                       .can(needs_of(spec))
                       .ahead("ends_at", spec.ends_at)
                       .positive("the recording's max_length",
                                 spec.recording ? spec.recording->max_length : std::nullopt)
                       .size(spec.max_participants)
                       .extras(spec.extras)
                       .failure()) {
    return std::move(*wrong);
  }
  return runtime.platform().create_meeting(spec);
}

void keep_key(Result<Meeting>& meeting, const std::string& key) {
  if (!meeting) {
    meeting.error().meeting_key = key;
  } else if (meeting->key.empty()) {
    meeting->key = key;
  }
}

Step<Meeting> find_meeting(const InstanceRuntime& runtime, const MeetingRef& ref) {
  if (auto wrong = Check(runtime).ours(ref).failure()) return std::move(*wrong);
  return runtime.platform().find_meeting(ref);
}

Step<Page<Meeting>> list_meetings(const InstanceRuntime& runtime, const PageToken& from) {
  if (auto wrong = Check(runtime).can({Capability::list_meetings}).failure()) return std::move(*wrong);
  return runtime.platform().list_meetings(from);
}

Step<Meeting> update_meeting(const InstanceRuntime& runtime, const MeetingRef& ref,
                             const MeetingChange& change) {
  if (auto wrong = Check(runtime)
                       .ours(ref)
                       .that(change.ends_at || change.metadata, ErrorCode::invalid_argument,
                             "the change says nothing to change")
                       .can(needs_of(change))
                       .ahead("ends_at", change.ends_at)
                       .failure())
    return std::move(*wrong);
  return runtime.platform().update_meeting(ref, change);
}

Step<void> end_meeting(const InstanceRuntime& runtime, const MeetingRef& ref) {
  if (auto wrong = Check(runtime).ours(ref).can({Capability::end_meeting}).failure())
    return std::move(*wrong);
  return runtime.platform().end_meeting(ref);
}

Step<JoinGrant> join(const InstanceRuntime& runtime, const Meeting& meeting, const JoinSpec& spec) {
  Check check(runtime);
  const bool over = meeting.ends_at && *meeting.ends_at <= runtime.env().now();
  if (auto wrong = check_join(check, meeting.ref, spec)
                       .that(!over, ErrorCode::failed_precondition, "the meeting has ended")
                       .ahead("not_after", spec.not_after)
                       .failure())
    return std::move(*wrong);
  return runtime.platform().join(meeting, bounded(spec));
}

Step<JoinGrant> join(const InstanceRuntime& runtime, const MeetingRef& ref, const JoinSpec& spec) {
  Check check(runtime);
  if (auto wrong = check_join(check, ref, spec).ahead("not_after", spec.not_after).failure())
    return std::move(*wrong);
  return runtime.platform().join(ref, bounded(spec));
}

Step<Presence> presence(const InstanceRuntime& runtime, const MeetingRef& ref) {
  if (auto wrong = Check(runtime).ours(ref).can({Capability::presence}).failure()) return std::move(*wrong);
  return runtime.platform().presence(ref);
}

Step<void> remove_participant(const InstanceRuntime& runtime, const MeetingRef& ref,
                              const ParticipantId& who) {
  if (auto wrong = Check(runtime)
                       .ours(ref)
                       .can({Capability::remove_participant})
                       .not_empty("participant id", who.value)
                       .failure())
    return std::move(*wrong);
  return runtime.platform().remove_participant(ref, who);
}

Step<void> remove_all(const InstanceRuntime& runtime, const MeetingRef& ref) {
  if (auto wrong = Check(runtime).ours(ref).can({Capability::remove_all}).failure()) return std::move(*wrong);
  return runtime.platform().remove_all(ref);
}

Step<Page<MeetingSession>> list_sessions(const InstanceRuntime& runtime, const MeetingRef& ref,
                                         const PageToken& from) {
  if (auto wrong = Check(runtime).ours(ref).can({Capability::sessions}).failure()) return std::move(*wrong);
  return runtime.platform().list_sessions(ref, from);
}

Step<Page<Attendance>> list_attendance(const InstanceRuntime& runtime, const SessionRef& session,
                                       const PageToken& from) {
  if (auto wrong = Check(runtime)
                       .ours(session.meeting)
                       .can({Capability::attendance})
                       .not_empty("session id", session.id)
                       .failure())
    return std::move(*wrong);
  return runtime.platform().list_attendance(session, from);
}

}  // namespace vplatform::detail::calls
