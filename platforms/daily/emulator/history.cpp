// Who is in a room, who was, and putting people out: https://docs.daily.co/reference/rest-api/rooms and
// …/meetings (2025-11)

#include <algorithm>
#include <utility>

#include "emulator/state.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::daily {

using emulated::bad_request;
using emulated::error;
using emulated::no_call;
using emulated::ok;
using emulated::write_text_or_null;
using spi::Json;

namespace {

std::string stay_text(const emulated::Stay& stay, std::int64_t now_ms) {
  spi::JsonWriter json;
  json.begin_object();
  write_text_or_null(json, "user_id", stay.person.user_id);
  json.member("participant_id", stay.id);
  write_text_or_null(json, "user_name", stay.person.user_name);
  json.member("join_time", stay.joined_ms / 1000);
  json.member("duration", (stay.left_ms.value_or(now_ms) - stay.joined_ms) / 1000).end_object();
  return std::move(json).text();
}

std::string held_text(const emulated::Held& held, std::int64_t now_ms) {
  spi::JsonWriter json;
  json.begin_object()
      .member("id", held.id)
      .member("room", held.room)
      .member("start_time", held.started_ms / 1000);
  json.member("duration", (held.ended_ms.value_or(now_ms) - held.started_ms) / 1000);
  json.member("ongoing", !held.ended_ms.has_value());
  json.member("max_participants", static_cast<std::int64_t>(held.most)).key("participants").begin_array();
  for (const auto& stay : held.stays) json.raw(stay_text(stay, now_ms));
  json.end_array().end_object();
  return std::move(json).text();
}

}  // namespace

bool Emulator::State::is_held(const std::string& room) const {
  return std::any_of(connections.begin(), connections.end(),
                     [&](const auto& entry) { return entry.second.room == room; });
}

void Emulator::State::note_entry(const emulated::Sitting& sitting, const emulated::Connection& one) {
  auto held =
      std::find_if(history.begin(), history.end(), [&](const auto& each) { return each.id == sitting.id; });
  if (held == history.end()) {
    history.push_back({.id = sitting.id, .room = one.room, .started_ms = sitting.started_ms});
    held = std::prev(history.end());
  }
  held->ended_ms.reset();
  held->stays.push_back({.id = one.id, .person = one.person, .joined_ms = one.joined_ms});
  const auto in =
      std::count_if(held->stays.begin(), held->stays.end(), [](const auto& stay) { return !stay.left_ms; });
  held->most = std::max(held->most, static_cast<std::size_t>(in));
}

void Emulator::State::note_exit(const emulated::Connection& one, std::int64_t at_ms, bool was_last) {
  for (auto& held : history) {
    for (auto& stay : held.stays) {
      if (stay.id != one.id) continue;
      stay.left_ms = at_ms;
      if (was_last) held.ended_ms = at_ms;
    }
  }
}

HttpResponse Emulator::State::in_call(const emulated::Call& call, const std::string& room, TimePoint now) {
  if (find_live(room, now) == nullptr) return error(404, "not-found", "room " + room + " not found");
  if (call.method == "GET" && call.path.size() == 3 && call.path[2] == "presence")
    return who_is_in(room, now);
  if (call.method == "GET" && call.path.size() == 3 && call.path[2] == "get-session-data")
    return session_data_of(room);
  if (call.method != "POST") return error(404, "not-found");
  const auto body = Json::parse(call.body.empty() ? "{}" : call.body);
  if (!body || !body->is_object()) return error(400, "json-parsing-error", "the body is not JSON");
  const auto is = [&](std::string_view what, std::string_view action) {
    return call.path.size() == (action.empty() ? 3U : 4U) && call.path[2] == what &&
           (action.empty() || call.path[3] == action);
  };
  if (is("eject", "")) return put_out(room, *body, now);
  if (is("recordings", "start")) return start_recording(room, *body, now);
  if (is("recordings", "stop")) return stop_recording(room, *body, now);
  return change_call(call, room, *body, now);
}

HttpResponse Emulator::State::who_is_in(const std::string& room, TimePoint now) const {
  std::vector<std::string> items;
  for (const auto& [id, one] : connections) {
    if (one.room != room) continue;
    spi::JsonWriter json;
    json.begin_object().member("id", id).member("room", room);
    write_text_or_null(json, "userId", one.person.user_id);
    write_text_or_null(json, "userName", one.person.user_name);
    const auto sitting = sittings.find(room);
    if (sitting != sittings.end()) json.member("mtgSessionId", sitting->second.id);
    json.member("joinTime", to_rfc3339(TimePoint(std::chrono::milliseconds(one.joined_ms))));
    json.member("duration", (emulated::to_ms(now) - one.joined_ms) / 1000).end_object();
    items.push_back(std::move(json).text());
  }
  return ok(emulated::page_text(items.size(), items));
}

HttpResponse Emulator::State::put_out(const std::string& room, const Json& body, TimePoint now) {
  for (const auto& [name, value] : body.members()) {
    if (name != "ids" && name != "user_ids" && name != "ban")
      return bad_request("\"" + name + "\" is not allowed");
    if (value.size() > 100) return bad_request(name + " holds more than 100");
  }
  if (!is_held(room)) return no_call(room);
  const auto names = [&](const char* list, const std::string& wanted) {
    const auto items = body[list].items();
    return std::any_of(items.begin(), items.end(), [&](const Json& one) { return one.text() == wanted; });
  };
  std::vector<std::string> out;
  for (const auto& [id, one] : connections) {
    if (one.room == room && (names("ids", id) || names("user_ids", one.person.user_id))) out.push_back(id);
  }
  spi::JsonWriter json;
  json.begin_object().key("ejectedIds").begin_array();
  for (const auto& id : out) {
    leave(id, emulated::to_ms(now));
    json.value(id);
  }
  json.end_array().end_object();
  return ok(std::move(json).text());
}

HttpResponse Emulator::State::meetings(const emulated::Call& call, TimePoint now) const {
  if (call.method != "GET") return error(404, "not-found");
  if (call.path.size() == 1) return list_held(call, now);
  const auto held =
      std::find_if(history.begin(), history.end(), [&](const auto& one) { return one.id == call.path[1]; });
  if (held == history.end()) return error(404, "not-found", "meeting not found");
  if (call.path.size() == 2) return ok(held_text(*held, emulated::to_ms(now)));
  return call.path[2] == "participants" ? list_stays(call, call.path[1], now) : error(404, "not-found");
}

HttpResponse Emulator::State::list_held(const emulated::Call& call, TimePoint now) const {
  const std::string room = emulated::query(call, "room");
  std::vector<const emulated::Held*> list;
  std::vector<std::string> ids;
  for (auto held = history.rbegin(); held != history.rend(); ++held) {
    if (!room.empty() && held->room != room) continue;
    list.push_back(&*held);
    ids.push_back(held->id);
  }
  auto part = emulated::slice(call, ids);
  if (part.refusal) return *std::move(part.refusal);
  std::vector<std::string> items;
  for (std::size_t i = part.first; i < part.last; ++i)
    items.push_back(held_text(*list[i], emulated::to_ms(now)));
  return ok(emulated::page_text(list.size(), items));
}

HttpResponse Emulator::State::list_stays(const emulated::Call& call, const std::string& id,
                                         TimePoint now) const {
  const auto held =
      std::find_if(history.begin(), history.end(), [&](const auto& one) { return one.id == id; });
  std::vector<std::string> ids;
  for (const auto& stay : held->stays) ids.push_back(stay.id);
  emulated::Call paged = call;
  if (const auto after = emulated::query(call, "joined_after"); !after.empty())
    paged.query["starting_after"] = after;
  auto part = emulated::slice(paged, ids);
  if (part.refusal) return *std::move(part.refusal);
  if (part.first >= part.last) return error(404, "not-found");
  spi::JsonWriter json;
  json.begin_object().key("data").begin_array();
  for (std::size_t i = part.first; i < part.last; ++i)
    json.raw(stay_text(held->stays[i], emulated::to_ms(now)));
  json.end_array().end_object();
  return ok(std::move(json).text());
}

}  // namespace vplatform::platforms::daily
