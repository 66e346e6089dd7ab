#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/time.hpp"

namespace vplatform::platforms::whereby::emulation {

/// A text of what was said.
struct Transcript {
  std::string id{};
  std::string room{};  // with its slash
  std::string session{};
  std::string recording{};  // empty: taken down during a call
  std::string state{"in_progress"};
  TimePoint created_at{};
  TimePoint started_at{};
  std::optional<TimePoint> ended_at{};
  std::optional<TimePoint> due_at{};  // when the text of a recording is ready
};

/// The transcriptions that an account has. Confined to one thread.
class Transcripts {
 public:
  Transcript& add(Transcript transcript);
  bool remove(std::string_view id);
  /// Null where there is none.
  [[nodiscard]] Transcript* find(std::string_view id);
  [[nodiscard]] const Transcript* find(std::string_view id) const;
  [[nodiscard]] std::vector<Transcript>& all() noexcept { return all_; }

  /// The items of a list as JSON texts. `room` has its slash; empty: of every room.
  [[nodiscard]] std::vector<std::string> list(std::string_view room) const;

 private:
  std::vector<Transcript> all_{};
  int so_far_ = 0;
};

/// As a list or a read shows it.
[[nodiscard]] std::string to_json(const Transcript& transcript);
/// The `data` of the webhook about its present state.
[[nodiscard]] std::string event_data(const Transcript& transcript);

}  // namespace vplatform::platforms::whereby::emulation
