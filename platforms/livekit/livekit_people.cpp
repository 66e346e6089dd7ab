// Who is in a room, and putting people out.

#include <algorithm>
#include <array>
#include <utility>

#include "livekit_wire.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit {

namespace wire {

bool is_person(const spi::Json& participant) {
  const auto permission = field(participant, "permission");
  if (field(permission, "recorder").boolean().value_or(false)) return false;
  if (field(permission, "agent").boolean().value_or(false)) return false;
  // A caller by telephone is a person; recorders, streams, bridges and agents are not.
  static constexpr std::array<std::string_view, 7> people{"", "STANDARD", "SIP", "CONNECTOR", "0", "3", "7"};
  const auto kind = field(participant, "kind").id_or("");
  return std::find(people.begin(), people.end(), kind) != people.end();
}

Participant read_participant(const spi::Json& json) {
  const auto identity = text_of(json, "identity");
  return Participant{.id = {identity},
                     .identity = identity,
                     .name = text_of(json, "name"),
                     .is_person = is_person(json),
                     .joined_at = time_of(json, "joinedAt")};
}

Result<People> read_people(const HttpResponse& answer, std::string_view what) {
  const auto body = read_answer(answer, what);
  if (!body) return Failure{body.error()};
  const auto list = field(*body, "participants");
  // A proxy's own JSON must not read as "nobody is in".
  if (!list.is_array()) return fail(ErrorCode::bad_response, "livekit's answer lists no participants");
  People people;
  for (const auto& one : list.items()) {
    const auto state = field(one, "state").id_or("");
    if (state == "DISCONNECTED" || state == "3") continue;
    auto participant = read_participant(one);
    if (participant.identity.empty())
      return fail(ErrorCode::bad_response, "livekit's answer lists somebody without an identity");
    for (const auto& track : field(one, "tracks").items()) {
      auto sid = text_of(track, "sid");
      const auto type = field(track, "type").id_or("");
      const bool is_media = type != "DATA" && type != "2";
      if (!sid.empty() && is_media && participant.is_person) people.tracks.push_back(std::move(sid));
    }
    people.all.push_back(std::move(participant));
  }
  return people;
}

}  // namespace wire

namespace {

std::string room_body(std::string_view room) {
  spi::JsonWriter out;
  return std::move(out.begin_object().member("room", room).end_object()).text();
}

HttpRequest list_people(const LiveKitPlatform& platform, std::string_view operation,
                        const std::string& room) {
  auto request = platform.room_service(operation, "ListParticipants", room_body(room), {.admin_room = room});
  request.repeat = Repeat::read;
  return request;
}

HttpRequest removal(const LiveKitPlatform& platform, std::string_view operation, const std::string& room,
                    const std::string& identity) {
  spi::JsonWriter body;
  body.begin_object().member("room", room).member("identity", identity).end_object();
  auto request =
      platform.room_service(operation, "RemoveParticipant", std::move(body).text(), {.admin_room = room});
  request.repeat = Repeat::idempotent;
  return request;
}

Result<void> removed(const HttpResponse& answer) {
  if (wire::says_not_found(answer)) return {};
  const auto done = wire::read_answer(answer, "livekit refused to remove a participant");
  if (!done) return Failure{done.error()};
  return {};
}

Step<void> remove_next(const LiveKitPlatform& platform, const std::string& room,
                       std::vector<std::string> identities) {
  if (identities.empty()) return Result<void>{};
  auto request = removal(platform, "remove_all", room, identities.back());
  identities.pop_back();
  return then_answer<void>(
      std::move(request),
      [&platform, room, rest = std::move(identities)](const HttpResponse& answer) -> Step<void> {
        if (const auto done = removed(answer); !done) return Failure{done.error()};
        return remove_next(platform, room, rest);
      });
}

}  // namespace

Step<Presence> LiveKitPlatform::presence(const MeetingRef& ref) const {
  return then_answer<Presence>(
      list_people(*this, "presence", ref.id), [this](const HttpResponse& answer) -> Step<Presence> {
        auto people = wire::read_people(answer, "livekit refused to list participants");
        if (!people) return Failure{people.error()};
        const bool somebody = std::any_of(people->all.begin(), people->all.end(),
                                          [](const auto& one) { return one.is_person; });
        return Presence{.state = somebody ? PresenceState::occupied : PresenceState::empty,
                        .as_of = env_.now(),
                        .complete = true,
                        .people = std::move(people->all)};
      });
}

Step<void> LiveKitPlatform::remove_participant(const MeetingRef& ref, const ParticipantId& who) const {
  if (who.value.empty()) return fail(ErrorCode::invalid_argument, "a participant is named by their identity");
  return then_answer<void>(removal(*this, "remove_participant", ref.id, who.value),
                           [](const HttpResponse& answer) -> Step<void> { return removed(answer); });
}

Step<void> LiveKitPlatform::remove_all(const MeetingRef& ref) const {
  return then_answer<void>(list_people(*this, "remove_all", ref.id),
                           [this, room = ref.id](const HttpResponse& answer) -> Step<void> {
                             const auto people =
                                 wire::read_people(answer, "livekit refused to list participants");
                             if (!people) return Failure{people.error()};
                             std::vector<std::string> identities;
                             for (const auto& one : people->all) {
                               if (one.is_person) identities.push_back(one.identity);
                             }
                             return remove_next(*this, room, std::move(identities));
                           });
}

}  // namespace vplatform::platforms::livekit
