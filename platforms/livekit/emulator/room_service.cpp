#include "emulator/room_service.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "emulator/messages.hpp"
#include "vplatform/header.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

constexpr std::size_t longest_name = 256;
constexpr std::size_t largest_metadata = 512UL * 1024;

HttpResponse denied() {
  return twirp_error("unauthenticated", "permissions denied");
}
HttpResponse malformed() {
  return twirp_error("malformed", "the json request could not be decoded");
}
HttpResponse no_such_room() {
  return twirp_error("not_found", "twirp error unknown: requested room does not exist");
}
HttpResponse metadata_too_large() {
  return twirp_error("invalid_argument", "metadata size exceeds limits " + std::to_string(largest_metadata),
                     {{"argument", "metadata size exceeds limits"}});
}

// Reads a request's members in either spelling; what is unknown is ignored, and what has the wrong type is
// remembered.
class Decoder {
 public:
  explicit Decoder(const spi::Json& json) : json_(json) {}

  std::string text(std::string_view camel, std::string_view snake) {
    const auto value = member(camel, snake);
    if (!value.is_present() || value.is_null()) return {};
    if (!value.text()) good_ = false;
    return value.text_or("");
  }

  std::int64_t number(std::string_view camel, std::string_view snake) {
    const auto value = member(camel, snake);
    if (!value.is_present() || value.is_null()) return 0;
    const auto number = value.integer();
    good_ = good_ && number && *number >= 0 && *number <= std::numeric_limits<std::uint32_t>::max();
    return number.value_or(0);
  }

  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> list;
    const auto value = json_[name];
    good_ = good_ && (!value.is_present() || value.is_null() || value.is_array());
    for (const auto& item : value.items()) {
      good_ = good_ && item.text();
      list.push_back(item.text_or(""));
    }
    return list;
  }

  [[nodiscard]] bool good() const noexcept { return good_; }

 private:
  [[nodiscard]] spi::Json member(std::string_view camel, std::string_view snake) const {
    if (auto value = json_[camel]; value.is_present()) return value;
    return json_[snake];
  }

  const spi::Json& json_;
  bool good_ = true;
};

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

HttpResponse bad_route(const Call& call, const std::string& why) {
  return twirp_error("bad_route", why,
                     {{"twirp_invalid_route", call.request.method + ' ' + std::string(call.path)}});
}

using Method = HttpResponse (*)(Rooms&, const Call&, const spi::Json&);

Method method_of(std::string_view name) {
  if (name == "CreateRoom") return create_room;
  if (name == "ListRooms") return list_rooms;
  if (name == "DeleteRoom") return delete_room;
  if (name == "UpdateRoomMetadata") return update_metadata;
  if (name == "ListParticipants") return list_participants;
  return nullptr;
}

}  // namespace

HttpResponse room_service(Rooms& rooms, const Call& call) {
  if (call.request.method != "POST")
    return bad_route(call, "unsupported method \"" + call.request.method + "\" (only POST is allowed)");
  const auto method = method_of(call.path.substr(call.path.rfind('/') + 1));
  if (method == nullptr) return bad_route(call, "no handler for path \"" + std::string(call.path) + '"');
  const auto type = find_header(call.request.headers, "content-type").value_or("");
  if (type.substr(0, type.find(';')) != "application/json")
    return bad_route(call, "unexpected Content-Type: \"" + std::string(type) + '"');
  const auto json = spi::Json::parse(call.request.body);
  if (!json || !json->is_object()) return malformed();
  return method(rooms, call, *json);
}

}  // namespace vplatform::platforms::livekit::emulation
