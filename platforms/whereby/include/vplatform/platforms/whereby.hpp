#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "vplatform/json_text.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/verify.hpp"

namespace vplatform::platforms::whereby {

/// What a Whereby account needs.
struct Settings {
  Secret api_key{};
  std::vector<Secret> webhook_secrets{};  ///< All of them are good, so that one can be rotated out.
  std::string base_url{"https://api.whereby.dev/v1"};
  bool allow_http = false;
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
  std::chrono::seconds webhook_tolerance{std::chrono::minutes{5}};
  int points_per_minute = 100;  ///< What the plan lets requests cost: 100 on `Build`, 1000 on `Enterprise`.
};

/// How far a transcription is.
enum class TranscriptionState : std::uint8_t {
  in_progress,
  ready,
  failed,
  unknown,  ///< A word that this version does not know.
};

/// What was said, as a text file that Whereby, or the host's bucket, holds.
struct Transcription {
  std::string id{};
  std::string room{};        ///< Without its slash.
  std::string session_id{};  ///< The sitting it is of; may be empty.
  TranscriptionState state = TranscriptionState::unknown;
  bool from_recording = false;  ///< Else it was taken down during the call.
  bool self_hosted = false;     ///< In the host's own bucket: Whereby gives no link.
  std::string filename{};       ///< Once it is ready.
  std::optional<TimePoint> created_at{};
  std::optional<TimePoint> started_at{};
  std::optional<TimePoint> ended_at{};
  std::optional<std::chrono::milliseconds> duration{};  ///< What is paid for.
};

class Api;
class Doubts;

/// Whereby Embedded. Its rights are links: there are no tokens, and a meeting cannot be changed once it is
/// made. Immutable, thread-safe.
class WherebyPlatform final : public Platform {
 public:
  WherebyPlatform(Settings settings, PlatformEnv env);

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return info_; }
  Step<Meeting> create_meeting(const MeetingSpec& spec) const override;
  Step<Meeting> find_meeting(const MeetingRef& ref) const override;
  Step<Page<Meeting>> list_meetings(const PageToken& from) const override;
  Step<void> end_meeting(const MeetingRef& ref) const override;
  Step<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec) const override;
  /// Without a call where the meeting holds the link that the role takes.
  Step<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec) const override;
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override;
  Step<Health> check_health() const override;

  /// From statistics that lag by a quarter of an hour: never complete, never `empty`.
  Step<Presence> presence(const MeetingRef& ref) const override;
  Step<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from) const override;
  Step<Page<Attendance>> list_attendance(const SessionRef& session, const PageToken& from) const override;

  /// By id; Whereby keeps no key of ours. Errors: `failed_precondition` without one.
  Step<Recording> find_recording(const RecordingRef& ref) const override;
  Step<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from) const override;
  /// For what Whereby stores itself. At most 12 h.
  Step<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for) const override;
  Step<void> delete_recording(const RecordingRef& ref) const override;

  /// One request for the colours and one for each picture.
  Step<void> set_theme(const MeetingRef& ref, const Theme& theme) const override;

  /// Has the text of a recording made, and gives the transcription's id; the text comes later, as the webhook
  /// `transcription.finished` says. Only for recordings that Whereby stores, and best for those under 45 min.
  /// Goes out once: a second one would make a second text. Errors: `not_found`, `failed_precondition` for a
  /// recording without an id.
  Step<std::string> transcribe(const RecordingRef& recording) const;
  /// Of the meeting's room, those made during a call included.
  Step<Page<Transcription>> list_transcriptions(const MeetingRef& ref, const PageToken& from = {}) const;
  Step<Transcription> find_transcription(const std::string& id) const;
  /// For what Whereby stores itself. At most 12 h.
  Step<DownloadLink> transcription_link(const std::string& id, std::chrono::seconds valid_for) const;
  /// What is gone already is success.
  Step<void> delete_transcription(const std::string& id) const;

  /// Any other call of Whereby's API, and its answer; nothing said is `{}`. `path` begins with a slash and
  /// may hold a query: `/insights/rooms?limit=10`. Reads may always be repeated, other methods as `repeat`
  /// says. Errors: `invalid_argument` for a method or path that cannot be one, and a body that is no JSON
  /// object.
  Step<JsonText> raw(const std::string& method, const std::string& path, const JsonText& body = {},
                     Repeat repeat = Repeat::never) const;

 private:
  Settings settings_;
  PlatformEnv env_;
  PlatformInfo info_;
  std::shared_ptr<const Api> api_;  // shared with running steps
  std::shared_ptr<Doubts> doubts_;  // likewise
  spi::HmacVerifier webhooks_;
};

/// A platform on this account. Errors: `invalid_argument` without an API key or with a base URL that is none.
[[nodiscard]] Result<std::shared_ptr<const WherebyPlatform>> make(Settings settings, PlatformEnv env);

/// Registers the kind `whereby`.
[[nodiscard]] Result<void> add_to(Registry& registry);

}  // namespace vplatform::platforms::whereby
