// Who is in a room, who was, and putting people out.

#include <algorithm>
#include <utility>

#include "daily_wire.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::daily {

namespace {

using spi::Json;

// How old the answer about who is in may be.
constexpr std::chrono::seconds lag{15};
constexpr std::size_t ejected_at_once = 100;
constexpr std::size_t longest_page = 100;

Participant read_present(const Json& json) {
  Participant who;
  who.id.value = json["id"].id_or("");
  who.identity = json["userId"].id_or("");
  who.name = json["userName"].text_or("");
  if (const auto joined = json["joinTime"].text()) {
    if (const auto at = parse_rfc3339(*joined)) who.joined_at = *at;
  }
  return who;
}

Result<Presence> read_presence(const HttpResponse& answer, TimePoint now) {
  const auto json = read_object(answer, "say who is in a room");
  if (!json) return Failure{json.error()};
  const Json data = (*json)["data"];
  if (!data.is_array())
    return fail(ErrorCode::bad_response, "daily's answer does not say who is in the room");
  Presence presence{.as_of = now - lag};
  for (const Json& one : data.items()) presence.people.push_back(read_present(one));
  const auto total = (*json)["total_count"].integer();
  presence.complete = !total || *total <= static_cast<std::int64_t>(presence.people.size());
  presence.state = presence.people.empty() && presence.complete ? PresenceState::empty
                   : presence.people.empty()                    ? PresenceState::unknown
                                                                : PresenceState::occupied;
  return presence;
}

std::string eject_body(const std::vector<std::string>& ids) {
  spi::JsonWriter json;
  json.begin_object().key("ids").begin_array();
  for (const auto& id : ids) json.value(id);
  json.end_array().end_object();
  return std::move(json).text();
}

std::optional<TimePoint> end_of(const std::optional<TimePoint>& start, const Json& duration) {
  const auto seconds = duration.number();
  if (!start || !seconds) return std::nullopt;
  const auto from_epoch = std::chrono::duration<double>(start->time_since_epoch()).count();
  return time_from_seconds(from_epoch + *seconds);
}

Result<MeetingSession> read_session(const Json& json, const MeetingRef& meeting) {
  MeetingSession session{.ref = {meeting, json["id"].id_or("")}};
  const auto start = time_from_seconds(json["start_time"].number());
  if (session.ref.id.empty() || !start) {
    return fail(ErrorCode::bad_response, "daily's list of meetings holds one without an id or a start");
  }
  session.started_at = *start;
  if (!json["ongoing"].boolean().value_or(false)) session.ended_at = end_of(start, json["duration"]);
  if (const auto most = json["max_participants"].integer())
    session.most_participants = static_cast<int>(*most);
  return session;
}

Attendance read_attendance(const Json& json, const SessionRef& session) {
  Attendance attendance{.session = session};
  attendance.participant.id.value = json["participant_id"].id_or("");
  attendance.participant.identity = json["user_id"].id_or("");
  attendance.participant.name = json["user_name"].text_or("");
  attendance.participant.joined_at = time_from_seconds(json["join_time"].number());
  attendance.left_at = end_of(attendance.participant.joined_at, json["duration"]);
  return attendance;
}

/// The items of a page, and the id of the last one where more may follow.
Result<std::vector<Json>> read_page(const HttpResponse& answer, std::string_view what) {
  const auto json = read_object(answer, what);
  if (!json) return Failure{json.error()};
  const Json data = (*json)["data"];
  if (!data.is_array()) return fail(ErrorCode::bad_response, "daily's answer holds no list");
  return data.items();
}

}  // namespace

Step<Presence> DailyPlatform::presence(const MeetingRef& ref) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  return then_answer<Presence>(
      request(get_presence, "presence", ref.id),
      [this](const HttpResponse& answer) -> Step<Presence> { return read_presence(answer, env_.now()); });
}

Step<void> DailyPlatform::remove_participant(const MeetingRef& ref, const ParticipantId& who) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  HttpRequest post = request(eject, "remove_participant", ref.id);
  post.body = eject_body({who.value});
  return exchange<void>(std::move(post), [id = who.value](const Reply& reply) -> Step<void> {
    if (!reply.answer) return Failure{reply.answer.error()};
    const auto json = read_object(*reply.answer, "put somebody out");
    if (!json) return Failure{json.error()};
    for (const Json& out : (*json)["ejectedIds"].items()) {
      if (out.text() == id) return Result<void>{};
    }
    // The first attempt, whose answer was lost, may have put them out.
    if (reply.before == Effect::unknown) return Result<void>{};
    return fail(ErrorCode::not_found, "nobody with that id is in the room");
  });
}

Step<void> DailyPlatform::remove_all(const MeetingRef& ref) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  return then_answer<void>(request(get_presence, "remove_all", ref.id),
                           [this, room = ref.id](const HttpResponse& answer) -> Step<void> {
                             const auto presence = read_presence(answer, env_.now());
                             if (!presence) return Failure{presence.error()};
                             std::vector<std::string> ids;
                             for (const auto& who : presence->people) {
                               if (!who.id.value.empty()) ids.push_back(who.id.value);
                             }
                             return put_out(room, std::move(ids), "remove_all");
                           });
}

// So many at a time as Daily takes, until nobody is left of them.
Step<void> DailyPlatform::put_out(const std::string& room, std::vector<std::string> ids,
                                  std::string_view operation) const {
  if (ids.empty()) return Result<void>{};
  const auto some = static_cast<std::ptrdiff_t>(std::min(ids.size(), ejected_at_once));
  HttpRequest post = request(eject, operation, room);
  post.body = eject_body({ids.begin(), ids.begin() + some});
  ids.erase(ids.begin(), ids.begin() + some);
  return then_answer<void>(
      std::move(post),
      [this, room, ids = std::move(ids), operation](const HttpResponse& answer) -> Step<void> {
        // 404 is a call that is over.
        if (answer.status == 404) return Result<void>{};
        if (!is_success(answer)) return failure_from(answer, "daily refused to put people out");
        return put_out(room, ids, operation);
      });
}

Step<Page<MeetingSession>> DailyPlatform::list_sessions(const MeetingRef& ref, const PageToken& from) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  HttpRequest get = request(list_sittings, "list_sessions");
  get.url = spi::with_query(get.url, "room", ref.id);
  get.url = spi::with_query(get.url, "limit", std::to_string(longest_page));
  if (!from.empty()) get.url = spi::with_query(get.url, "starting_after", from.value);
  return then_answer<Page<MeetingSession>>(std::move(get),
                                           [ref](const HttpResponse& answer) -> Step<Page<MeetingSession>> {
                                             const auto items = read_page(answer, "list a room's meetings");
                                             if (!items) return Failure{items.error()};
                                             Page<MeetingSession> page;
                                             for (const Json& item : *items) {
                                               auto session = read_session(item, ref);
                                               if (!session) return Failure{session.error()};
                                               page.items.push_back(*std::move(session));
                                             }
                                             if (page.items.size() >= longest_page)
                                               page.next.value = page.items.back().ref.id;
                                             return page;
                                           });
}

Step<Page<Attendance>> DailyPlatform::list_attendance(const SessionRef& session,
                                                      const PageToken& from) const {
  HttpRequest get = request(list_attendees, "list_attendance", session.id);
  get.url = spi::with_query(get.url, "limit", std::to_string(longest_page));
  if (!from.empty()) get.url = spi::with_query(get.url, "joined_after", from.value);
  return then_answer<Page<Attendance>>(
      std::move(get),
      [session, goes_on = !from.empty()](const HttpResponse& answer) -> Step<Page<Attendance>> {
        // After the last one Daily answers 404 in place of an empty page.
        if (goes_on && answer.status == 404) return Page<Attendance>{};
        const auto items = read_page(answer, "list who was in a meeting");
        if (!items) return Failure{items.error()};
        Page<Attendance> page;
        for (const Json& item : *items) page.items.push_back(read_attendance(item, session));
        if (page.items.size() < longest_page) return page;
        page.next.value = page.items.back().participant.id.value;
        if (page.next.empty())
          return fail(ErrorCode::bad_response, "daily's list of people cannot be continued");
        return page;
      });
}

}  // namespace vplatform::platforms::daily
