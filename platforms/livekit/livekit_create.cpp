// Creating a meeting: CreateRoom returns an old room as it is and ignores what is asked of it, so the answer
// is compared.

#include <algorithm>
#include <chrono>
#include <utility>

#include "livekit_egress.hpp"
#include "livekit_recordings.hpp"
#include "livekit_wire.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::platforms::livekit {

namespace {

// The room's clock starts when the request arrives, and counts in seconds.
constexpr std::chrono::seconds end_tolerance{2};

// What was asked for, and when.
struct Wanted {
  std::string name{};
  MeetingSpec spec{};
  TimePoint asked_at{};
  TimePoint ends_at{};
};

// Whether the room has the end that was asked for. Attempts that were lost, and waits between them, start its
// clock later.
bool ends_as_wanted(const wire::Room& room, const Wanted& wanted, TimePoint now) {
  if (!room.created_at) return false;
  const auto off = *room.created_at + room.empty_timeout - wanted.ends_at;
  return off >= -end_tolerance &&
         off <= end_tolerance + std::max(now - wanted.asked_at, TimePoint::duration::zero());
}

std::vector<std::string> differences(const wire::Room& room, const Wanted& wanted, bool end_is_right) {
  std::vector<std::string> fields;
  const auto& spec = wanted.spec;
  if (spec.ends_at && !end_is_right) fields.emplace_back("ends_at");
  if (spec.max_participants && room.max_participants != *spec.max_participants)
    fields.emplace_back("max_participants");
  if (!spec.metadata.empty() && room.metadata != spec.metadata) fields.emplace_back("metadata");
  return fields;
}

// Whether the recording that was asked for is there. An old room does not start one, and a new one does
// without a word where there is no recorder.
Step<Meeting> check_recording(const LiveKitPlatform& platform, const Meeting& meeting,
                              const RecordingSpec& spec, bool is_new) {
  // A track's recording starts with the track.
  if (is_new && spec.kind == RecordingKind::per_track) return meeting;
  return look<Meeting>(
      platform, {.operation = "create_meeting", .room = meeting.ref.id},
      [meeting, key = spec.instance_key, is_new](const Result<Egresses>& seen) -> Step<Meeting> {
        if (!seen) return Failure{seen.error()};
        const bool there =
            std::any_of(seen->begin(), seen->end(), [&](const auto& one) { return one.instance_key == key; });
        if (there) return meeting;
        if (is_new)
          return fail(ErrorCode::unavailable,
                      "the room is made, and its recording has not started: no egress worker is there");
        auto other = meeting;
        other.differs.emplace_back("recording");
        return other;
      });
}

}  // namespace

Step<Meeting> LiveKitPlatform::create_meeting(const MeetingSpec& spec) const {
  if (spec.recording) {
    if (const auto good = wire::check_recording(*spec.recording); !good) return Failure{good.error()};
  }
  const auto now = env_.now();
  Wanted wanted{.name = spi::room_name(spec.key),
                .spec = spec,
                .asked_at = now,
                .ends_at = spec.ends_at.value_or(now + settings_.room_ttl)};
  // Zero would mean the server's own default of five minutes.
  const auto empty_timeout =
      std::max(std::chrono::ceil<std::chrono::seconds>(wanted.ends_at - now), std::chrono::seconds{1});
  auto body = wire::new_room(wanted.name, empty_timeout, spec);
  if (!body) return Failure{body.error()};

  auto request = room_service("create_meeting", "CreateRoom", *std::move(body), {.room_create = true});
  // The name comes from the key, and CreateRoom returns the room that there is.
  request.repeat = Repeat::idempotent;
  if (spec.recording) request.secrets = wire::secrets_of(spec.recording->target);
  return then_answer<Meeting>(
      std::move(request), [this, wanted = std::move(wanted)](const HttpResponse& answer) -> Step<Meeting> {
        const auto room = wire::read_room_answer(answer, "livekit refused to create a room");
        if (!room) return Failure{room.error()};
        if (room->name != wanted.name)
          return fail(ErrorCode::bad_response, "livekit's answer is not the room that was asked for");

        const auto answered_at = env_.now();
        auto meeting = meeting_of(*room, answer.body, answered_at);
        const bool end_is_right = ends_as_wanted(*room, wanted, answered_at);
        if (end_is_right) meeting.ends_at = wanted.ends_at;
        meeting.key = wanted.spec.key;
        meeting.differs = differences(*room, wanted, end_is_right);
        if (!wanted.spec.recording) return meeting;
        const bool is_new = room->created_at && *room->created_at >= wanted.asked_at - end_tolerance;
        return check_recording(*this, meeting, *wanted.spec.recording, is_new);
      });
}

}  // namespace vplatform::platforms::livekit
