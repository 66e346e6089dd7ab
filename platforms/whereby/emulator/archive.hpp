#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/rooms.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::whereby::emulation {

/// A cloud recording that is finished.
struct Recording {
  std::string id{};
  std::string session{};
  std::string room{};  // with its slash
  TimePoint started_at{};
  TimePoint finished_at{};
  bool hosted = true;  // by Whereby; else it is in the host's own bucket
};

/// As a list or a read shows it.
[[nodiscard]] std::string to_json(const Recording& recording);

/// What Whereby keeps of the past: sessions, who was in them, and recordings. Confined to one thread.
class Archive {
 public:
  void note_entry(const Room& room, const Guest& guest, TimePoint now);
  void note_exit(std::string_view guest, TimePoint now);
  void note_end(std::string_view session, TimePoint at);
  void add_recording(std::string id, const Room& room, TimePoint now);
  bool remove_recording(std::string_view id);

  /// The items of a list as JSON texts, newest session first. `room` has its slash.
  [[nodiscard]] std::vector<std::string> sessions(std::string_view room) const;
  [[nodiscard]] std::vector<std::string> participants(std::string_view session) const;
  [[nodiscard]] std::vector<std::string> recordings(std::string_view room) const;
  /// Null where there is none.
  [[nodiscard]] const Recording* find_recording(std::string_view id) const;

 private:
  struct Stay {
    Guest guest{};
    TimePoint joined_at{};
    std::optional<TimePoint> left_at{};
  };
  struct Session {
    std::string id{};
    std::string room{};
    TimePoint started_at{};
    std::optional<TimePoint> ended_at{};
    std::vector<Stay> stays{};
  };

  std::vector<Session> sessions_{};
  std::vector<Recording> recordings_{};
  std::vector<Stay> alone_{};  // in a room without a session yet
};

}  // namespace vplatform::platforms::whereby::emulation
