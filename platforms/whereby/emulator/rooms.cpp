#include "emulator/rooms.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::whereby::emulation {

namespace {

constexpr std::size_t longest_prefix = 39;
constexpr auto life_after_end = std::chrono::hours{1};

// Whereby makes letters small and takes white space out; what is left must fit.
std::optional<std::string> fit_prefix(std::string_view wanted) {
  std::string prefix;
  for (char one : wanted) {
    if (one == ' ' || one == '\t' || one == '\n' || one == '\r') continue;
    if (one >= 'A' && one <= 'Z') one = static_cast<char>(one - 'A' + 'a');
    if (!((one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '-')) return std::nullopt;
    prefix += one;
  }
  if (prefix.size() > longest_prefix) return std::nullopt;
  return prefix;
}

// Absent, or one of the words.
bool is_one_of(const spi::Json& value, std::initializer_list<std::string_view> words) {
  if (!value.is_present()) return true;
  const auto text = value.text();
  return text && std::find(words.begin(), words.end(), *text) != words.end();
}

Failure refuse(std::string_view what) {
  return fail(ErrorCode::invalid_argument, std::string(what));
}

std::optional<LinkFields> read_fields(const spi::Json& fields) {
  LinkFields links;
  if (!fields.is_present()) return links;
  if (!fields.is_array()) return std::nullopt;
  for (const auto& field : fields.items()) {
    const auto name = field.text_or("");
    if (name != "hostRoomUrl" && name != "viewerRoomUrl" && name != "dialIn") return std::nullopt;
    links.host = links.host || name == "hostRoomUrl";
    links.viewer = links.viewer || name == "viewerRoomUrl";
  }
  return links;
}

Result<TimePoint> read_end(const spi::Json& end, TimePoint now) {
  const auto text = end.text();
  if (!text) return refuse("\"endDate\" is required");
  const auto at = parse_rfc3339(*text);
  if (!at) return refuse("\"endDate\" must be a valid date");
  if (*at < now) return refuse("\"endDate\" must not be in the past");
  return *at;
}

bool has_known_words(const spi::Json& body) {
  return is_one_of(body["roomMode"], {"normal", "group"}) &&
         is_one_of(body["roomNamePattern"], {"uuid", "human-short"}) &&
         is_one_of(body["templateType"], {"viewerMode"}) &&
         is_one_of(body["recording"]["type"], {"none", "local", "cloud"});
}

}  // namespace

Result<RoomRequest> read_room_request(std::string_view text, TimePoint now) {
  const auto parsed = spi::Json::parse(text);
  if (!parsed || !parsed->is_object()) return refuse("the body must be a JSON object");
  const auto& body = *parsed;
  const auto end = read_end(body["endDate"], now);
  if (!end) return Failure{end.error()};
  if (!has_known_words(body)) return refuse("a value is not one of those allowed");
  if (body["isLocked"].is_present() && !body["isLocked"].boolean())
    return refuse("\"isLocked\" must be a boolean");
  auto prefix = fit_prefix(body["roomNamePrefix"].text_or(""));
  if (!prefix) return refuse("\"roomNamePrefix\" must match [a-z0-9-]{0,39}");
  const auto links = read_fields(body["fields"]);
  if (!links) return refuse("\"fields\" must be an array of hostRoomUrl and viewerRoomUrl");

  RoomRequest wanted;
  wanted.ends_at = *end;
  wanted.viewer_mode = body["templateType"].is_present();
  wanted.locked = wanted.viewer_mode || body["isLocked"].boolean().value_or(false);
  wanted.small = !wanted.viewer_mode && body["roomMode"].text_or("normal") == "normal";
  wanted.cloud_recording = body["recording"]["type"].text_or("none") == "cloud";
  wanted.recordings_hosted = body["recording"]["destination"]["provider"].text_or("whereby") == "whereby";
  wanted.short_name = body["roomNamePattern"].text_or("uuid") == "human-short";
  wanted.prefix = *std::move(prefix);
  wanted.links = wanted.viewer_mode ? LinkFields{.host = true, .viewer = true} : *links;
  return wanted;
}

std::string made_up_uuid(std::string_view name) {
  auto hex = spi::to_hex(spi::as_text(spi::sha256(name)));
  hex[12] = '4';
  hex[16] = 'a';
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20, 12);
}

std::string date_text(TimePoint at) {
  auto text = to_rfc3339(at);
  if (text.find('.') == std::string::npos) text.insert(text.size() - 1, ".000");
  return text;
}

bool is_person(std::string_view role) noexcept {
  constexpr std::array<std::string_view, 4> machines = {"recorder", "streamer", "captioner", "assistant"};
  return std::find(machines.begin(), machines.end(), role) == machines.end();
}

bool exists(const Room& room, TimePoint now) noexcept {
  return room.ends_at + life_after_end > now;
}

Room& Rooms::add(const RoomRequest& wanted, TimePoint now) {
  const auto number = ++last_id_;
  const auto id = std::to_string(number);
  const auto own_part = wanted.short_name
                            ? spi::to_base32(spi::as_text(spi::sha256("room " + id))).substr(0, 6)
                            : made_up_uuid("room " + id);
  auto& room = rooms_[number];
  room.id = id;
  room.name = "/" + wanted.prefix + own_part;
  room.created_at = now;
  room.ends_at = wanted.ends_at;
  room.locked = wanted.locked;
  room.small = wanted.small;
  room.viewer_mode = wanted.viewer_mode;
  room.recordings_hosted = wanted.recordings_hosted;
  return room;
}

Room* Rooms::find(std::string_view id_or_name) {
  for (auto& [number, room] : rooms_) {
    if (room.id == id_or_name || room.name == id_or_name ||
        std::string_view(room.name).substr(1) == id_or_name)
      return &room;
  }
  return nullptr;
}

Room* Rooms::room_of(std::string_view guest) {
  for (auto& [number, room] : rooms_) {
    for (const auto& one : room.guests) {
      if (one.id == guest) return &room;
    }
  }
  return nullptr;
}

bool Rooms::remove(std::string_view id) {
  return std::erase_if(rooms_, [id](const auto& entry) { return entry.second.id == id; }) != 0;
}

void Rooms::expire(TimePoint now) {
  std::erase_if(rooms_, [now](const auto& entry) { return !exists(entry.second, now); });
}

std::string Rooms::url(const Room& room) const {
  return "https://" + subdomain_ + ".whereby.com" + room.name;
}

std::string Rooms::key(const Room& room, std::string_view role) const {
  spi::JsonWriter claims;
  claims.begin_object()
      .member("meetingId", room.id)
      .member("roomName", room.name)
      .member("role", role)
      .end_object();
  return spi::sign_hs256(spi::HmacKey("room keys of " + subdomain_), claims.text());
}

std::string Rooms::to_json(const Room& room, LinkFields links) const {
  spi::JsonWriter json;
  json.begin_object()
      .member("startDate", date_text(room.created_at))
      .member("endDate", date_text(room.ends_at))
      .member("roomName", room.name)
      .member("roomUrl", url(room))
      .member("meetingId", room.id);
  if (links.host) json.member("hostRoomUrl", url(room) + "?roomKey=" + key(room, "host"));
  if (links.viewer) json.member("viewerRoomUrl", url(room) + "?roomKey=" + key(room, "viewer"));
  json.end_object();
  return std::move(json).text();
}

}  // namespace vplatform::platforms::whereby::emulation
