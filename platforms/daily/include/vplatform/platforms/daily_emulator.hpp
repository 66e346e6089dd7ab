#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/result.hpp"
#include "vplatform/spi/emulator.hpp"

namespace vplatform::platforms::daily {

/// The Daily account that an emulator plays.
struct EmulatorOptions {
  std::string api_key{"daily-emulator-api-key-0123456789abcdef"};
  std::string domain{"acme"};
  std::string domain_id{"30000000-aaaa-4bbb-8ccc-000000000001"};
  std::string webhook_hmac{"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};  ///< Base64, as Daily wants it.
  bool rate_limits = false;  ///< Refuse the 101st request in 5 s, the 51st DELETE of a room or list of
                             ///< recordings in 30 s, and the 6th start of a recorder in 5 s.
  bool card = true;          ///< The account has a card; without one there are no webhooks.
  bool links = true;         ///< Daily may read the bucket that recordings are in; else its links are words.
  std::chrono::seconds processing{60};  ///< How long a recording is being processed after its end.
  std::chrono::seconds collect_after{
      std::chrono::hours{1}};  ///< How long an expired room still holds its name.
};

/// Somebody who enters a room.
struct Person {
  std::string user_id{};
  std::string user_name{};
  bool owner = false;
};

/// Daily as a deterministic machine: rooms, tokens, people and the webhooks about them. Thread-safe.
class Emulator final : public vplatform::Emulator {
 public:
  explicit Emulator(EmulatorOptions options = {});
  ~Emulator() override;

  [[nodiscard]] std::string_view kind() const noexcept override { return "daily"; }
  [[nodiscard]] HttpResponse handle(const HttpRequest& request, TimePoint now) override;
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now) override;
  [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint now) const override;

  /// `join` {room, token or link, name?, user_id?, role?} → {participant} · `leave` {participant} ·
  /// `start_recording` {room}, as by a button in the call · `finish_recording` {room}, processed at once ·
  /// `fail_recording` {room} · `fail_webhooks` {times}: so many deliveries fail, probes too · `receiver`
  /// {status, seconds?}: what the receiver of webhooks answers from now on, and after how long · `no_worker`
  /// {times}: so many starts of a recorder or stream find none free.
  [[nodiscard]] Result<JsonText> play(std::string_view what, const JsonText& arguments,
                                      TimePoint now) override;

  /// Somebody enters; the answer is the id of their connection. Errors: `not_found` without such a room,
  /// `failed_precondition` for a full one.
  [[nodiscard]] Result<std::string> join(const std::string& room, const Person& person, TimePoint now);
  /// The same with a token, as a browser does it. Errors: `unauthenticated` for one that opens no room.
  [[nodiscard]] Result<std::string> join_with_token(std::string_view token, TimePoint now);
  /// Leaves again; a connection that is gone already is fine.
  void leave(const std::string& session_id, TimePoint now);
  /// Sends the probe of a webhook that is being made.
  void probe(TimePoint now);
  /// Sends an event with this body, as it stands.
  void send(std::string body, TimePoint now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vplatform::platforms::daily
