#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/emulator.hpp"
#include "vplatform/spi/verify.hpp"

namespace vplatform::platforms::livekit {

/// How an emulated server is set up. The defaults are those of `livekit-server --dev`.
struct EmulatorOptions {
  std::vector<spi::TokenKey> keys{{.issuer = "devkey", .secret = Secret("secret")}};
  std::string webhook_key{};  ///< Which of the keys signs webhooks. Empty: the first.
  bool auto_create = true;
  std::chrono::seconds empty_timeout{300};
  std::chrono::seconds departure_timeout{20};
  bool redis = true;   ///< Without it nothing can be recorded, nor listed.
  bool egress = true;  ///< There is an egress worker.
  bool spaces = true;  ///< Go's JSON has a space after each comma in some builds, and none in others.
};

/// livekit-server 1.13.5 as a machine: RoomService, tokens, joining and leaving, egress of whole rooms into
/// files, and signed webhooks. Media are not part of it.
class Emulator final : public vplatform::Emulator {
 public:
  explicit Emulator(EmulatorOptions options = {});
  ~Emulator() override;

  [[nodiscard]] std::string_view kind() const noexcept override { return "livekit"; }
  [[nodiscard]] HttpResponse handle(const HttpRequest& request, TimePoint now) override;
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now) override;
  [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint now) const override;

  /// `join` {token, or room with name?, user_id?} → {participant} · `leave` {participant} ·
  /// `finish_recording` {room}, `fail_recording` {room}: every egress of the room ends at once.
  [[nodiscard]] Result<JsonText> play(std::string_view what, const JsonText& arguments,
                                      TimePoint now) override;

  /// Somebody joins with a token, as a client SDK would; gives the participant's sid. The room is made where
  /// joining may. Errors: what the server answers: `unauthenticated`, `not_found`, `invalid_argument`, and
  /// `failed_precondition` where the room is full.
  [[nodiscard]] Result<std::string> join(std::string_view token, TimePoint now);
  /// Errors: `not_found`.
  [[nodiscard]] Result<void> leave(std::string_view room, std::string_view identity, TimePoint now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vplatform::platforms::livekit
