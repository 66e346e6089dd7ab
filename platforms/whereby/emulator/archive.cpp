#include "emulator/archive.hpp"

#include <algorithm>
#include <utility>

#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::whereby::emulation {

namespace {

void write_date_or_null(spi::JsonWriter& json, std::string_view name, const std::optional<TimePoint>& at) {
  json.key(name);
  if (at) {
    json.value(date_text(*at));
  } else {
    json.null();
  }
}

constexpr std::chrono::minutes recording_length{10};

}  // namespace

void Archive::note_entry(const Room& room, const Guest& guest, TimePoint now) {
  if (room.session_id.empty()) {
    alone_.push_back({.guest = guest, .joined_at = now});
    return;
  }
  auto session = std::find_if(sessions_.begin(), sessions_.end(),
                              [&](const auto& one) { return one.id == room.session_id; });
  if (session == sessions_.end()) {
    sessions_.push_back({.id = room.session_id, .room = room.name, .started_at = now});
    session = std::prev(sessions_.end());
    // Who waited alone is part of it.
    for (auto stay = alone_.begin(); stay != alone_.end();) {
      const bool here = std::any_of(room.guests.begin(), room.guests.end(),
                                    [&](const auto& one) { return one.id == stay->guest.id; });
      if (here) session->stays.push_back(*stay);
      stay = here ? alone_.erase(stay) : std::next(stay);
    }
  }
  session->ended_at.reset();
  session->stays.push_back({.guest = guest, .joined_at = now});
}

void Archive::note_exit(std::string_view guest, TimePoint now) {
  std::erase_if(alone_, [&](const auto& stay) { return stay.guest.id == guest; });
  for (auto& session : sessions_) {
    for (auto& stay : session.stays) {
      if (stay.guest.id == guest) stay.left_at = now;
    }
  }
}

void Archive::note_end(std::string_view session, TimePoint at) {
  for (auto& one : sessions_) {
    if (one.id == session) one.ended_at = at;
  }
}

void Archive::add_recording(std::string id, const Room& room, TimePoint now) {
  recordings_.push_back({.id = std::move(id),
                         .session = room.session_id,
                         .room = room.name,
                         .started_at = now - recording_length,
                         .finished_at = now,
                         .hosted = room.recordings_hosted});
}

bool Archive::remove_recording(std::string_view id) {
  return std::erase_if(recordings_, [&](const auto& one) { return one.id == id; }) > 0;
}

std::vector<std::string> Archive::sessions(std::string_view room) const {
  std::vector<std::string> items;
  for (auto one = sessions_.rbegin(); one != sessions_.rend(); ++one) {
    if (one->room != room) continue;
    spi::JsonWriter json;
    json.begin_object().member("roomSessionId", one->id).member("roomName", one->room);
    json.member("startedAt", date_text(one->started_at));
    write_date_or_null(json, "endedAt", one->ended_at);
    json.member("totalUniqueParticipants", static_cast<std::int64_t>(one->stays.size())).end_object();
    items.push_back(std::move(json).text());
  }
  return items;
}

std::vector<std::string> Archive::participants(std::string_view session) const {
  std::vector<std::string> items;
  for (const auto& one : sessions_) {
    if (one.id != session) continue;
    for (const auto& stay : one.stays) {
      spi::JsonWriter json;
      json.begin_object().member("roomSessionId", one.id).member("participantId", stay.guest.id);
      json.member("roleName", stay.guest.who.role).member("displayName", stay.guest.who.display_name);
      json.member("joinedAt", date_text(stay.joined_at));
      write_date_or_null(json, "leftAt", stay.left_at);
      json.member("externalId", stay.guest.who.external_id).end_object();
      items.push_back(std::move(json).text());
    }
  }
  return items;
}

std::string to_json(const Recording& one) {
  spi::JsonWriter json;
  json.begin_object().member("recordingId", one.id).member("roomSessionId", one.session);
  json.member("filename", one.room.substr(1) + "-" + to_rfc3339(one.finished_at) + ".mp4");
  json.member("startDate", date_text(one.started_at)).member("endDate", date_text(one.finished_at));
  json.member("sizeInMegaBytes", 1.5).end_object();
  return std::move(json).text();
}

std::vector<std::string> Archive::recordings(std::string_view room) const {
  std::vector<std::string> items;
  for (const auto& one : recordings_) {
    if (room.empty() || one.room == room) items.push_back(to_json(one));
  }
  return items;
}

const Recording* Archive::find_recording(std::string_view id) const {
  const auto found =
      std::find_if(recordings_.begin(), recordings_.end(), [&](const auto& one) { return one.id == id; });
  return found == recordings_.end() ? nullptr : &*found;
}

}  // namespace vplatform::platforms::whereby::emulation
