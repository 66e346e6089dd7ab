#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/emulator.hpp"

namespace vplatform::platforms::whereby {

/// The account that an emulator plays.
struct EmulatorOptions {
  std::string api_key{"whereby-emulator-key"};
  std::string webhook_secret{"whereby-emulator-webhook-secret"};
  std::string subdomain{"vp-demo"};
  int points_per_minute = 0;     ///< What requests may cost; 0: no limit. Whereby's plan `Build` has 100.
  bool cloud_recording = false;  ///< The plan has it; else a create that asks for it is 403.
  bool name_filter =
      true;  ///< The list honours `roomName[startsWith]`, which Whereby documents in one place only.
};

/// Somebody, or a machine, in a room.
struct Visitor {
  std::string role{
      "visitor"};  ///< Whereby's word: `host`, `visitor`, `granted_visitor`, `viewer`, `recorder`, …
  std::string display_name{};
  std::string external_id{};
  std::string metadata{};
};

/// Whereby as a deterministic machine: `/v1/meetings` with its links, limits, pages and errors, people who
/// come and go, recordings, transcriptions, statistics, and the signed webhooks that follow. A room is
/// deleted one hour after its `endDate`; the text of a recording is ready after a minute. Thread-safe.
class Emulator final : public vplatform::Emulator {
 public:
  explicit Emulator(EmulatorOptions options = {});
  ~Emulator() override;

  [[nodiscard]] std::string_view kind() const noexcept override { return "whereby"; }
  [[nodiscard]] HttpResponse handle(const HttpRequest& request, TimePoint now) override;
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now) override;
  [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint now) const override;

  /// `join` {room or link, name?, user_id?, role?} → {participant} · `admit` {participant} · `leave`
  /// {participant} · `finish_recording` {room} → {recording} · `start_transcription` {room} →
  /// {transcription}, as by a host during the call · `finish_transcription` {transcription} ·
  /// `fail_transcription` {transcription}. Rooms by name or meeting's id.
  [[nodiscard]] Result<JsonText> play(std::string_view what, const JsonText& arguments,
                                      TimePoint now) override;

  /// Somebody comes in. `room` is a room's name or a meeting's id. The participant's id; nothing where there
  /// is no such room or it is full.
  std::optional<std::string> join(std::string_view room, const Visitor& who, TimePoint now);
  /// A browser opens a link: the role is the link's, name and ids are its parameters. A locked room makes
  /// visitors knock. Nothing where the link leads nowhere or its key is wrong.
  std::optional<std::string> open_link(std::string_view link, TimePoint now);
  /// A host lets somebody in who knocks. False where nobody of that id does.
  bool admit(std::string_view participant, TimePoint now);
  /// Somebody leaves, or stops knocking. False where nobody of that id is there.
  bool leave(std::string_view participant, TimePoint now);
  /// A cloud recording of the room is finished and stored. Its id; nothing where there is no such room.
  std::optional<std::string> finish_recording(std::string_view room, TimePoint now);
  /// A host has what is said taken down. Its id; nothing where there is no such room.
  std::optional<std::string> start_transcription(std::string_view room, TimePoint now);
  /// A transcription is ready, or fails, now and not when its time has come. False where none of that id is
  /// being made.
  bool finish_transcription(std::string_view id, TimePoint now);
  bool fail_transcription(std::string_view id, TimePoint now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vplatform::platforms::whereby
