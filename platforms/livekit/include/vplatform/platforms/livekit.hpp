#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/secret.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/verify.hpp"

namespace vplatform::platforms::livekit {

class RequestTokens;
namespace wire {
struct Room;
}

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
  std::string admin_room{};  ///< Run this room.
  std::string
      destination_room{};    ///< Where people of `admin_room` may be moved to; LiveKit Cloud alone does it.
  bool room_record = false;  ///< Every egress of the server.
  bool ingress_admin = false;
  bool sip_admin = false;  ///< Trunks and dispatch rules.
  bool sip_call = false;   ///< Dial out.

  friend bool operator==(const ApiGrant&, const ApiGrant&) = default;
};

/// What is sent to the people in a room over LiveKit's data channel.
struct DataMessage {
  std::string bytes{};
  std::string topic{};
  std::vector<std::string> to{};  ///< Identities; empty: everybody.
  bool reliable = true;           ///< False: what is lost is not sent again.
};

/// What somebody in a room may do.
struct Permission {
  bool can_subscribe = true;
  bool can_publish = true;
  bool can_publish_data = true;
  bool hidden = false;
  bool can_update_metadata = false;
  std::vector<std::string> can_publish_sources{};  ///< `CAMERA`, `MICROPHONE`, …; empty: all.
};

/// What is changed of somebody in a room. What is left empty stays; LiveKit cannot clear a name or metadata.
struct ParticipantUpdate {
  std::string name{};
  std::string metadata{};
  std::map<std::string, std::string> attributes{};  ///< Merged; an empty value removes its key.
  std::optional<Permission> permission{};           ///< Replaces all that there was.
};

/// The calls of LiveKit's other services, whose bodies are LiveKit's own JSON messages.
enum class EgressCall : std::uint8_t {
  start_room_composite,
  start_web,
  start_participant,
  start_track_composite,
  start_track,
  update_layout,
  update_stream,
  list,
  stop
};
enum class IngressCall : std::uint8_t { create, update, list, remove };
enum class DispatchCall : std::uint8_t { create, list, remove };
enum class SipCall : std::uint8_t {
  create_inbound_trunk,
  list_inbound_trunks,
  create_outbound_trunk,
  list_outbound_trunks,
  delete_trunk,
  create_dispatch_rule,
  list_dispatch_rules,
  delete_dispatch_rule,
  create_participant,
  transfer_participant
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
  /// Complete: the server's own list. Recorders, agents and other machines are in it, and are no people.
  Step<Presence> presence(const MeetingRef& ref) const override;
  /// By identity, which is what `ParticipantId` holds. Bars nobody from coming back. Who is gone is success.
  Step<void> remove_participant(const MeetingRef& ref, const ParticipantId& who) const override;
  /// All people, one after the other; machines stay.
  Step<void> remove_all(const MeetingRef& ref) const override;
  /// Through Egress. The instance key is a folder of the file's path, so that a recording is found by it.
  /// What is there under this key is looked for first, also after a lost answer.
  Step<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec) const override;
  Step<void> stop_recording(const RecordingRef& ref) const override;
  Step<Recording> find_recording(const RecordingRef& ref) const override;
  /// One page. A server forgets what ended a day ago.
  Step<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from) const override;
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override;
  Step<Health> check_health() const override;

  /// Sends data to the people in a room. `unavailable` where the room is not there: LiveKit does not tell.
  Step<void> send_data(const MeetingRef& ref, const DataMessage& message) const;
  /// Mutes a track, or asks to unmute it, which servers refuse (`failed_precondition`) unless
  /// `room.enable_remote_unmute` is on.
  Step<void> mute_track(const MeetingRef& ref, const ParticipantId& who, const std::string& track,
                        bool muted) const;
  Step<Participant> update_participant(const MeetingRef& ref, const ParticipantId& who,
                                       const ParticipantUpdate& update) const;
  /// Subscribes somebody to tracks, or takes these away.
  Step<void> update_subscriptions(const MeetingRef& ref, const ParticipantId& who,
                                  const std::vector<std::string>& tracks, bool subscribe) const;

  /// A call of another service with LiveKit's own message as its body, and LiveKit's answer. What lists may
  /// be repeated, the rest goes out once. Errors: `invalid_argument` for a body that is not a JSON object.
  Step<JsonText> egress(EgressCall call, const JsonText& body) const;
  Step<JsonText> ingress(IngressCall call, const JsonText& body) const;
  Step<JsonText> sip(SipCall call, const JsonText& body) const;
  /// Agents that are sent to a room.
  Step<JsonText> dispatch(const MeetingRef& ref, DispatchCall call, const JsonText& body) const;
  /// Any other method of any service, such as `RoomService`, `GetParticipant`.
  Step<JsonText> raw(const std::string& service, const std::string& method, const JsonText& body,
                     const ApiGrant& grant, Repeat repeat = Repeat::never) const;

  /// A request to a method of RoomService with a token for it, for what is not portable. `repeat` is
  /// `never` until it is set.
  [[nodiscard]] HttpRequest room_service(std::string_view operation, std::string_view method,
                                         std::string body, const ApiGrant& grant) const;
  /// The same for any service, such as `Egress`.
  [[nodiscard]] HttpRequest service(std::string_view operation, std::string_view service,
                                    std::string_view method, std::string body, const ApiGrant& grant) const;

 private:
  [[nodiscard]] Meeting meeting_of(const wire::Room& room, std::string raw, TimePoint now) const;

  Settings settings_;
  PlatformEnv env_;
  PlatformInfo info_;
  spi::JwtSigner signer_;
  std::shared_ptr<RequestTokens> tokens_;
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
