#include "emulator/transcripts.hpp"

#include <algorithm>
#include <utility>

#include "emulator/rooms.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::whereby::emulation {

namespace {

const char* type_of(const Transcript& one) {
  return one.recording.empty() ? "LIVE_TRANSCRIPTION" : "RECORDING_TRANSCRIPTION";
}

std::int64_t seconds_of(const Transcript& one) {
  if (!one.ended_at) return 0;
  return std::chrono::duration_cast<std::chrono::seconds>(*one.ended_at - one.started_at).count();
}

void write_session(spi::JsonWriter& json, const Transcript& one) {
  json.key("roomSessionId");
  if (one.session.empty()) {
    json.null();
  } else {
    json.value(one.session);
  }
}

void write_file(spi::JsonWriter& json, const Transcript& one) {
  if (one.state != "ready") return;
  json.member("filename", one.room.substr(1) + "-" + date_text(one.started_at) + ".md");
  json.member("durationInSeconds", seconds_of(one)).member("storageType", "WHEREBY_HOSTED");
}

}  // namespace

Transcript& Transcripts::add(Transcript transcript) {
  transcript.id = made_up_uuid("transcription " + std::to_string(++so_far_));
  return all_.emplace_back(std::move(transcript));
}

bool Transcripts::remove(std::string_view id) {
  return std::erase_if(all_, [id](const auto& one) { return one.id == id; }) != 0;
}

const Transcript* Transcripts::find(std::string_view id) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [id](const auto& one) { return one.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

Transcript* Transcripts::find(std::string_view id) {
  const auto found = std::find_if(all_.begin(), all_.end(), [id](const auto& one) { return one.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

std::vector<std::string> Transcripts::list(std::string_view room) const {
  std::vector<std::string> items;
  for (const auto& one : all_) {
    if (room.empty() || one.room == room) items.push_back(to_json(one));
  }
  return items;
}

std::string to_json(const Transcript& one) {
  spi::JsonWriter json;
  json.begin_object().member("transcriptionId", one.id);
  write_session(json, one);
  json.member("roomName", one.room).member("createdAt", date_text(one.created_at));
  json.member("startDate", date_text(one.started_at)).key("endDate");
  if (one.ended_at) {
    json.value(date_text(*one.ended_at));
  } else {
    json.null();
  }
  json.member("state", one.state).member("type", type_of(one));
  write_file(json, one);
  json.end_object();
  return std::move(json).text();
}

std::string event_data(const Transcript& one) {
  spi::JsonWriter json;
  json.begin_object().member("roomName", one.room);
  write_session(json, one);
  json.member("transcriptionId", one.id).member("type", type_of(one)).member("status", one.state);
  write_file(json, one);
  if (one.state == "ready" && !one.recording.empty()) json.member("recordingId", one.recording);
  if (one.state == "failed") json.member("error", "The transcription could not be made");
  json.end_object();
  return std::move(json).text();
}

}  // namespace vplatform::platforms::whereby::emulation
