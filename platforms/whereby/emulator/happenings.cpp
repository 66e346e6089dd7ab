#include "emulator/happenings.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <utility>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::whereby::emulation {

namespace {

constexpr auto session_ends_after = std::chrono::seconds{60};
constexpr auto transcription_takes = std::chrono::seconds{60};
constexpr int most_in_small_room = 4;
constexpr int most_in_room = 200;

int count_people(const Room& room) {
  return static_cast<int>(std::count_if(room.guests.begin(), room.guests.end(), [](const Guest& guest) {
    return !guest.knocking && is_person(guest.who.role);
  }));
}

void write_text_or_null(spi::JsonWriter& json, std::string_view name, const std::string& text) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

void write_counters(spi::JsonWriter& json, const Room& room) {
  std::map<std::string, int> by_role;
  int clients = 0;
  for (const auto& guest : room.guests) {
    if (guest.knocking) continue;
    ++by_role[guest.who.role];
    ++clients;
  }
  json.member("numClients", clients).key("numClientsByRoleName").begin_object();
  for (const auto& [role, count] : by_role) json.member(role, count);
  json.end_object().member("isDialIn", false);
}

std::int64_t to_seconds(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

}  // namespace

Happenings::Happenings(Rooms& rooms, std::string webhook_secret)
    : rooms_(rooms), webhook_secret_(std::move(webhook_secret)) {}

std::optional<std::string> Happenings::come(Room& room, const Visitor& who, bool knocking, TimePoint now) {
  const int most = room.small ? most_in_small_room : most_in_room;
  if (is_person(who.role) && count_people(room) >= most) return std::nullopt;
  Guest guest{
      .id = made_up_uuid("guest " + std::to_string(++guests_so_far_)), .who = who, .knocking = knocking};
  room.guests.push_back(guest);
  if (knocking) {
    tell("room.client.knocked", now, about_guest(room, guest, false));
  } else {
    come_in(room, guest, now);
  }
  return guest.id;
}

void Happenings::come_in(Room& room, const Guest& guest, TimePoint now) {
  const bool starts = room.session_id.empty() && count_people(room) >= 2;
  if (starts) room.session_id = made_up_uuid("session " + std::to_string(++sessions_so_far_));
  if (count_people(room) >= 2) room.session_ends_at.reset();
  tell("room.client.joined", now, about_guest(room, guest, true));
  if (starts) tell("room.session.started", now, about_room(room));
  archive_.note_entry(room, guest, now);
}

bool Happenings::admit(std::string_view id, TimePoint now) {
  auto* room = rooms_.room_of(id);
  if (room == nullptr) return false;
  for (auto& guest : room->guests) {
    if (guest.id != id || !guest.knocking) continue;
    guest.knocking = false;
    guest.who.role = "granted_visitor";
    come_in(*room, guest, now);
    return true;
  }
  return false;
}

bool Happenings::leave(std::string_view id, TimePoint now) {
  auto* room = rooms_.room_of(id);
  if (room == nullptr) return false;
  const auto found =
      std::find_if(room->guests.begin(), room->guests.end(), [id](const Guest& one) { return one.id == id; });
  const Guest guest = *found;
  room->guests.erase(found);
  if (guest.knocking) {
    tell("room.client.knockCancelled", now, about_guest(*room, guest, false));
    return true;
  }
  tell("room.client.left", now, about_guest(*room, guest, true));
  archive_.note_exit(guest.id, now);
  after_leaving(*room, now);
  return true;
}

void Happenings::after_leaving(Room& room, TimePoint now) {
  if (room.session_id.empty() || room.session_ends_at || count_people(room) >= 2) return;
  room.session_ends_at = now + session_ends_after;
}

void Happenings::close(Room& room, TimePoint now) {
  while (!room.guests.empty()) (void)leave(std::string(room.guests.back().id), now);
  if (!room.session_ends_at) return;
  tell("room.session.ended", *room.session_ends_at, about_room(room));
  archive_.note_end(room.session_id, *room.session_ends_at);
}

std::string Happenings::finish_recording(const Room& room, TimePoint now) {
  auto id = made_up_uuid("recording " + std::to_string(++recordings_so_far_));
  spi::JsonWriter data;
  data.begin_object()
      .member("filename",
              room.name.substr(1) + "-" + to_rfc3339(std::chrono::floor<std::chrono::seconds>(now)) + ".mp4")
      .member("recordingId", id)
      .member("roomName", room.name)
      .member("status", "completed")
      .end_object();
  tell("recording.finished", now, data.text());
  archive_.add_recording(id, room, now);
  return id;
}

std::string Happenings::transcribe(const std::string& recording, TimePoint now) {
  const auto* found = archive_.find_recording(recording);
  if (found == nullptr || !found->hosted) return {};
  const auto& made = transcripts_.add({.room = found->room,
                                       .session = found->session,
                                       .recording = recording,
                                       .created_at = now,
                                       .started_at = found->started_at,
                                       .ended_at = found->finished_at,
                                       .due_at = now + transcription_takes});
  tell("transcription.started", now, event_data(made));
  return made.id;
}

std::string Happenings::start_transcription(const Room& room, TimePoint now) {
  const auto& made =
      transcripts_.add({.room = room.name, .session = room.session_id, .created_at = now, .started_at = now});
  tell("transcription.started", now, event_data(made));
  return made.id;
}

bool Happenings::end_transcription(std::string_view id, bool good, TimePoint now) {
  auto* one = transcripts_.find(id);
  if (one == nullptr || one->state != "in_progress") return false;
  one->state = good ? "ready" : "failed";
  one->due_at.reset();
  if (!one->ended_at) one->ended_at = now;
  tell(good ? "transcription.finished" : "transcription.failed", now, event_data(*one));
  return true;
}

void Happenings::settle(TimePoint now) {
  for (const auto& one : transcripts_.all()) {
    if (one.due_at && *one.due_at <= now) (void)end_transcription(one.id, true, *one.due_at);
  }
  for (auto& [number, room] : rooms_.all()) {
    if (!room.session_ends_at || *room.session_ends_at > now) continue;
    // An hour after its end a room tells nothing any more.
    if (exists(room, *room.session_ends_at))
      tell("room.session.ended", *room.session_ends_at, about_room(room));
    archive_.note_end(room.session_id, *room.session_ends_at);
    room.session_ends_at.reset();
    room.session_id.clear();
  }
}

std::vector<WebhookRequest> Happenings::take_due(TimePoint now) {
  std::stable_sort(events_.begin(), events_.end(),
                   [](const Event& a, const Event& b) { return a.at < b.at; });
  const auto later =
      std::find_if(events_.begin(), events_.end(), [now](const Event& event) { return event.at > now; });
  const spi::HmacKey key(webhook_secret_);
  const auto time = std::to_string(to_seconds(now));
  std::vector<WebhookRequest> due;
  for (auto event = events_.begin(); event != later; ++event) {
    const auto mac = key.sign({time, ".", event->body});
    WebhookRequest request;
    request.headers = {
        {.name = "Content-Type", .value = "application/json"},
        {.name = "Whereby-Signature", .value = "t=" + time + ",v1=" + spi::to_hex(spi::as_text(mac))}};
    request.body = std::move(event->body);
    due.push_back(std::move(request));
  }
  events_.erase(events_.begin(), later);
  return due;
}

void Happenings::tell(std::string_view type, TimePoint at, const std::string& data) {
  spi::JsonWriter event;
  event.begin_object()
      .member("id", spi::to_hex(spi::as_text(spi::sha256("event " + std::to_string(++events_so_far_)))))
      .member("apiVersion", "1.0")
      .member("createdAt", date_text(at))
      .member("type", type);
  event.key("data").raw(data).end_object();
  events_.push_back({.at = at, .body = std::move(event).text()});
}

std::string Happenings::about_room(const Room& room) const {
  spi::JsonWriter data;
  data.begin_object().member("meetingId", room.id).member("roomName", room.name);
  write_text_or_null(data, "roomSessionId", room.session_id);
  data.member("subdomain", rooms_.subdomain()).end_object();
  return std::move(data).text();
}

std::string Happenings::about_guest(const Room& room, const Guest& guest, bool counted) const {
  spi::JsonWriter data;
  data.begin_object();
  if (counted) data.member("roleName", guest.who.role);
  data.member("displayName", guest.who.display_name)
      .member("meetingId", room.id)
      .member("roomName", room.name);
  write_text_or_null(data, "roomSessionId", room.session_id);
  data.member("subdomain", rooms_.subdomain()).member("participantId", guest.id);
  write_text_or_null(data, "metadata", guest.who.metadata);
  write_text_or_null(data, "externalId", guest.who.external_id);
  if (counted) write_counters(data, room);
  data.end_object();
  return std::move(data).text();
}

}  // namespace vplatform::platforms::whereby::emulation
