#include "emulator/room_service.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "emulator/messages.hpp"
#include "vplatform/header.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::platforms::livekit::emulation {

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

HttpResponse bad_route(const Call& call, const std::string& why) {
  return twirp_error("bad_route", why,
                     {{"twirp_invalid_route", call.request.method + ' ' + std::string(call.path)}});
}

spi::Json Decoder::member(std::string_view camel, std::string_view snake) const {
  if (auto value = json_[camel]; value.is_present()) return value;
  return json_[snake];
}

std::string Decoder::text(std::string_view camel, std::string_view snake) {
  const auto value = member(camel, snake);
  if (!value.is_present() || value.is_null()) return {};
  if (!value.text()) good_ = false;
  return value.text_or("");
}

std::int64_t Decoder::number(std::string_view camel, std::string_view snake) {
  const auto value = member(camel, snake);
  if (!value.is_present() || value.is_null()) return 0;
  const auto number = value.integer();
  const bool is_whole = number && static_cast<double>(*number) == value.number();
  good_ = good_ && is_whole && *number >= 0 && *number <= std::numeric_limits<std::uint32_t>::max();
  return number.value_or(0);
}

// Either alphabet, but not both, and padding or none.
std::string Decoder::bytes(std::string_view camel, std::string_view snake) {
  auto text = this->text(camel, snake);
  const bool is_url = text.find_first_of("-_") != std::string::npos;
  const bool mixes = is_url && text.find_first_of("+/") != std::string::npos;
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  const bool is_padded = text.find('=') != std::string::npos;
  if (!is_padded) text.append((4 - text.size() % 4) % 4, '=');
  const auto bytes = spi::from_base64(text);
  good_ = good_ && bytes && !mixes;
  return bytes.value_or("");
}

bool Decoder::flag(std::string_view camel, std::string_view snake) {
  const auto value = member(camel, snake);
  if (!value.is_present() || value.is_null()) return false;
  good_ = good_ && value.boolean() && !value.text();
  return value.boolean().value_or(false);
}

std::vector<std::string> Decoder::texts(std::string_view camel, std::string_view snake) {
  std::vector<std::string> list;
  const auto value = member(camel, snake);
  good_ = good_ && (!value.is_present() || value.is_null() || value.is_array());
  for (const auto& item : value.items()) {
    good_ = good_ && item.text();
    list.push_back(item.text_or(""));
  }
  return list;
}

Result<spi::Json> body_of(const Call& call) {
  const auto refuse = [](std::string why) -> Result<spi::Json> {
    auto failure = fail(ErrorCode::invalid_argument, std::move(why));
    failure.error.http_status = 404;
    return failure;
  };
  if (call.request.method != "POST")
    return refuse("unsupported method \"" + call.request.method + "\" (only POST is allowed)");
  const auto type = find_header(call.request.headers, "content-type").value_or("");
  if (type.substr(0, type.find(';')) != "application/json")
    return refuse("unexpected Content-Type: \"" + std::string(type) + '"');
  auto json = spi::Json::parse(call.request.body);
  if (json && !json->is_object()) return fail(ErrorCode::invalid_argument, "no object");
  return json;
}

namespace {

constexpr std::size_t longest_name = 256;

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
  (void)body.flag("syncStreams", "sync_streams");
  if (!body.good()) return malformed();
  if (!call.caller.may("roomCreate")) return denied();
  if (wish.name.size() > longest_name)
    return twirp_error("invalid_argument",
                       "twirp error unknown: room name length exceeds limits: max length 256");
  if (wish.metadata.size() > largest_metadata) return metadata_too_large();
  wish.egress = json["egress"];
  const bool is_new = rooms.find(wish.name) == nullptr;
  if (is_new && wish.egress["room"].is_object() && rooms.waits_for_recorder) {
    // After ten seconds the server gives up, and the room stays. With redis it says 200 instead.
    (void)rooms.create(wish, call.now);
    return twirp_error("canceled", "twirp error unknown: request canceled");
  }
  return room_answer(rooms.create(wish, call.now));
}

HttpResponse list_rooms(Rooms& rooms, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto names = body.texts("names", "names");
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

Method method_of(std::string_view name) {
  if (name == "CreateRoom") return create_room;
  if (name == "ListRooms") return list_rooms;
  if (name == "DeleteRoom") return delete_room;
  if (name == "UpdateRoomMetadata") return update_metadata;
  return people_method(name);
}

}  // namespace

HttpResponse room_service(Rooms& rooms, const Call& call) {
  if (call.request.method != "POST") return bad_route(call, body_of(call).error().message);
  const auto method = method_of(call.path.substr(call.path.rfind('/') + 1));
  if (method == nullptr) return bad_route(call, "no handler for path \"" + std::string(call.path) + '"');
  const auto json = body_of(call);
  if (!json) return json.error().http_status == 404 ? bad_route(call, json.error().message) : malformed();
  return method(rooms, call, *json);
}

}  // namespace vplatform::platforms::livekit::emulation
