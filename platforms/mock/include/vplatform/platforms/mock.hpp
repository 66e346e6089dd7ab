#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "vplatform/capability.hpp"
#include "vplatform/platforms/mock_service.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/verify.hpp"

namespace vplatform::platforms::mock {

/// How a mock is configured.
struct Settings {
  std::string base_url{"https://mock.invalid"};
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
  std::chrono::seconds token_ttl{std::chrono::hours{1}};
  std::vector<Secret>
      webhook_secrets{};  ///< Several while one is rotated out. None: webhooks are refused with 503.
  std::chrono::seconds webhook_tolerance{std::chrono::minutes{5}};
  CapabilitySet without{};  ///< What it shall not be able to do, to stand in for a platform that is not.
  std::optional<int> max_participants{};  ///< The largest meeting it takes.
};

/// A platform in memory, for unit tests and for development. It sends no request. Thread-safe.
class MockPlatform final : public Platform {
 public:
  MockPlatform(Settings settings, PlatformEnv env, std::shared_ptr<MockService> service);

  [[nodiscard]] MockService& service() const noexcept { return *service_; }

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return info_; }
  Step<Meeting> create_meeting(const MeetingSpec& spec) const override;
  Step<Meeting> find_meeting(const MeetingRef& ref) const override;
  Step<Page<Meeting>> list_meetings(const PageToken& from) const override;
  Step<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change) const override;
  Step<void> end_meeting(const MeetingRef& ref) const override;
  using Platform::join;
  Step<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec) const override;
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override;
  Step<Health> check_health() const override;

  /// Exact: the mock knows who is in.
  Step<Presence> presence(const MeetingRef& ref) const override;
  /// Errors: `not_found` where nobody of that id is in. They can come back while their tokens are good.
  Step<void> remove_participant(const MeetingRef& ref, const ParticipantId& who) const override;
  Step<void> remove_all(const MeetingRef& ref) const override;
  /// Newest first, also of a meeting that has ended.
  Step<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from) const override;
  /// In the order in which they came.
  Step<Page<Attendance>> list_attendance(const SessionRef& session, const PageToken& from) const override;
  Step<void> set_theme(const MeetingRef& ref, const Theme& theme) const override;

  /// Somebody has to be in. Errors: `already_exists` for the key of a recording of another kind.
  Step<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec) const override;
  Step<void> stop_recording(const RecordingRef& ref) const override;
  /// By id, or else by instance key.
  Step<Recording> find_recording(const RecordingRef& ref) const override;
  /// Newest first, also of a meeting that has ended.
  Step<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from) const override;
  /// Of what is ready and in the platform's own storage; `MockService::fetch` opens it.
  Step<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for) const override;
  Step<void> delete_recording(const RecordingRef& ref) const override;

  /// One for an instance, signed with the first of the secrets.
  Step<WebhookSubscription> ensure_webhook(const WebhookSpec& spec) const override;

 private:
  template <class T, class Act>
  [[nodiscard]] Result<T> call(std::string_view operation, Act act) const;
  [[nodiscard]] Meeting present(const MockMeeting& meeting) const;

  Settings settings_;
  PlatformEnv env_;
  std::shared_ptr<MockService> service_;  // shared with the tests that play the people
  PlatformInfo info_;
  spi::HmacVerifier webhooks_;
};

/// Makes a mock on a service.
[[nodiscard]] std::shared_ptr<const Platform> make(Settings settings, PlatformEnv env,
                                                   std::shared_ptr<MockService> service);

/// Adds the kind `mock`, each instance with a service of its own, which `MockPlatform::service` gives out.
[[nodiscard]] Result<void> add_to(Registry& registry);

/// The same with one service for all instances; they do not see each other's meetings.
[[nodiscard]] Result<void> add_to(Registry& registry, std::shared_ptr<MockService> service);

}  // namespace vplatform::platforms::mock
