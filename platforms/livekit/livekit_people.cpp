// Who is in a room, and putting people out.

#include <algorithm>
#include <utility>

#include "livekit_wire.hpp"
#include "vplatform/platforms/livekit.hpp"

namespace vplatform::platforms::livekit {

namespace {

std::string room_body(std::string_view room) {
  spi::JsonWriter body;
  body.begin_object().member("room", room).end_object();
  return std::move(body).text();
}

Result<std::vector<Participant>> read_people(const HttpResponse& answer) {
  const auto body = wire::read_answer(answer, "livekit refused to list participants");
  if (!body) return Failure{body.error()};
  const auto list = wire::field(*body, "participants");
  // A proxy's own JSON must not read as "nobody is in".
  if (!list.is_array()) return fail(ErrorCode::bad_response, "livekit's answer lists no participants");
  std::vector<Participant> people;
  for (const auto& one : list.items()) {
    const auto state = wire::field(one, "state").id().value_or("");
    if (state != "DISCONNECTED" && state != "3") people.push_back(wire::read_participant(one));
  }
  return people;
}

bool is_person(const Participant& one) {
  return one.is_person;
}

}  // namespace

Step<Presence> LiveKitPlatform::presence(const MeetingRef& ref) const {
  auto request = room_service("presence", "ListParticipants", room_body(ref.id), {.admin_room = ref.id});
  request.repeat = Repeat::read;
  return then_answer<Presence>(std::move(request), [this](const HttpResponse& answer) -> Step<Presence> {
    auto people = read_people(answer);
    if (!people) return Failure{people.error()};
    const bool anybody = std::any_of(people->begin(), people->end(), is_person);
    return Presence{.state = anybody ? PresenceState::occupied : PresenceState::empty,
                    .as_of = env_.now(),
                    .complete = true,
                    .people = *std::move(people)};
  });
}

HttpRequest LiveKitPlatform::remove_request(std::string_view operation, const std::string& room,
                                            const std::string& identity) const {
  spi::JsonWriter body;
  body.begin_object().member("room", room).member("identity", identity).end_object();
  auto request = room_service(operation, "RemoveParticipant", std::move(body).text(), {.admin_room = room});
  request.repeat = Repeat::idempotent;
  return request;
}

// LiveKit removes by identity; whoever has come back in the meantime under the same one is somebody else.
Step<void> LiveKitPlatform::remove_participant(const MeetingRef& ref, const ParticipantId& who) const {
  auto request =
      room_service("remove_participant", "ListParticipants", room_body(ref.id), {.admin_room = ref.id});
  request.repeat = Repeat::read;
  return then_answer<void>(
      std::move(request), [this, room = ref.id, id = who.value](const HttpResponse& answer) -> Step<void> {
        const auto people = read_people(answer);
        if (!people) return Failure{people.error()};
        const auto found =
            std::find_if(people->begin(), people->end(), [&](const auto& one) { return one.id.value == id; });
        if (found == people->end()) return fail(ErrorCode::not_found, "nobody with that id is in the room");
        return then_answer<void>(
            remove_request("remove_participant", room, found->identity),
            [](const HttpResponse& done) -> Step<void> {
              if (wire::says_not_found(done)) return Result<void>{};
              const auto body = wire::read_answer(done, "livekit refused to remove a participant");
              return body ? Step<void>(Result<void>{}) : Step<void>(Failure{body.error()});
            });
      });
}

Step<void> LiveKitPlatform::remove_all(const MeetingRef& ref) const {
  auto request = room_service("remove_all", "ListParticipants", room_body(ref.id), {.admin_room = ref.id});
  request.repeat = Repeat::read;
  return then_answer<void>(std::move(request),
                           [this, room = ref.id](const HttpResponse& answer) -> Step<void> {
                             const auto people = read_people(answer);
                             if (!people) return Failure{people.error()};
                             std::vector<std::string> identities;
                             for (const auto& one : *people) {
                               if (is_person(one)) identities.push_back(one.identity);
                             }
                             return remove_each(room, std::move(identities));
                           });
}

Step<void> LiveKitPlatform::remove_each(const std::string& room, std::vector<std::string> identities) const {
  if (identities.empty()) return Result<void>{};
  auto request = remove_request("remove_all", room, identities.back());
  identities.pop_back();
  return then_answer<void>(
      std::move(request),
      [this, room, rest = std::move(identities)](const HttpResponse& answer) -> Step<void> {
        if (!wire::says_not_found(answer)) {
          const auto body = wire::read_answer(answer, "livekit refused to remove a participant");
          if (!body) return Failure{body.error()};
        }
        return remove_each(room, rest);
      });
}

}  // namespace vplatform::platforms::livekit
