#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/json_text.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/learned.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"

namespace vplatform::platforms::daily {

/// Who makes the tokens that people join with.
enum class TokenSource : std::uint8_t {
  local,  ///< We sign them with the API key; no call, once the domain's id is known.
  api,    ///< Daily makes each one: a call per join.
};

/// A bucket of the host's own, to which Daily writes recordings as a role that it assumes.
struct RecordingsBucket {
  std::string name{};
  std::string region{"us-west-2"};
  std::string role_arn{};
};

/// How to reach a Daily domain, and what its rooms are like.
struct Settings {
  Secret api_key{};
  std::string domain{};     ///< `acme` or `acme.daily.co`. Unset: asked for once.
  std::string domain_id{};  ///< Daily's UUID of the domain, which local tokens name. Unset: asked for once.
  std::string room_base_url{};  ///< Where rooms are shown instead of `https://<domain>`; no trailing slash.
  std::vector<Secret>
      webhook_secrets{};          ///< Daily's `hmac`, in base64 as given to Daily; any of them is good.
  bool legacy_signature = false;  ///< Also take `X-Daily-Signature`. It signs no time: anybody who has seen
                                  ///< such a request can send it again.
  TokenSource tokens = TokenSource::local;
  bool auto_record = false;  ///< Records as soon as somebody joins who is no viewer. Allows cloud recording
                             ///< where `recording` is unset, and starts nothing where it leaves out `cloud`.
  std::vector<std::string> recording{};  ///< What may be recorded in new rooms, in Daily's words: `cloud`, …
  std::optional<RecordingsBucket> recordings_bucket{};
  std::string webhook_retry{
      "circuit-breaker"};  ///< What Daily does when a delivery fails, in its words: that, or `exponential`.
  std::string base_url{"https://api.daily.co/v1"};
  bool allow_http = false;
  int max_participants =
      200;  ///< The largest meeting that the account may hold; more than 200 is by agreement.
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
  std::chrono::seconds token_ttl{std::chrono::hours{1}};
  std::chrono::seconds webhook_tolerance{std::chrono::minutes{5}};
};

/// What somebody in a call may do; unset stays as it is.
struct CallPermissions {
  std::optional<bool> has_presence{};  ///< Whether the others see them at all.
  std::optional<std::vector<std::string>>
      can_send{};  ///< Of `video`, `audio`, `screenVideo`, `screenAudio`; empty: nothing.
  std::optional<std::vector<std::string>>
      can_admin{};         ///< Of `participants`, `streaming`, `transcription`; empty: nothing.
  JsonText can_receive{};  ///< Daily's own object; its members replace one by one.
};

/// A change of the data that all in a call share.
struct SessionDataChange {
  JsonText data{};                    ///< An object. Unset: an empty one.
  bool merge = false;                 ///< Member by member; else `data` replaces all.
  std::vector<std::string> remove{};  ///< Keys to take away, with `merge` alone.
};

/// A live stream of a call.
struct LiveStream {
  std::vector<Secret> rtmp_urls{};  ///< They hold the keys of the streaming services. At least one.
  std::string instance_id{};        ///< A UUID of our own, for more than one at once. Unset: Daily's.
  JsonText options{};               ///< What else Daily takes: `layout`, `width`, `maxDuration`, …
};

class WebhookReader;
struct Endpoint;
struct NewRoom;
struct Room;
struct JoinPlan;

/// The Daily domain that an API key belongs to.
struct Account {
  std::string domain{};  ///< Its host: `acme.daily.co`.
  std::string id{};
};

/// Meetings on Daily: a meeting is a room whose name follows from the meeting's key. Thread-safe.
class DailyPlatform final : public Platform {
 public:
  /// Use `make`, which checks the settings.
  DailyPlatform(Settings settings, PlatformEnv env);
  ~DailyPlatform() override;

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return info_; }
  Step<Meeting> create_meeting(const MeetingSpec& spec) const override;
  Step<Meeting> find_meeting(const MeetingRef& ref) const override;
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override;
  Step<void> end_meeting(const MeetingRef& ref) const override;
  Step<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change) const override;
  Step<Page<Meeting>> list_meetings(const PageToken& from) const override;
  Step<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec) const override;
  Step<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec) const override;
  Step<Health> check_health() const override;

  /// As of 15 s ago, which is how far Daily lags; a quick return may be there twice.
  Step<Presence> presence(const MeetingRef& ref) const override;
  /// `ParticipantId` is Daily's session id, one for each connection. Errors: `not_found` where nobody of that
  /// id is in.
  Step<void> remove_participant(const MeetingRef& ref, const ParticipantId& who) const override;
  /// Everybody whom presence knows. They can come back while their tokens are good.
  Step<void> remove_all(const MeetingRef& ref) const override;
  Step<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from) const override;
  /// Who stayed for ten seconds and more.
  Step<Page<Attendance>> list_attendance(const SessionRef& session, const PageToken& from) const override;

  /// `RecordingSpec::instance_key` is Daily's instance id, a UUID. Somebody has to be in. Daily's answer
  /// names no recording; its id comes with the webhook `recording.started`, or with `list_recordings`.
  Step<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec) const override;
  Step<void> stop_recording(const RecordingRef& ref) const override;
  /// By id. Errors: `failed_precondition` without one.
  Step<Recording> find_recording(const RecordingRef& ref) const override;
  /// Of the room, newest first. Daily does not say their instance ids.
  Step<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from) const override;
  /// Good for at most 12 h, and for at least 15 min where the recording is in a bucket of the host's own.
  Step<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for) const override;
  /// In a bucket of the host's own the files stay.
  Step<void> delete_recording(const RecordingRef& ref) const override;

  /// Daily has one webhook for a domain. One with another url is somebody else's: it is left alone, and the
  /// call fails.
  Step<WebhookSubscription> ensure_webhook(const WebhookSpec& spec) const override;

  /// Sends an object of at most 4 kB to those who are in: to one connection, or to everybody. Daily says only
  /// that it was sent; who is absent never gets it.
  Step<void> send_app_message(const MeetingRef& ref, const JsonText& data,
                              const std::string& recipient = "*") const;
  /// The data that all in a call share, an object.
  Step<JsonText> session_data(const MeetingRef& ref) const;
  Step<void> set_session_data(const MeetingRef& ref, const SessionDataChange& change) const;
  /// Changes the rights of one connection, or with `*` of everybody; owners may do everything all the same.
  Step<void> update_permissions(const MeetingRef& ref, const ParticipantId& who,
                                const CallPermissions& permissions) const;

  /// Errors: `failed_precondition` where nobody is in. One that runs already is refused by Daily with the
  /// same 400 as what is wrong.
  Step<void> start_streaming(const MeetingRef& ref, const LiveStream& stream) const;
  /// Changes what `stream` names: other addresses where it has some, and its options.
  Step<void> update_streaming(const MeetingRef& ref, const LiveStream& stream) const;
  /// No stream is no error.
  Step<void> stop_streaming(const MeetingRef& ref, const std::string& instance_id = {}) const;
  /// With Daily's options: `language`, `model`, `instanceId`, `participants`, …
  Step<void> start_transcription(const MeetingRef& ref, const JsonText& options = {}) const;
  Step<void> update_transcription(const MeetingRef& ref, const JsonText& options) const;
  /// No transcription is no error.
  Step<void> stop_transcription(const MeetingRef& ref, const std::string& instance_id = {}) const;

  /// Any other call of Daily's API, and its answer; nothing said is `{}`. `path` begins with a slash and may
  /// hold a query: `/logs/api?source=webhook`. Reads may always be repeated, other methods as `repeat` says.
  /// Errors: `invalid_argument` for a method or path that cannot be one, and a body that is no JSON object.
  Step<JsonText> raw(const std::string& method, const std::string& path, const JsonText& body = {},
                     Repeat repeat = Repeat::never) const;

 private:
  using Wanted = std::shared_ptr<const NewRoom>;  // shared by all steps of one create
  using Plan = std::shared_ptr<const JoinPlan>;   // likewise of one join

  [[nodiscard]] HttpRequest request(const Endpoint& endpoint, std::string_view operation,
                                    std::string_view value = {}) const;
  [[nodiscard]] Result<Meeting> read_meeting(const HttpResponse& answer, std::string_view what) const;
  [[nodiscard]] Meeting meeting_of(const Room& room, std::string raw) const;
  [[nodiscard]] bool has_ended(const Meeting& meeting) const;

  [[nodiscard]] Result<Meeting> read_wanted(const NewRoom& wanted, const HttpResponse& answer) const;
  Step<Meeting> post_room(const Wanted& wanted, bool may_clear) const;
  Step<Meeting> confirm_ours(const Wanted& wanted, Failure refusal, bool may_clear) const;
  Step<Meeting> clear_expired(const Wanted& wanted, Failure refusal) const;

  Step<void> put_out(const std::string& room, std::vector<std::string> ids, std::string_view operation) const;
  Step<Recording> confirm_running(Recording recording, Failure refusal) const;
  Step<void> in_call(const Endpoint& endpoint, std::string_view operation, const MeetingRef& ref,
                     std::string body, std::vector<Secret> secrets = {}) const;
  Step<void> set_stream(const Endpoint& endpoint, std::string_view operation, const MeetingRef& ref,
                        const LiveStream& stream) const;
  Step<void> stop_in_call(const Endpoint& endpoint, std::string_view operation, const MeetingRef& ref,
                          const std::string& instance_id) const;
  Step<WebhookSubscription> subscribe(const WebhookSpec& spec, std::string body) const;
  Step<WebhookSubscription> adopt_subscription(const WebhookSpec& spec, Failure failure) const;

  Step<JoinGrant> join_room(JoinPlan plan, const JoinSpec& spec) const;
  Step<JoinGrant> grant(const Plan& plan) const;
  Step<JoinGrant> grant_by_api(const Plan& plan) const;
  [[nodiscard]] JoinGrant grant_with(const JoinPlan& plan, Secret token) const;
  [[nodiscard]] Result<Account> read_account(const HttpResponse& answer) const;
  [[nodiscard]] Account account() const;
  [[nodiscard]] std::string room_url(std::string_view name) const;

  Settings settings_;
  PlatformEnv env_;
  PlatformInfo info_;
  spi::HmacKey token_key_;
  std::unique_ptr<const WebhookReader> webhooks_;
  spi::Learned<Account> learned_;
};

/// Makes the platform. Errors: `invalid_argument` for what is missing or cannot be used.
[[nodiscard]] Result<std::shared_ptr<const DailyPlatform>> make(Settings settings, const PlatformEnv& env);

/// Reads the settings by the names of this platform's README; faults go to the reader.
[[nodiscard]] Settings read_settings(SettingsReader& reader);

/// Registers the kind `daily`.
[[nodiscard]] Result<void> add_to(Registry& registry);

}  // namespace vplatform::platforms::daily
