// One meeting for a key: the room's name follows from the key, so that a second POST finds the name taken.

#include <string>
#include <utility>

#include "daily_wire.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::platforms::daily {

namespace {

constexpr std::string_view refused = "daily refused to create a room";

}  // namespace

Step<Meeting> DailyPlatform::create_meeting(const MeetingSpec& spec) const {
  NewRoom wanted;
  wanted.spec = spec;
  wanted.name = spi::room_name(spec.key);
  auto body =
      new_room_body(spec, settings_, wanted.name, spec.ends_at.value_or(env_.now() + settings_.room_ttl));
  if (!body) return Failure{body.error()};
  wanted.body = *std::move(body);
  return post_room(std::make_shared<const NewRoom>(std::move(wanted)), true);
}

Result<Meeting> DailyPlatform::read_wanted(const NewRoom& wanted, const HttpResponse& answer) const {
  const auto json = read_object(answer, "create a room");
  if (!json) return Failure{json.error()};
  const auto room = read_room(*json);
  if (!room) return Failure{room.error()};
  if (room->name != wanted.name)
    return fail(ErrorCode::bad_response, "daily answered with another room than was asked for");
  Meeting meeting = meeting_of(*room, answer.body);
  meeting.key = wanted.spec.key;
  meeting.differs = differences(wanted.spec, *room);
  return meeting;
}

Step<Meeting> DailyPlatform::post_room(const Wanted& wanted, bool may_clear) const {
  HttpRequest post = request(create_room, "create_meeting");
  post.body = wanted->body;
  return then_answer<Meeting>(
      std::move(post), [this, wanted, may_clear](const HttpResponse& answer) -> Step<Meeting> {
        if (is_success(answer)) return read_wanted(*wanted, answer);
        Failure refusal = failure_from(answer, refused);
        // "The name is taken" and "that is wrong" are the same answer.
        const bool may_be_a_clash = answer.status == 400 && refusal.error.code == ErrorCode::invalid_argument;
        if (!may_be_a_clash) return refusal;
        return confirm_ours(wanted, std::move(refusal), may_clear);
      });
}

Step<Meeting> DailyPlatform::confirm_ours(const Wanted& wanted, Failure refusal, bool may_clear) const {
  HttpRequest get = request(get_room, "create_meeting", wanted->name);
  return then_answer<Meeting>(
      std::move(get),
      [this, wanted, refusal = std::move(refusal), may_clear](const HttpResponse& answer) -> Step<Meeting> {
        if (is_success(answer)) {
          auto meeting = read_wanted(*wanted, answer);
          if (!meeting || !has_ended(*meeting)) return meeting;
        } else if (answer.status != 404) {
          return failure_from(answer, "daily refused to say whether a room is there");
        }
        return may_clear ? clear_expired(wanted, refusal) : Step<Meeting>(refusal);
      });
}

Step<Meeting> DailyPlatform::clear_expired(const Wanted& wanted, Failure refusal) const {
  HttpRequest clear = request(delete_room, "create_meeting", wanted->name);
  return exchange<Meeting>(
      std::move(clear), [this, wanted, refusal = std::move(refusal)](const Reply& reply) -> Step<Meeting> {
        if (!reply.answer) return Failure{reply.answer.error()};
        // After a lost answer a plain 404 may be the work of our own first attempt.
        const bool was_there = says_deleted(*reply.answer) || reply.before == Effect::unknown;
        if (was_there) return post_room(wanted, false);
        if (reply.answer->status == 404) return refusal;
        return failure_from(*reply.answer, "daily refused to clear an expired room away");
      });
}

}  // namespace vplatform::platforms::daily
