#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/archive.hpp"
#include "emulator/rooms.hpp"
#include "emulator/transcripts.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::whereby::emulation {

/// What goes on in rooms, and the events that follow from it. Confined to one thread.
class Happenings {
 public:
  Happenings(Rooms& rooms, std::string webhook_secret);

  /// Nothing where the room is full.
  std::optional<std::string> come(Room& room, const Visitor& who, bool knocking, TimePoint now);
  bool admit(std::string_view guest, TimePoint now);
  bool leave(std::string_view guest, TimePoint now);
  /// Everybody is put out before the room goes.
  void close(Room& room, TimePoint now);
  std::string finish_recording(const Room& room, TimePoint now);
  /// Empty where Whereby holds no such recording.
  std::string transcribe(const std::string& recording, TimePoint now);
  std::string start_transcription(const Room& room, TimePoint now);
  /// False where none of that id is being made.
  bool end_transcription(std::string_view id, bool good, TimePoint now);
  [[nodiscard]] Transcripts& transcripts() noexcept { return transcripts_; }
  [[nodiscard]] Archive& archive() noexcept { return archive_; }
  [[nodiscard]] const Archive& archive() const noexcept { return archive_; }

  /// Lets sittings end, and texts be ready, whose time has come.
  void settle(TimePoint now);
  /// The events that have fallen due, signed now; each once.
  [[nodiscard]] std::vector<WebhookRequest> take_due(TimePoint now);

 private:
  struct Event {
    TimePoint at{};
    std::string body{};
  };
  void come_in(Room& room, const Guest& guest, TimePoint now);
  void after_leaving(Room& room, TimePoint now);
  void tell(std::string_view type, TimePoint at, const std::string& data);
  [[nodiscard]] std::string about_room(const Room& room) const;
  [[nodiscard]] std::string about_guest(const Room& room, const Guest& guest, bool counted) const;

  Rooms& rooms_;  // of the same emulator, which outlives this
  std::string webhook_secret_;
  std::vector<Event> events_{};
  Archive archive_{};
  Transcripts transcripts_{};
  int guests_so_far_ = 0;
  int sessions_so_far_ = 0;
  int events_so_far_ = 0;
  int recordings_so_far_ = 0;
};

}  // namespace vplatform::platforms::whereby::emulation
