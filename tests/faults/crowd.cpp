#include "faults/crowd.hpp"

#include <algorithm>
#include <utility>

#include "vplatform/spi/json.hpp"

namespace faults {

using namespace vplatform;

namespace {

JsonText in_room(const sessions::Session& session) {
  return {spi::JsonWriter{}.begin_object().member("room", session.meeting->room).end_object().text()};
}

}  // namespace

Crowd::Crowd(EmulatedWorld& world, int sessions, unsigned seed) : world_(world), random_(seed) {
  for (int i = 0; i < sessions; ++i) {
    places_.push_back({world.new_session("owner-" + std::to_string(i), i % 2 == 0 ? "daily" : "livekit")});
  }
}

void Crowd::act() {
  Place& place = places_[luck(places_.size())];
  const unsigned die = luck(100);
  if (die < 40 || !place.was_visited) return enter(place);
  if (place.in.empty()) return;
  if (die < 80) return leave(place);
  if (place.is_recorded) return finish(place);
  record(place);
}

void Crowd::enter(Place& place) {
  // The door of a session that is over is closed.
  if (place.was_visited && place.in.empty() && world_.is_over(place.session)) return;
  const std::string person = "person-" + std::to_string(counts_.entered);
  place.in.push_back(world_.enter(place.session, person));
  place.was_visited = true;
  ++counts_.entered;
}

void Crowd::leave(Place& place) {
  const auto who = place.in.begin() + luck(place.in.size());
  world_.leave(place.session, *who);
  place.in.erase(who);
  ++counts_.left;
  // Both platforms end a recording with the last who leaves.
  if (place.in.empty()) place.is_recorded = false;
}

void Crowd::record(Place& place) {
  const auto started =
      world_.emulator_of(place.session).play("start_recording", in_room(place.session), world_.now());
  if (!started) return;
  place.is_recorded = true;
  ++counts_.recordings;
}

void Crowd::finish(Place& place) {
  (void)world_.emulator_of(place.session)
      .play("finish_recording", in_room(place.session), world_.now())
      .value();
  place.is_recorded = false;
}

}  // namespace faults
