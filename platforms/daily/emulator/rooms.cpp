// Rooms: https://docs.daily.co/reference/rest-api/rooms (2025-11)

#include <algorithm>

#include "emulator/state.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::daily {

using emulated::bad_request;
using emulated::error;
using emulated::ok;
using emulated::to_seconds;
using spi::Json;

namespace {

bool is_live(const emulated::Room& room, TimePoint now) {
  return !room.exp || *room.exp > to_seconds(now);
}

/// What is wrong with a room's body, or nothing.
std::optional<std::string> fault_of_body(const Json& body, bool is_new, TimePoint now) {
  if (!body.is_object()) return "the body is not an object";
  for (const auto& [name, value] : body.members()) {
    const bool known = name == "privacy" || name == "properties" || (is_new && name == "name");
    if (!known) return "\"" + name + "\" is not allowed";
  }
  const Json privacy = body["privacy"];
  if (privacy.is_present() && privacy.text() != "public" && privacy.text() != "private")
    return "privacy is not known";
  return emulated::fault_of(body["properties"], to_seconds(now));
}

void apply(emulated::Room& room, const Json& body) {
  if (const auto privacy = body["privacy"].text()) room.privacy = *privacy;
  const Json properties = body["properties"];
  if (!properties.is_object()) return;
  room.config = emulated::merged_config(room.config, properties.dump());
  const auto config = Json::parse(room.config);
  room.exp = config ? (*config)["exp"].integer() : std::nullopt;
}

}  // namespace

std::string Emulator::State::text_of(const emulated::Room& room) const {
  std::string created = to_rfc3339(TimePoint(std::chrono::seconds(room.created_at)));
  created.insert(created.size() - 1, ".000");
  spi::JsonWriter json;
  json.begin_object().member("id", room.id).member("name", room.name).member("api_created", true);
  json.member("privacy", room.privacy).member("url", "https://" + options.domain + ".daily.co/" + room.name);
  json.member("created_at", created).key("config").raw(room.config).end_object();
  return std::move(json).text();
}

std::vector<const emulated::Room*> Emulator::State::live_rooms(TimePoint now) const {
  std::vector<const emulated::Room*> list;
  for (const auto& [name, room] : rooms_by_name) {
    if (is_live(room, now)) list.push_back(&room);
  }
  std::sort(list.begin(), list.end(), [](const emulated::Room* a, const emulated::Room* b) {
    return a->created_at != b->created_at ? a->created_at > b->created_at : a->id > b->id;
  });
  return list;
}

emulated::Room* Emulator::State::find_live(const std::string& name, TimePoint now) {
  const auto found = rooms_by_name.find(name);
  return found == rooms_by_name.end() || !is_live(found->second, now) ? nullptr : &found->second;
}

HttpResponse Emulator::State::rooms(const emulated::Call& call, TimePoint now) {
  if (call.method == "GET") return list_rooms(call);
  if (call.method != "POST") return error(404, "not-found");
  const auto body = Json::parse(call.body.empty() ? "{}" : call.body);
  if (!body) return error(400, "json-parsing-error", "the body is not JSON");
  return create_room(*body, now);
}

HttpResponse Emulator::State::create_room(const Json& body, TimePoint now) {
  if (auto fault = fault_of_body(body, true, now)) return bad_request(*fault);
  emulated::Room room;
  const Json name = body["name"];
  room.name = name.is_present() ? name.text_or("") : new_name();
  if (!emulated::is_room_name(room.name)) {
    return bad_request(room.name +
                       " contains invalid characters (room names can contain A-Z, a-z, 0-9, '-', and '_')");
  }
  // A room that has expired holds its name until it is collected.
  if (rooms_by_name.contains(room.name)) return bad_request("a room named " + room.name + " already exists");
  room.id = new_uuid();
  room.created_at = to_seconds(now);
  apply(room, body);
  const auto& made = rooms_by_name[room.name] = room;
  return ok(text_of(made));
}

HttpResponse Emulator::State::list_rooms(const emulated::Call& call) const {
  const auto list = live_rooms(seen);
  std::vector<std::string> ids;
  ids.reserve(list.size());
  for (const auto* room : list) ids.push_back(room->id);
  auto part = emulated::slice(call, ids);
  if (part.refusal) return *std::move(part.refusal);
  std::vector<std::string> items;
  for (std::size_t i = part.first; i < part.last; ++i) items.push_back(text_of(*list[i]));
  return ok(emulated::page_text(list.size(), items));
}

HttpResponse Emulator::State::room(const emulated::Call& call, const std::string& name, TimePoint now) {
  if (call.method == "DELETE") return delete_room(name, now);
  emulated::Room* room = find_live(name, now);
  if (room == nullptr) return error(404, "not-found", "room " + name + " not found");
  if (call.method == "GET") return ok(text_of(*room));
  if (call.method != "POST") return error(404, "not-found");
  const auto body = Json::parse(call.body.empty() ? "{}" : call.body);
  if (!body) return error(400, "json-parsing-error", "the body is not JSON");
  return update_room(*room, *body, now);
}

HttpResponse Emulator::State::update_room(emulated::Room& room, const Json& body, TimePoint now) {
  if (auto fault = fault_of_body(body, false, now)) return bad_request(*fault);
  apply(room, body);
  return ok(text_of(room));
}

HttpResponse Emulator::State::delete_room(const std::string& name, TimePoint now) {
  const auto found = rooms_by_name.find(name);
  if (found == rooms_by_name.end()) return error(404, "not-found", "room " + name + " not found");
  const bool live = is_live(found->second, now);
  empty_room(name, emulated::to_ms(now));
  rooms_by_name.erase(found);
  spi::JsonWriter json;
  json.begin_object();
  if (!live) json.member("error", "not-found").member("info", "room " + name + " not found");
  json.member("deleted", true).member("name", name).end_object();
  HttpResponse answer = ok(std::move(json).text());
  if (!live) answer.status = 404;
  return answer;
}

}  // namespace vplatform::platforms::daily
