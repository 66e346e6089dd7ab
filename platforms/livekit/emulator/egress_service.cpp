#include "emulator/egress_service.hpp"

#include <string>

#include "emulator/decoder.hpp"
#include "emulator/messages.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

/// What a composite request asks for; without a file's name it is not one that this machine plays.
struct Wish {
  std::string room{};
  bool audio_only = false;
  std::string filepath{};
};

Wish read_wish(Decoder& body) {
  Wish wish{.room = body.text("roomName", "room_name"), .audio_only = body.flag("audioOnly", "audio_only")};
  const auto outputs = body.member("fileOutputs", "file_outputs").items();
  if (!outputs.empty()) wish.filepath = outputs.front()["filepath"].text_or("");
  return wish;
}

HttpResponse answer(const Egress& egress) {
  spi::JsonWriter out;
  write_egress(out, egress, Dialect::answer);
  return json_answer(std::move(out).text());
}

HttpResponse no_redis() {
  return twirp_error("internal", "egress not connected (redis required)");
}

HttpResponse start(Egresses& egresses, Rooms& rooms, EgressSetup setup, const Call& call,
                   const spi::Json& json) {
  Decoder body(json);
  const auto wish = read_wish(body);
  if (!body.good()) return malformed();
  const auto* room = rooms.find(wish.room);
  if (room == nullptr) return twirp_error("not_found", "requested room does not exist");
  if (setup != EgressSetup::worker) return twirp_error("unavailable", "no response from servers");
  if (wish.filepath.empty()) {
    return twirp_error("invalid_argument", "request has missing or invalid field: output");
  }
  return answer(egresses.start(*room, wish.audio_only, wish.filepath, call.now));
}

HttpResponse list(Egresses& egresses, const spi::Json& json) {
  Decoder body(json);
  const auto room = body.text("roomName", "room_name");
  const auto id = body.text("egressId", "egress_id");
  const bool active = body.flag("active", "active");
  if (!body.good()) return malformed();
  spi::JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto* egress : egresses.of(room, id, active)) write_egress(out, *egress, Dialect::answer);
  out.end_array().key("next_page_token").null().end_object();
  return json_answer(std::move(out).text());
}

HttpResponse stop(Egresses& egresses, const Call& call, const spi::Json& json) {
  Decoder body(json);
  const auto id = body.text("egressId", "egress_id");
  if (!body.good()) return malformed();
  auto* egress = egresses.find(id);
  if (egress == nullptr) return twirp_error("not_found", "egress does not exist");
  if (has_ended(*egress)) {
    return twirp_error("failed_precondition", "egress with status " + egress->status + " cannot be stopped");
  }
  egresses.stop(*egress, call.now);
  return answer(*egress);
}

}  // namespace

void start_automatic(Egresses& egresses, const Room& room, const spi::Json& create, TimePoint now) {
  const auto composite = create["egress"]["room"];
  if (!composite.is_object()) return;
  Decoder body(composite);
  const auto wish = read_wish(body);
  if (!wish.filepath.empty()) (void)egresses.start(room, wish.audio_only, wish.filepath, now);
}

HttpResponse egress_service(Egresses& egresses, Rooms& rooms, EgressSetup setup, const Call& call) {
  const auto name = method_name(call);
  const bool known = name == "StartRoomCompositeEgress" || name == "ListEgress" || name == "StopEgress";
  if (!known) return no_handler(call);
  const auto json = read_body(call);
  if (!json) return refuse_body(call);
  if (!call.caller.may("roomRecord")) return denied();
  if (name == "StartRoomCompositeEgress") return start(egresses, rooms, setup, call, *json);
  if (setup == EgressSetup::no_redis) return no_redis();
  return name == "ListEgress" ? list(egresses, *json) : stop(egresses, call, *json);
}

}  // namespace vplatform::platforms::livekit::emulation
