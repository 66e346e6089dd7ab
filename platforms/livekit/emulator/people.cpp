// RoomService's methods that are about the people in a room.

#include <algorithm>

#include "emulator/messages.hpp"
#include "emulator/room_service.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

constexpr std::size_t nonce_length = 16;

HttpResponse no_such_participant() {
  return twirp_error("not_found", "twirp error unknown: participant does not exist");
}
// What the server says, after some seconds, where nobody listens on its bus.
HttpResponse nobody_answers() {
  return twirp_error("unavailable", "twirp error unknown: no response from servers");
}

HttpResponse person_answer(const Person& person) {
  spi::JsonWriter out;
  write_person(out, person, Dialect::answer);
  return json_answer(std::move(out).text());
}

Person* find_person(Rooms& rooms, const std::string& room_name, const std::string& identity) {
  auto* room = rooms.find(room_name);
  if (room == nullptr) return nullptr;
  const auto found = room->people.find(identity);
  return found == room->people.end() ? nullptr : &found->second;
}

HttpResponse list_participants(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto name = body.text("room", "room");
  if (!body.good()) return malformed();
  if (!call.caller.runs(name)) return denied();
  spi::JsonWriter out;
  out.begin_object().key("participants").begin_array();
  if (const auto* room = rooms.find(name)) {
    for (const auto& [identity, person] : room->people) write_person(out, person, Dialect::answer);
  }
  out.end_array().end_object();
  return json_answer(std::move(out).text());
}

HttpResponse get_participant(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  const auto identity = body.text("identity", "identity");
  if (!body.good()) return malformed();
  if (!call.caller.runs(room)) return denied();
  const auto* person = find_person(rooms, room, identity);
  return person == nullptr ? no_such_participant() : person_answer(*person);
}

HttpResponse remove_participant(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  const auto identity = body.text("identity", "identity");
  if (!body.good()) return malformed();
  if (!call.caller.runs(room)) return denied();
  if (!rooms.leave(room, identity, "PARTICIPANT_REMOVED", call.now)) return no_such_participant();
  return json_answer("{}");
}

HttpResponse mute_track(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  const auto identity = body.text("identity", "identity");
  const auto sid = body.text("trackSid", "track_sid");
  const bool muted = body.flag("muted", "muted");
  if (!body.good()) return malformed();
  if (!call.caller.runs(room)) return denied();
  auto* person = find_person(rooms, room, identity);
  if (person == nullptr) return nobody_answers();
  if (!muted && !rooms.remote_unmute)
    return twirp_error("failed_precondition", "twirp error unknown: remote unmute not enabled");
  const auto track = std::find_if(person->tracks.begin(), person->tracks.end(),
                                  [&](const auto& one) { return one.sid == sid; });
  if (track == person->tracks.end()) return json_answer(R"({"track":null})");
  track->muted = muted;
  spi::JsonWriter out;
  out.begin_object().key("track");
  write_track(out, *track, Dialect::answer);
  out.end_object();
  return json_answer(std::move(out).text());
}

void replace_permission(Person& person, const spi::Json& json) {
  Decoder permission(json);
  person.can_subscribe = permission.flag("canSubscribe", "can_subscribe");
  person.can_publish = permission.flag("canPublish", "can_publish");
  person.can_publish_data = permission.flag("canPublishData", "can_publish_data");
  person.hidden = permission.flag("hidden", "hidden");
  person.can_update_metadata = permission.flag("canUpdateMetadata", "can_update_metadata");
  person.sources = permission.texts("canPublishSources", "can_publish_sources");
}

HttpResponse update_participant(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  const auto identity = body.text("identity", "identity");
  const auto metadata = body.text("metadata", "metadata");
  const auto name = body.text("name", "name");
  if (!body.good()) return malformed();
  if (metadata.size() > largest_metadata) return metadata_too_large();
  if (!call.caller.runs(room)) return denied();
  auto* person = find_person(rooms, room, identity);
  if (person == nullptr) return no_such_participant();
  if (!metadata.empty()) person->metadata = metadata;
  if (!name.empty()) person->name = name;
  for (const auto& [key, value] : json["attributes"].members()) {
    if (value.text_or("").empty()) {
      person->attributes.erase(key);
    } else {
      person->attributes[key] = value.text_or("");
    }
  }
  if (json["permission"].is_object()) replace_permission(*person, json["permission"]);
  while (!person->can_publish && !person->tracks.empty())
    rooms.unpublish(room, std::string(person->tracks.back().sid), call.now);
  return person_answer(*person);
}

HttpResponse update_subscriptions(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  const auto identity = body.text("identity", "identity");
  (void)body.texts("trackSids", "track_sids");
  if (!body.good()) return malformed();
  if (!call.caller.runs(room)) return denied();
  return find_person(rooms, room, identity) == nullptr ? nobody_answers() : json_answer("{}");
}

HttpResponse send_data(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  (void)body.bytes("data", "data");
  const auto nonce = body.bytes("nonce", "nonce");
  if (!body.good()) return malformed();
  if (!call.caller.runs(room)) return denied();
  if (!nonce.empty() && nonce.size() != nonce_length)
    return twirp_error("invalid_argument", "nonce should be 16-bytes or not present, got: " +
                                               std::to_string(nonce.size()) + " bytes");
  return rooms.find(room) == nullptr ? nobody_answers() : json_answer("{}");
}

// The cloud's alone: here it is known, and not done.
HttpResponse move_participant(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  const auto identity = body.text("identity", "identity");
  const auto destination = body.text("destinationRoom", "destination_room");
  if (!body.good()) return malformed();
  const bool may =
      call.caller.runs(room) && call.caller.claims["video"]["destinationRoom"].text_or("") == destination;
  if (!may) return denied();
  if (room == destination)
    return twirp_error("invalid_argument", "destination room cannot be the same as source room ",
                       {{"argument", "destination room cannot be the same as source room"}});
  if (find_person(rooms, room, identity) == nullptr) return nobody_answers();
  return twirp_error("unknown", "twirp error unknown: not implemented");
}

// No client here answers.
HttpResponse perform_rpc(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("room", "room");
  const auto identity = body.text("destinationIdentity", "destination_identity");
  if (!body.good()) return malformed();
  if (!call.caller.runs(room)) return denied();
  if (identity.empty())
    return twirp_error("invalid_argument", "twirp error unknown: destination identity is required");
  (void)rooms;
  return nobody_answers();
}

}  // namespace

Method people_method(std::string_view name) {
  if (name == "ListParticipants") return list_participants;
  if (name == "GetParticipant") return get_participant;
  if (name == "RemoveParticipant") return remove_participant;
  if (name == "MutePublishedTrack") return mute_track;
  if (name == "UpdateParticipant") return update_participant;
  if (name == "UpdateSubscriptions") return update_subscriptions;
  if (name == "SendData") return send_data;
  if (name == "ForwardParticipant" || name == "MoveParticipant") return move_participant;
  if (name == "PerformRpc") return perform_rpc;
  return nullptr;
}

}  // namespace vplatform::platforms::livekit::emulation
