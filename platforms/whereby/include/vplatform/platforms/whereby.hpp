#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

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
