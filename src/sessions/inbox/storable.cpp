#include "sessions/inbox/storable.hpp"

#include <algorithm>

#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

MeetingRef storable(const MeetingRef& ref) {
  return {.platform = ref.platform, .id = storable_id(ref.id), .room = storable_id(ref.room)};
}

RecordingRef storable(RecordingRef ref) {
  ref.meeting = storable(ref.meeting);
  ref.instance_key = storable_id(ref.instance_key);
  if (ref.id) ref.id = storable_id(*ref.id);
  return ref;
}

bool is_inside_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

std::string storable_id(std::string_view id) {
  if (id.size() <= longest_id && id.find('\0') == id.npos) return std::string(id);
  return "sha256:" + spi::to_hex(spi::as_text(spi::sha256(id)));
}

std::string storable_text(std::string_view text) {
  if (text.size() > longest_text) {
    auto end = longest_text;
    while (end > 0 && is_inside_character(text[end])) --end;
    text = text.substr(0, end);
  }
  std::string kept(text);
  std::erase(kept, '\0');
  return kept;
}

Participant storable(Participant participant) {
  participant.id.value = storable_id(participant.id.value);
  participant.identity = storable_id(participant.identity);
  participant.name = storable_text(participant.name);
  return participant;
}

EventFields storable(const EventFields& event) {
  EventFields kept;
  kept.id = storable_id(event.id);
  kept.natural_key = storable_id(event.natural_key);
  kept.kind = event.kind;
  kept.type = storable_text(event.type);
  kept.platform = event.platform;
  if (event.meeting) kept.meeting = storable(*event.meeting);
  kept.room = storable_id(event.room);
  kept.session_id = storable_id(event.session_id);
  kept.at = event.at;
  if (event.participant) kept.participant = storable(*event.participant);
  kept.people = event.people;
  if (event.recording) kept.recording = storable(*event.recording);
  kept.recording_state = event.recording_state;
  return kept;
}

}  // namespace vplatform::sessions
