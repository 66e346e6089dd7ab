#include "emulator/messages.hpp"

#include <algorithm>
#include <array>

namespace vplatform::platforms::livekit::emulation {

namespace {

int status_of(std::string_view code) {
  static constexpr std::array<std::pair<std::string_view, int>, 15> statuses{{{"canceled", 408},
                                                                              {"invalid_argument", 400},
                                                                              {"malformed", 400},
                                                                              {"deadline_exceeded", 408},
                                                                              {"not_found", 404},
                                                                              {"bad_route", 404},
                                                                              {"already_exists", 409},
                                                                              {"permission_denied", 403},
                                                                              {"unauthenticated", 401},
                                                                              {"resource_exhausted", 429},
                                                                              {"failed_precondition", 412},
                                                                              {"aborted", 409},
                                                                              {"out_of_range", 400},
                                                                              {"unimplemented", 501},
                                                                              {"unavailable", 503}}};
  const auto found =
      std::find_if(statuses.begin(), statuses.end(), [&](const auto& one) { return one.first == code; });
  return found == statuses.end() ? 500 : found->second;
}

void write_codecs(FieldWriter& fields, spi::JsonWriter& out, Dialect dialect) {
  fields.begin("enabledCodecs").begin_array();
  for (const auto mime : {"audio/PCMU", "audio/PCMA", "audio/opus", "audio/red", "video/VP8", "video/H264",
                          "video/VP9", "video/AV1", "video/H265", "video/rtx"}) {
    out.begin_object();
    FieldWriter(out, dialect).text("mime", mime).text("fmtpLine", "");
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::string FieldWriter::spelt(std::string_view name) const {
  if (dialect_ == Dialect::webhook) return std::string(name);
  std::string snake;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper) snake += '_';
    snake += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return snake;
}

FieldWriter& FieldWriter::text(std::string_view name, std::string_view value) {
  if (!leaves_out(value.empty())) out_.member(spelt(name), value);
  return *this;
}

FieldWriter& FieldWriter::number(std::string_view name, std::int64_t value) {
  if (!leaves_out(value == 0)) out_.member(spelt(name), value);
  return *this;
}

FieldWriter& FieldWriter::long_number(std::string_view name, std::int64_t value) {
  if (!leaves_out(value == 0)) out_.member(spelt(name), std::to_string(value));
  return *this;
}

FieldWriter& FieldWriter::flag(std::string_view name, bool value) {
  if (!leaves_out(!value)) out_.member(spelt(name), value);
  return *this;
}

FieldWriter& FieldWriter::default_only(std::string_view name, std::string_view json) {
  if (!leaves_out(true)) out_.key(spelt(name)).raw(json);
  return *this;
}

spi::JsonWriter& FieldWriter::begin(std::string_view name) {
  return out_.key(spelt(name));
}

void write_room(spi::JsonWriter& out, const Room& room, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.text("sid", room.sid).text("name", room.name);
  fields.number("emptyTimeout", room.empty_timeout.count())
      .number("departureTimeout", room.departure_timeout.count());
  fields.number("maxParticipants", room.max_participants);
  fields.long_number("creationTime", unix_seconds(room.created_at));
  fields.long_number("creationTimeMs", unix_milliseconds(room.created_at));
  fields.text("turnPassword", room.turn_password);
  write_codecs(fields, out, dialect);
  fields.text("metadata", room.metadata);
  const auto publishers = std::count_if(room.people.begin(), room.people.end(),
                                        [](const auto& one) { return !one.second.tracks.empty(); });
  const auto recorded = std::any_of(room.people.begin(), room.people.end(),
                                    [](const auto& one) { return one.second.kind == "EGRESS"; });
  fields.number("numParticipants", static_cast<std::int64_t>(room.humans()))
      .number("numPublishers", publishers);
  fields.flag("activeRecording", recorded).default_only("version", "null");
  out.end_object();
}

std::string with_spaces(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 8);
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    out += json[i];
    if (in_text && json[i] == '\\' && i + 1 < json.size()) {
      out += json[++i];
    } else if (json[i] == '"') {
      in_text = !in_text;
    } else if (!in_text && json[i] == ',') {
      out += ' ';
    }
  }
  return out;
}

HttpResponse json_answer(std::string body) {
  return {.status = 200,
          .headers = {{.name = "Content-Type", .value = "application/json"}},
          .body = std::move(body)};
}

HttpResponse text_answer(int status, std::string body) {
  return {.status = status,
          .headers = {{.name = "Content-Type", .value = "text/plain; charset=utf-8"}},
          .body = std::move(body)};
}

HttpResponse twirp_error(std::string_view code, std::string_view message,
                         const std::vector<std::pair<std::string, std::string>>& meta) {
  spi::JsonWriter out;
  out.begin_object().member("code", code).member("msg", message);
  if (!meta.empty()) {
    out.key("meta").begin_object();
    for (const auto& [name, value] : meta) out.member(name, value);
    out.end_object();
  }
  auto answer = json_answer(std::move(out.end_object()).text());
  answer.status = status_of(code);
  return answer;
}

}  // namespace vplatform::platforms::livekit::emulation
