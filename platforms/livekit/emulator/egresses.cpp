#include "emulator/egresses.hpp"

#include <algorithm>
#include <utility>

#include "vplatform/spi/crypto.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

constexpr std::chrono::seconds turning{2};

std::int64_t nanoseconds(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
}

void write_file_result(spi::JsonWriter& out, const Egress& egress, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.text("filename", egress.filepath).long_number("startedAt", nanoseconds(egress.started_at));
  fields.long_number("endedAt", nanoseconds(*egress.ended_at));
  fields.long_number("duration", nanoseconds(*egress.ended_at) - nanoseconds(egress.started_at));
  fields.long_number("size", 4096).text("location", "https://storage.invalid/" + egress.filepath);
  out.end_object();
}

}  // namespace

bool has_ended(const Egress& egress) {
  return egress.ended_at.has_value();
}

void write_egress(spi::JsonWriter& out, const Egress& egress, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.text("egressId", egress.id).text("roomId", egress.room_sid).text("roomName", egress.room);
  if (dialect == Dialect::answer || egress.status != "EGRESS_STARTING") out.member("status", egress.status);
  fields.long_number("startedAt", nanoseconds(egress.started_at))
      .long_number("updatedAt", nanoseconds(egress.updated_at));
  fields.long_number("endedAt", egress.ended_at ? nanoseconds(*egress.ended_at) : 0)
      .text("error", egress.error);
  fields.begin("roomComposite").begin_object();
  FieldWriter request(out, dialect);
  request.text("roomName", egress.room).flag("audioOnly", egress.audio_only);
  request.begin("fileOutputs").begin_array().begin_object();
  FieldWriter(out, dialect).text("filepath", egress.filepath);
  out.end_object().end_array().end_object();
  fields.begin("fileResults").begin_array();
  if (egress.status == "EGRESS_COMPLETE") write_file_result(out, egress, dialect);
  out.end_array().end_object();
}

void Egresses::tick(TimePoint now) {
  for (auto& egress : egresses_) {
    while (egress.turns_at && *egress.turns_at <= now) {
      const auto at = *egress.turns_at;
      egress.turns_at.reset();
      turn(egress, egress.status == "EGRESS_STARTING" ? "EGRESS_ACTIVE" : "EGRESS_COMPLETE", at);
    }
  }
}

const Egress& Egresses::start(const Room& room, bool audio_only, std::string filepath, TimePoint now) {
  Egress egress{.id = new_id("EG_"),
                .room = room.name,
                .room_sid = room.sid,
                .audio_only = audio_only,
                .filepath = std::move(filepath),
                .started_at = now,
                .updated_at = now,
                .turns_at = now + turning};
  egresses_.push_back(std::move(egress));
  tell("egress_started", egresses_.back(), now);
  return egresses_.back();
}

Egress* Egresses::find(std::string_view id) {
  const auto found =
      std::find_if(egresses_.begin(), egresses_.end(), [&](const auto& one) { return one.id == id; });
  return found == egresses_.end() ? nullptr : &*found;
}

std::vector<const Egress*> Egresses::of(std::string_view room, std::string_view id, bool active) const {
  std::vector<const Egress*> list;
  for (const auto& one : egresses_) {
    const bool wanted = (room.empty() || one.room == room) && (id.empty() || one.id == id);
    if (wanted && !(active && has_ended(one))) list.push_back(&one);
  }
  return list;
}

void Egresses::stop(Egress& egress, TimePoint now) {
  turn(egress, "EGRESS_ENDING", now);
  egress.turns_at = now + turning;
}

int Egresses::end_all(std::string_view room, std::string_view error, TimePoint now) {
  int ended = 0;
  for (auto& one : egresses_) {
    if (one.room != room || has_ended(one)) continue;
    ++ended;
    one.error = error;
    one.turns_at.reset();
    turn(one, error.empty() ? "EGRESS_COMPLETE" : "EGRESS_FAILED", now);
  }
  return ended;
}

void Egresses::turn(Egress& egress, std::string_view status, TimePoint at) {
  egress.status = status;
  egress.updated_at = at;
  const bool over = status == "EGRESS_COMPLETE" || status == "EGRESS_FAILED";
  if (over) egress.ended_at = at;
  tell(over ? "egress_ended" : "egress_updated", egress, at);
}

std::vector<Event> Egresses::take_events() {
  return std::exchange(events_, {});
}

void Egresses::tell(std::string_view type, const Egress& egress, TimePoint at) {
  spi::JsonWriter out;
  out.begin_object().member("event", type).key("egressInfo");
  write_egress(out, egress, Dialect::webhook);
  out.member("id", new_id("EV_egress_"));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  FieldWriter(out, Dialect::webhook).long_number("createdAt", seconds);
  events_.push_back({.at = at, .body = std::move(out.end_object()).text()});
}

std::string Egresses::new_id(std::string_view prefix) {
  const auto digest = spi::sha256(std::string(prefix) + std::to_string(++ids_));
  return std::string(prefix) + spi::to_base32(spi::as_text(digest)).substr(0, 12);
}

}  // namespace vplatform::platforms::livekit::emulation
