#include "emulator/room_service.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/decoder.hpp"
#include "emulator/messages.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

constexpr std::size_t longest_name = 256;
constexpr std::size_t largest_metadata = 512UL * 1024;

HttpResponse no_such_room() {
  return twirp_error("not_found", "twirp error unknown: requested room does not exist");
}
HttpResponse metadata_too_large() {
  return twirp_error("invalid_argument", "metadata size exceeds limits " + std::to_string(largest_metadata),
                     {{"argument", "metadata size exceeds limits"}});
}

HttpResponse room_answer(const Room& room) {
  spi::JsonWriter out;
  write_room(out, room, Dialect::answer);
  return json_answer(std::move(out).text());
}

HttpResponse create_room(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  RoomWish wish{.name = body.text("name", "name"),
                .metadata = body.text("metadata", "metadata"),
                .empty_timeout = body.number("emptyTimeout", "empty_timeout"),
                .departure_timeout = body.number("departureTimeout", "departure_timeout"),
                .max_participants = body.number("maxParticipants", "max_participants")};
  if (!body.good()) return malformed();
  if (!call.caller.may("roomCreate")) return denied();
  if (wish.name.size() > longest_name)
    return twirp_error("invalid_argument",
                       "twirp error unknown: room name length exceeds limits: max length 256");
  if (wish.metadata.size() > largest_metadata) return metadata_too_large();
  return room_answer(rooms.create(wish, call.now));
}

HttpResponse list_rooms(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto names = body.texts("names");
  if (!body.good()) return malformed();
  if (!call.caller.may("roomList")) return denied();
  spi::JsonWriter out;
  out.begin_object().key("rooms").begin_array();
  for (const auto* room : rooms.all()) {
    const bool wanted = names.empty() || std::find(names.begin(), names.end(), room->name) != names.end();
    if (wanted) write_room(out, *room, Dialect::answer);
  }
  out.end_array().end_object();
  return json_answer(std::move(out).text());
}

HttpResponse delete_room(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto name = body.text("room", "room");
  if (!body.good()) return malformed();
  if (!call.caller.may("roomCreate")) return denied();
  if (rooms.find(name) == nullptr) return no_such_room();
  rooms.close(name, "ROOM_DELETED", call.now);
  return json_answer("{}");
}

HttpResponse update_metadata(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto name = body.text("room", "room");
  auto metadata = body.text("metadata", "metadata");
  if (!body.good()) return malformed();
  if (metadata.size() > largest_metadata) return metadata_too_large();
  if (!call.caller.runs(name)) return denied();
  auto* room = rooms.find(name);
  if (room == nullptr) return no_such_room();
  room->metadata = std::move(metadata);
  return room_answer(*room);
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

HttpResponse remove_participant(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto name = body.text("room", "room");
  const auto identity = body.text("identity", "identity");
  if (!body.good()) return malformed();
  if (!call.caller.runs(name)) return denied();
  if (!rooms.leave(name, identity, "PARTICIPANT_REMOVED", call.now)) {
    return twirp_error("not_found", "twirp error unknown: participant does not exist");
  }
  return json_answer("{}");
}

using Method = HttpResponse (*)(Rooms&, const Call&, const spi::Json&);

Method method_of(std::string_view name) {
  if (name == "CreateRoom") return create_room;
  if (name == "ListRooms") return list_rooms;
  if (name == "DeleteRoom") return delete_room;
  if (name == "UpdateRoomMetadata") return update_metadata;
  if (name == "ListParticipants") return list_participants;
  if (name == "RemoveParticipant") return remove_participant;
  return nullptr;
}

}  // namespace

HttpResponse room_service(Rooms& rooms, const Call& call) {
  const auto method = method_of(method_name(call));
  if (method == nullptr) return no_handler(call);
  const auto json = read_body(call);
  return json ? method(rooms, call, *json) : refuse_body(call);
}

}  // namespace vplatform::platforms::livekit::emulation
