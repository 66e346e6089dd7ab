#pragma once

#include <chrono>
#include <cstdint>
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
  /// What of Egress is deployed. Without redis nothing can be listed; without a worker nothing is started.
  enum class Egress : std::uint8_t { worker, no_worker, no_redis };
  Egress egress = Egress::worker;
  bool remote_unmute = false;  ///< The server's `room.enable_remote_unmute`.
  std::chrono::seconds empty_timeout{300};
  std::chrono::seconds departure_timeout{20};
  bool spaces = true;  ///< Go's JSON has a space after each comma in some builds, and none in others.
};

/// livekit-server 1.13.5 as a machine: RoomService, Egress, agent dispatch, tokens, joining and leaving, and
/// signed webhooks. A recording starts 2 s after it was asked for and is ready 1 s after its end. Media,
/// Ingress and SIP are not part of it: the last two answer as a server does that has no redis.
///
/// It plays, with arguments and answers as JSON:
/// - `join` {`token`} or {`room`, `name`?, `user_id`?, `role`? `host`, `participant`, `viewer` or `agent`}:
///   gives {`participant`}, the identity
/// - `leave` {`participant`, `room`?}
/// - `publish` {`participant`, `room`?, `source`? `CAMERA`, `MICROPHONE`, `SCREEN_SHARE`}: gives {`track`}
/// - `unpublish` {`track`, `room`}
/// - `start_recording` {`room`, `path`?}: somebody else's, not ours; gives {`recording`}
/// - `finish_recording` {`room` or `recording`}: as if it had been stopped
/// - `fail_recording` {`room` or `recording`, `error`?}
class Emulator final : public vplatform::Emulator {
 public:
  explicit Emulator(EmulatorOptions options = {});
  ~Emulator() override;

  [[nodiscard]] std::string_view kind() const noexcept override { return "livekit"; }
  [[nodiscard]] HttpResponse handle(const HttpRequest& request, TimePoint now) override;
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now) override;
  [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint now) const override;

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
