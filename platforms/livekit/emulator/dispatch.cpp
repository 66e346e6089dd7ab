#include "emulator/dispatch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "emulator/messages.hpp"

namespace vplatform::platforms::livekit::emulation {

std::string Dispatches::written(const Dispatch& dispatch) {
  spi::JsonWriter out;
  out.begin_object();
  FieldWriter(out, Dialect::answer)
      .text("id", dispatch.id)
      .text("agentName", dispatch.agent)
      .text("room", dispatch.room)
      .text("metadata", dispatch.metadata)
      .text("restartPolicy", "JRP_ON_FAILURE")
      .text("deployment", "")
      .default_only("attributes", "{}");
  out.key("state").begin_object();
  FieldWriter(out, Dialect::answer)
      .default_only("jobs", "[]")
      .long_number("createdAt", std::chrono::nanoseconds(dispatch.created_at.time_since_epoch()).count())
      .long_number("deletedAt", 0);
  return std::move(out.end_object().end_object()).text();
}

void Dispatches::add_first(Rooms& rooms, const Room& room) {
  const bool has_one = std::any_of(dispatches_.begin(), dispatches_.end(),
                                   [&](const auto& one) { return one.room_sid == room.sid; });
  if (has_one) return;
  dispatches_.push_back(
      {.id = rooms.new_id("AD_"), .room = room.name, .room_sid = room.sid, .created_at = room.created_at});
}

HttpResponse Dispatches::create(Rooms& rooms, const Dispatch& wish, const Call& call, bool auto_create) {
  if (rooms.find(wish.room) == nullptr) {
    if (!auto_create) return no_such_room();
    (void)rooms.create({.name = wish.room}, call.now);
  }
  const auto& room = *rooms.find(wish.room);
  add_first(rooms, room);
  auto dispatch = wish;
  dispatch.id = rooms.new_id("AD_");
  dispatch.room_sid = room.sid;
  dispatch.created_at = call.now;
  dispatches_.push_back(dispatch);
  return json_answer(written(dispatch));
}

HttpResponse Dispatches::list(const Room& room, const std::string& id) const {
  spi::JsonWriter out;
  out.begin_object().key("agent_dispatches").begin_array();
  for (const auto& one : dispatches_) {
    if (one.room_sid == room.sid && (id.empty() || one.id == id)) out.raw(written(one));
  }
  out.end_array().end_object();
  return json_answer(std::move(out).text());
}

HttpResponse Dispatches::remove(const Room& room, const std::string& id) {
  const auto found = std::find_if(dispatches_.begin(), dispatches_.end(),
                                  [&](const auto& one) { return one.room_sid == room.sid && one.id == id; });
  if (found == dispatches_.end())
    return twirp_error("not_found", "twirp error unknown: dispatch ID not found");
  auto answer = json_answer(written(*found));
  dispatches_.erase(found);
  return answer;
}

HttpResponse Dispatches::call(Rooms& rooms, const Call& call, bool auto_create) {
  const auto json = body_of(call);
  if (!json) return json.error().http_status == 404 ? bad_route(call, json.error().message) : malformed();
  Decoder body(*json);
  const Dispatch wish{.id = body.text("dispatchId", "dispatch_id"),
                      .agent = body.text("agentName", "agent_name"),
                      .room = body.text("room", "room"),
                      .metadata = body.text("metadata", "metadata")};
  if (!body.good()) return malformed();
  if (!call.caller.runs(wish.room)) return denied();
  const auto method = call.path.substr(call.path.rfind('/') + 1);
  if (method == "CreateDispatch") return create(rooms, wish, call, auto_create);
  const auto* room = rooms.find(wish.room);
  if (room == nullptr) return twirp_error("unavailable", "twirp error unknown: no response from servers");
  add_first(rooms, *room);
  if (method == "ListDispatch") return list(*room, wish.id);
  if (method == "DeleteDispatch") return remove(*room, wish.id);
  return bad_route(call, "no handler for path \"" + std::string(call.path) + '"');
}

HttpResponse not_deployed(const Call& call, const std::string& service) {
  const auto json = body_of(call);
  if (!json) return json.error().http_status == 404 ? bad_route(call, json.error().message) : malformed();
  const auto sip = call.caller.claims["sip"];
  const bool may = service == "ingress"
                       ? call.caller.may("ingressAdmin")
                       : sip["admin"].boolean().value_or(false) || sip["call"].boolean().value_or(false);
  if (!may) return denied();
  return twirp_error("internal", "twirp error unknown: " + service + " not connected (redis required)");
}

}  // namespace vplatform::platforms::livekit::emulation
