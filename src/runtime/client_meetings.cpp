// What a client does with meetings, and with the people in them.

#include <algorithm>
#include <utility>

#include "runtime/client_checks.hpp"
#include "runtime/perform.hpp"
#include "vplatform/client.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform {

using detail::Check;
using detail::perform;

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
  if (spec.ttl) spec.ttl = std::min(*spec.ttl, detail::longest_time);
  return spec;
}

}  // namespace

Result<Meeting> Client::create_meeting(const MeetingSpec& spec, const CallOptions& call) const {
  MeetingSpec keyed = spec;
  auto meeting = perform<Meeting>(
      *runtime_, "create_meeting", call,
      [&] {
        keyed.fresh_key = spec.key.empty();
        if (keyed.fresh_key) keyed.key = spi::make_key(spec.name, runtime_->env().new_id());
        if (keyed.recording && keyed.recording->instance_key.empty()) {
          keyed.recording->instance_key = runtime_->env().new_id();
        }
        return Check(*runtime_)
            .takes_new_meetings()
            .can(needs_of(spec))
            .ahead("ends_at", spec.ends_at)
            .positive("the recording's max_length",
                      spec.recording ? spec.recording->max_length : std::nullopt)
            .size(spec.max_participants)
            .extras(spec.extras);
      },
      [&](const Platform& platform) { return platform.create_meeting(keyed); });
  if (!meeting) {
    meeting.error().meeting_key = keyed.key;
  } else if (meeting->key.empty()) {
    meeting->key = keyed.key;
  }
  return meeting;
}

Result<Meeting> Client::find_meeting(const MeetingRef& ref, const CallOptions& call) const {
  return perform<Meeting>(
      *runtime_, "find_meeting", call, [&] { return Check(*runtime_).ours(ref); },
      [&](const Platform& platform) { return platform.find_meeting(ref); });
}

Result<Page<Meeting>> Client::list_meetings(const PageToken& from, const CallOptions& call) const {
  return perform<Page<Meeting>>(
      *runtime_, "list_meetings", call, [&] { return Check(*runtime_).can({Capability::list_meetings}); },
      [&](const Platform& platform) { return platform.list_meetings(from); });
}

Result<Meeting> Client::update_meeting(const MeetingRef& ref, const MeetingChange& change,
                                       const CallOptions& call) const {
  return perform<Meeting>(
      *runtime_, "update_meeting", call,
      [&] {
        return Check(*runtime_)
            .ours(ref)
            .that(change.ends_at || change.metadata, ErrorCode::invalid_argument,
                  "the change says nothing to change")
            .can(needs_of(change))
            .ahead("ends_at", change.ends_at);
      },
      [&](const Platform& platform) { return platform.update_meeting(ref, change); });
}

Result<void> Client::end_meeting(const MeetingRef& ref, const CallOptions& call) const {
  return perform<void>(
      *runtime_, "end_meeting", call,
      [&] { return Check(*runtime_).ours(ref).can({Capability::end_meeting}); },
      [&](const Platform& platform) { return platform.end_meeting(ref); });
}

Result<JoinGrant> Client::join(const Meeting& meeting, const JoinSpec& spec, const CallOptions& call) const {
  return perform<JoinGrant>(
      *runtime_, "join", call,
      [&] {
        Check check(*runtime_);
        const bool over = meeting.ends_at && *meeting.ends_at <= runtime_->env().now();
        return check_join(check, meeting.ref, spec)
            .that(!over, ErrorCode::failed_precondition, "the meeting has ended")
            .ahead("not_after", spec.not_after);
      },
      [&](const Platform& platform) { return platform.join(meeting, bounded(spec)); });
}

Result<JoinGrant> Client::join(const MeetingRef& ref, const JoinSpec& spec, const CallOptions& call) const {
  return perform<JoinGrant>(
      *runtime_, "join", call,
      [&] {
        Check check(*runtime_);
        return check_join(check, ref, spec).ahead("not_after", spec.not_after);
      },
      [&](const Platform& platform) { return platform.join(ref, bounded(spec)); });
}

Result<Presence> Client::presence(const MeetingRef& ref, const CallOptions& call) const {
  return perform<Presence>(
      *runtime_, "presence", call, [&] { return Check(*runtime_).ours(ref).can({Capability::presence}); },
      [&](const Platform& platform) { return platform.presence(ref); });
}

Result<void> Client::remove_participant(const MeetingRef& ref, const ParticipantId& who,
                                        const CallOptions& call) const {
  return perform<void>(
      *runtime_, "remove_participant", call,
      [&] {
        return Check(*runtime_)
            .ours(ref)
            .can({Capability::remove_participant})
            .not_empty("participant id", who.value);
      },
      [&](const Platform& platform) { return platform.remove_participant(ref, who); });
}

Result<void> Client::remove_all(const MeetingRef& ref, const CallOptions& call) const {
  return perform<void>(
      *runtime_, "remove_all", call, [&] { return Check(*runtime_).ours(ref).can({Capability::remove_all}); },
      [&](const Platform& platform) { return platform.remove_all(ref); });
}

Result<Page<MeetingSession>> Client::list_sessions(const MeetingRef& ref, const PageToken& from,
                                                   const CallOptions& call) const {
  return perform<Page<MeetingSession>>(
      *runtime_, "list_sessions", call,
      [&] { return Check(*runtime_).ours(ref).can({Capability::sessions}); },
      [&](const Platform& platform) { return platform.list_sessions(ref, from); });
}

Result<Page<Attendance>> Client::list_attendance(const SessionRef& session, const PageToken& from,
                                                 const CallOptions& call) const {
  return perform<Page<Attendance>>(
      *runtime_, "list_attendance", call,
      [&] {
        return Check(*runtime_)
            .ours(session.meeting)
            .can({Capability::attendance})
            .not_empty("session id", session.id);
      },
      [&](const Platform& platform) { return platform.list_attendance(session, from); });
}

}  // namespace vplatform
