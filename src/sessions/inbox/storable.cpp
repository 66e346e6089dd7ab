#include "sessions/inbox/storable.hpp"

#include <algorithm>

#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

// What of a platform's words is stored, in one place for those who look and those who change it: every id
// goes to `on_id`, every text for people to `on_text`.

template <class Meeting, class OnId>
void visit_meeting(Meeting& ref, const OnId& on_id) {
  on_id(ref.id);
  on_id(ref.room);
}

template <class Recording, class OnId>
void visit_recording(Recording& ref, const OnId& on_id) {
  visit_meeting(ref.meeting, on_id);
  on_id(ref.instance_key);
  if (ref.id) on_id(*ref.id);
}

template <class Person, class OnId, class OnText>
void visit_participant(Person& who, const OnId& on_id, const OnText& on_text) {
  on_id(who.id.value);
  on_id(who.identity);
  on_text(who.name);
}

template <class Event, class OnId, class OnText>
void visit_event(Event& event, const OnId& on_id, const OnText& on_text) {
  on_id(event.id);
  on_id(event.natural_key);
  on_text(event.type);
  if (event.meeting) visit_meeting(*event.meeting, on_id);
  on_id(event.room);
  on_id(event.session_id);
  if (event.participant) visit_participant(*event.participant, on_id, on_text);
  if (event.recording) visit_recording(*event.recording, on_id);
}

bool is_short_text(std::string_view text, std::size_t longest) {
  return text.size() <= longest && text.find('\0') == text.npos;
}

constexpr auto cut_id = [](std::string& id) { id = storable_id(id); };
constexpr auto cut_text = [](std::string& text) { text = storable_text(text); };

bool is_inside_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

std::string storable_id(std::string_view id) {
  if (is_short_text(id, longest_id)) return std::string(id);
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
  visit_participant(participant, cut_id, cut_text);
  return participant;
}

bool is_storable(const EventFields& event) {
  bool is = true;
  visit_event(
      event, [&is](const std::string& id) { is = is && is_short_text(id, longest_id); },
      [&is](const std::string& text) { is = is && is_short_text(text, longest_text); });
  return is;
}

EventFields storable(EventFields event) {
  visit_event(event, cut_id, cut_text);
  return event;
}

}  // namespace vplatform::sessions
