#include "emulator/rooms.hpp"

#include <algorithm>
#include <utility>

#include "emulator/messages.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr std::size_t id_length = 12;

}  // namespace

std::optional<TimePoint> Rooms::closes_at(const Room& room) {
  if (room.humans() > 0) return std::nullopt;
  // The server counts in whole seconds of the clock.
  if (room.last_left_at) return floor<seconds>(*room.last_left_at) + room.departure_timeout;
  return floor<seconds>(room.created_at) + room.empty_timeout;
}

std::size_t Room::humans() const {
  return static_cast<std::size_t>(
      std::count_if(people.begin(), people.end(), [](const auto& one) { return one.second.is_human(); }));
}

void Rooms::tick(TimePoint now) {
  std::vector<std::pair<TimePoint, std::string>> over;
  for (const auto& [name, room] : rooms_) {
    const auto closes = closes_at(room);
    if (closes && *closes <= now) over.emplace_back(*closes, name);
  }
  std::sort(over.begin(), over.end());
  for (const auto& [at, name] : over) close(name, "ROOM_CLOSED", at);
}

const Room& Rooms::create(const RoomWish& wish, TimePoint now) {
  if (const auto found = rooms_.find(wish.name); found != rooms_.end()) return found->second;
  Room room{
      .sid = new_id("RM_"), .name = wish.name, .metadata = wish.metadata, .turn_password = new_id("turn-")};
  room.empty_timeout = wish.empty_timeout > 0 ? seconds(wish.empty_timeout) : empty_timeout_;
  room.departure_timeout = wish.departure_timeout > 0 ? seconds(wish.departure_timeout) : departure_timeout_;
  room.max_participants = wish.max_participants;
  room.created_at = now;
  room.egress = wish.egress;
  const auto& made = rooms_.emplace(wish.name, std::move(room)).first->second;
  tell("room_started", made, nullptr, now);
  if (on_made) on_made(made, now);
  return made;
}

Room* Rooms::find(std::string_view name) {
  const auto found = rooms_.find(name);
  return found == rooms_.end() ? nullptr : &found->second;
}

std::vector<const Room*> Rooms::all() const {
  std::vector<const Room*> list;
  for (const auto& [name, room] : rooms_) list.push_back(&room);
  return list;
}

void Rooms::close(std::string_view name, std::string_view reason, TimePoint now) {
  const auto found = rooms_.find(name);
  if (found == rooms_.end()) return;
  auto& room = found->second;
  while (!room.people.empty()) leave(name, std::string(room.people.begin()->first), reason, now);
  tell("room_finished", room, nullptr, now);
  rooms_.erase(found);
}

std::string Rooms::join(std::string_view name, Person person, TimePoint now) {
  const auto found = rooms_.find(name);
  if (found == rooms_.end()) return {};
  auto& room = found->second;
  leave(name, person.identity, "DUPLICATE_IDENTITY", now);
  person.sid = new_id("PA_");
  person.joined_at = now;
  const auto& in = room.people.insert_or_assign(person.identity, std::move(person)).first->second;
  tell("participant_joined", room, &in, now);
  return in.sid;
}

bool Rooms::leave(std::string_view name, std::string_view identity, std::string_view reason, TimePoint now) {
  const auto found = rooms_.find(name);
  if (found == rooms_.end()) return false;
  auto& room = found->second;
  const auto who = room.people.find(identity);
  if (who == room.people.end()) return false;
  auto person = std::move(who->second);
  for (auto& track : std::exchange(person.tracks, {}))
    tell_track("track_unpublished", room, person, track, now);
  room.people.erase(who);
  person.is_gone = true;
  person.reason = reason;
  if (person.is_human()) room.last_left_at = now;
  tell("participant_left", room, &person, now);
  return true;
}

std::vector<Event> Rooms::take_events() {
  return std::exchange(events_, {});
}

Track* Rooms::publish(std::string_view name, std::string_view identity, Track track, TimePoint now) {
  auto* room = find(name);
  const auto who = room == nullptr ? decltype(room->people.begin()){} : room->people.find(identity);
  if (room == nullptr || who == room->people.end()) return nullptr;
  track.sid = new_id("TR_");
  track.published_at = now;
  who->second.is_publisher = true;
  auto& made = who->second.tracks.emplace_back(std::move(track));
  tell_track("track_published", *room, who->second, made, now);
  return &made;
}

bool Rooms::unpublish(std::string_view name, std::string_view sid, TimePoint now) {
  auto* room = find(name);
  if (room == nullptr) return false;
  for (auto& [identity, person] : room->people) {
    const auto track = std::find_if(person.tracks.begin(), person.tracks.end(),
                                    [&](const auto& one) { return one.sid == sid; });
    if (track == person.tracks.end()) continue;
    tell_track("track_unpublished", *room, person, *track, now);
    person.tracks.erase(track);
    return true;
  }
  return false;
}

void Rooms::tell_with(std::string_view type, TimePoint at,
                      const std::function<void(spi::JsonWriter&)>& members) {
  spi::JsonWriter out;
  out.begin_object().member("event", type);
  members(out);
  out.member("id", new_id("EV_"));
  FieldWriter(out, Dialect::webhook).long_number("createdAt", floor<seconds>(at).time_since_epoch().count());
  events_.push_back({.at = at, .body = std::move(out.end_object()).text()});
}

void Rooms::tell(std::string_view type, const Room& room, const Person* person, TimePoint at) {
  tell_with(type, at, [&](spi::JsonWriter& out) {
    out.key("room");
    write_room(out, room, Dialect::webhook);
    if (person == nullptr) return;
    out.key("participant");
    write_person(out, *person, Dialect::webhook);
  });
}

// Events of tracks name room and participant, and say no more of them.
void Rooms::tell_track(std::string_view type, const Room& room, const Person& person, const Track& track,
                       TimePoint at) {
  tell_with(type, at, [&](spi::JsonWriter& out) {
    out.key("room").begin_object().member("sid", room.sid).member("name", room.name).end_object();
    out.key("participant").begin_object();
    out.member("sid", person.sid).member("identity", person.identity).end_object();
    out.key("track");
    write_track(out, track, Dialect::webhook);
  });
}

std::string Rooms::new_id(std::string_view prefix) {
  const auto digest = spi::sha256(std::string(prefix) + std::to_string(++ids_));
  return std::string(prefix) + spi::to_base32(spi::as_text(digest)).substr(0, id_length);
}

}  // namespace vplatform::platforms::livekit::emulation
