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
};

class Api;

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

 private:
  Settings settings_;
  PlatformEnv env_;
  PlatformInfo info_;
  std::shared_ptr<const Api> api_;  // shared with running steps
  spi::HmacVerifier webhooks_;
};

/// A platform on this account. Errors: `invalid_argument` without an API key or with a base URL that is none.
[[nodiscard]] Result<std::shared_ptr<const WherebyPlatform>> make(Settings settings, PlatformEnv env);

/// Registers the kind `whereby`.
[[nodiscard]] Result<void> add_to(Registry& registry);

}  // namespace vplatform::platforms::whereby
