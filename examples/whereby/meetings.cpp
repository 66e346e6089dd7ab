#include "meetings.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

namespace reflector {

using vplatform::Capability;
using vplatform::ErrorCode;
using vplatform::Failure;
using vplatform::Result;
using vplatform::sessions::Session;
using vplatform::sessions::SessionSpec;
using vplatform::sessions::SessionState;
using web::Json;

namespace {

bool can(const Service& service, std::string_view platform, Capability capability) {
  const auto client = service.platforms->client(platform);
  return client && client->info().capabilities.has(capability);
}

/// Whereby records from the start or not at all, so that has to be said now; and everybody has to be asked
/// before they come in, which the room's rule says was done.
bool is_recorded_by_itself(const Service& service, const Room& room) {
  const auto decision = service.platforms->select({.id = room.name});
  return room.recording == RecordingTrigger::automatic && room.skip_consent && decision.has_platform() &&
         can(service, decision.platform(), Capability::record_automatically);
}

SessionSpec spec_of(const Service& service, const Room& room, const std::string& last) {
  SessionSpec spec;
  spec.owner = room.owner;
  spec.room.id = room.name;
  spec.name = room.name;
  // Whoever has seen the same last meeting asks for the same next one.
  spec.request_key = room.name + " after " + last;
  spec.ends_at = std::chrono::system_clock::now() + service.settings.meeting_length;
  if (room.is_locked) spec.meeting.access = vplatform::Access::knock;
  if (is_recorded_by_itself(service, room)) spec.meeting.recording = vplatform::RecordingSpec{};
  return spec;
}

}  // namespace

Result<Session> open_meeting(const Service& service, const Room& room, bool fresh) {
  const auto last = service.sessions.find_by_room(room.name);
  if (!last && last.error().code != ErrorCode::not_found) return Failure{last.error()};
  if (last && last->state == SessionState::live && !fresh) return last;
  return service.sessions.create(spec_of(service, room, last ? last->id : "nothing"));
}

Json meeting_json(const Service& service, const Session& meeting) {
  const auto people = service.sessions.people(meeting.id);
  Json clients;  // null: not known
  if (people) {
    clients = std::count_if(people->begin(), people->end(), [](const auto& one) { return one.is_in; });
  }
  return {{"id", meeting.id},
          {"room", meeting.room},
          {"platform", meeting.decision.platform},  // of the meeting; the room may have moved since
          {"platform_source", to_string(meeting.decision.source)},
          {"platform_reason", meeting.decision.reason},
          {"platform_room", meeting.meeting ? meeting.meeting->room : ""},
          {"is_active", meeting.state == SessionState::live},
          {"start_date", vplatform::to_rfc3339(meeting.created_at)},
          {"end_date", meeting.ends_at ? Json(vplatform::to_rfc3339(*meeting.ends_at)) : Json()},
          {"num_clients", std::move(clients)}};
}

void record_if_wanted(const Service& service, const Room& room, const Session& meeting) {
  const bool wanted = room.recording == RecordingTrigger::automatic && meeting.state == SessionState::live;
  if (!wanted || !can(service, meeting.decision.platform, Capability::record_on_demand)) return;
  const auto started = service.recordings.start(meeting.id, {});
  if (!started && started.error().code != ErrorCode::permission_denied)  // not everybody has agreed yet
    std::cerr << "a recording cannot be started: " << started.error().message << '\n';
}

}  // namespace reflector
