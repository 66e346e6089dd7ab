// Who was in a room, from Whereby's statistics, which lag:
// https://docs.whereby.com/reference/whereby-rest-api-reference/insights (2026-08)

#include <algorithm>
#include <utility>

#include "vplatform/platforms/whereby.hpp"
#include "whereby_api.hpp"
#include "whereby_room.hpp"
#include "whereby_webhook.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

constexpr std::chrono::minutes lag{15};

Result<MeetingSession> read_session(const spi::Json& json, const MeetingRef& meeting) {
  MeetingSession session{.ref = {meeting, json["roomSessionId"].id_or("")}};
  const auto start = wire::read_time(json["startedAt"]);
  if (session.ref.id.empty() || !start) {
    return fail(ErrorCode::bad_response, "whereby answered with a session without its id or start");
  }
  session.started_at = *start;
  session.ended_at = wire::read_time(json["endedAt"]);
  return session;
}

Result<Attendance> read_attendance(const spi::Json& json, const SessionRef& session) {
  Attendance attendance{.session = session, .participant = read_client(json)};
  attendance.participant.joined_at = wire::read_time(json["joinedAt"]);
  attendance.left_at = wire::read_time(json["leftAt"]);
  return attendance;
}

Result<Page<MeetingSession>> read_sessions(const HttpResponse& answer, const MeetingRef& meeting) {
  if (!wire::is_success(answer))
    return wire::read_failure(answer, "whereby did not list the sessions of a room");
  return wire::read_page<MeetingSession>(answer,
                                         [&](const spi::Json& item) { return read_session(item, meeting); });
}

Result<Page<Attendance>> read_attendances(const HttpResponse& answer, const SessionRef& session) {
  if (!wire::is_success(answer))
    return wire::read_failure(answer, "whereby did not list who was in a session");
  return wire::read_page<Attendance>(answer,
                                     [&](const spi::Json& item) { return read_attendance(item, session); });
}

// Nobody in these numbers is not nobody in the room: somebody who is alone makes no session.
Presence presence_of(const Page<Attendance>& page, TimePoint now) {
  Presence presence{.as_of = now - lag};
  for (const auto& one : page.items) {
    if (!one.left_at) presence.people.push_back(one.participant);
  }
  const bool anybody = std::any_of(presence.people.begin(), presence.people.end(),
                                   [](const auto& who) { return who.is_person; });
  presence.state = anybody ? PresenceState::occupied : PresenceState::unknown;
  return presence;
}

}  // namespace

Step<Presence> WherebyPlatform::presence(const MeetingRef& ref) const {
  const auto now = env_.now();
  return with_room<Presence>(
      api_, "presence", ref, [api = api_, ref, now](const std::string& room) -> Step<Presence> {
        return then_answer<Presence>(
            api->get_sessions("presence", room, {}),
            [api, ref, now](const HttpResponse& answer) -> Step<Presence> {
              const auto sessions = read_sessions(answer, ref);
              if (!sessions) return Failure{sessions.error()};
              const auto running = std::find_if(sessions->items.begin(), sessions->items.end(),
                                                [](const auto& one) { return !one.ended_at; });
              if (running == sessions->items.end()) return presence_of({}, now);
              return then_answer<Presence>(
                  api->get_participants("presence", running->ref.id, {}),
                  [session = running->ref, now](const HttpResponse& people) -> Step<Presence> {
                    const auto page = read_attendances(people, session);
                    if (!page) return Failure{page.error()};
                    return presence_of(*page, now);
                  });
            });
      });
}

Step<Page<MeetingSession>> WherebyPlatform::list_sessions(const MeetingRef& ref,
                                                          const PageToken& from) const {
  using Sessions = Page<MeetingSession>;
  return with_room<Sessions>(
      api_, "list_sessions", ref, [api = api_, ref, from](const std::string& room) -> Step<Sessions> {
        return then_answer<Sessions>(
            api->get_sessions("list_sessions", room, from.value),
            [ref](const HttpResponse& answer) -> Step<Sessions> { return read_sessions(answer, ref); });
      });
}

Step<Page<Attendance>> WherebyPlatform::list_attendance(const SessionRef& session,
                                                        const PageToken& from) const {
  return then_answer<Page<Attendance>>(api_->get_participants("list_attendance", session.id, from.value),
                                       [session](const HttpResponse& answer) -> Step<Page<Attendance>> {
                                         return read_attendances(answer, session);
                                       });
}

}  // namespace vplatform::platforms::whereby
