#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/secret.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/verify.hpp"

namespace vplatform::platforms::livekit {

/// How a LiveKit server is reached, and what is true of it.
struct Settings {
  std::string url{};         ///< Where the server's API is: http, https, ws or wss. Required.
  std::string public_url{};  ///< What browsers connect to, where that is another address. Empty: `url`.
  std::string api_key{};     ///< The name of the key pair. Required.
  Secret api_secret{};       ///< Required; a short one is fine, `livekit-server --dev` has `secret`.
  std::vector<spi::TokenKey> webhook_keys{};  ///< Who may sign webhooks. Empty: the API pair.
  bool auto_create = true;  ///< What the server's `room.auto_create` is: whether joining makes a room.
  bool allow_http = false;  ///< Plain http is fine for hosts that are not loopback too.
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
  std::chrono::seconds token_ttl{std::chrono::hours{1}};
  std::chrono::seconds webhook_tolerance{60};  ///< Leeway on the times of a webhook's token.
};

/// What a request's own token may do.
struct ApiGrant {
  bool room_create = false;  ///< Create and delete any room.
  bool room_list = false;
  bool room_record = false;  ///< Every method of Egress.
  std::string admin_room{};  ///< Run this room.
};

/// Meetings as rooms of a LiveKit server, self-hosted or in the cloud. Immutable, thread-safe.
class LiveKitPlatform final : public Platform {
 public:
  LiveKitPlatform(Settings settings, PlatformEnv env);

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return info_; }

  /// CreateRoom gets or creates. LiveKit rooms have no end: they close when nobody has come until `ends_at`,
  /// or some seconds after the last one has left.
  Step<Meeting> create_meeting(const MeetingSpec& spec) const override;
  Step<Meeting> find_meeting(const MeetingRef& ref) const override;
  Step<Page<Meeting>> list_meetings(const PageToken& from) const override;
  Step<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change) const override;
  Step<void> end_meeting(const MeetingRef& ref) const override;
  /// Signs a token here; nothing is sent.
  Step<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec) const override;
  using Platform::join;
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override;
  Step<Health> check_health() const override;

  /// Who is in, recorders and agents beside people. A room that is not there has nobody in it: LiveKit does
  /// not tell the two apart.
  Step<Presence> presence(const MeetingRef& ref) const override;
  /// By `Participant::id`, LiveKit's sid, one for each connection. They can come back with the token that
  /// they have.
  Step<void> remove_participant(const MeetingRef& ref, const ParticipantId& who) const override;
  /// All people; recorders and agents stay.
  Step<void> remove_all(const MeetingRef& ref) const override;

  /// An egress of the whole room into a file `<prefix>/<room>/<instance_key>.mp4`, or `.ogg` for sound alone:
  /// the file's name is what tells ours. LiveKit has no longest time for one, and keeps nothing itself.
  Step<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec) const override;
  Step<void> stop_recording(const RecordingRef& ref) const override;
  /// By id, else by instance key. LiveKit forgets an egress a day after its end.
  Step<Recording> find_recording(const RecordingRef& ref) const override;
  Step<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from) const override;

  /// A request to a method of a service (`RoomService`, `Egress`, `Ingress`, …) with a token of its own, for
  /// what is not portable. `repeat` is `never` until it is set.
  [[nodiscard]] HttpRequest twirp(std::string_view operation, std::string_view service,
                                  std::string_view method, std::string body, const ApiGrant& grant) const;

 private:
  [[nodiscard]] HttpRequest room_service(std::string_view operation, std::string_view method,
                                         std::string body, const ApiGrant& grant) const;
  [[nodiscard]] HttpRequest list_egress(std::string_view operation, std::string body) const;
  [[nodiscard]] HttpRequest remove_request(std::string_view operation, const std::string& room,
                                           const std::string& identity) const;
  Step<void> remove_each(const std::string& room, std::vector<std::string> identities) const;
  Step<Recording> start_egress(const MeetingRef& ref, const RecordingSpec& spec) const;
  Step<Recording> adopt_egress(const MeetingRef& ref, const RecordingSpec& spec, Failure failure) const;
  Step<void> stop_egress(const std::string& id) const;
  [[nodiscard]] Meeting meeting_of(const spi::Json& room, std::string raw) const;

  Settings settings_;
  PlatformEnv env_;
  PlatformInfo info_;
  spi::HmacKey key_;
  spi::JwtVerifier webhooks_;
  std::string address_{};               // what Meeting::url says: the public address as http(s)
  std::string server_url_{};            // the same as ws(s), for client SDKs
  std::vector<std::string> origins_{};  // both, for content policies
};

/// Makes the platform. Errors: `invalid_argument` for an address that is none, an empty key or an empty
/// secret.
[[nodiscard]] Result<std::shared_ptr<const LiveKitPlatform>> make(Settings settings, PlatformEnv env);

/// Registers the kind `livekit`.
[[nodiscard]] Result<void> add_to(Registry& registry);

}  // namespace vplatform::platforms::livekit
