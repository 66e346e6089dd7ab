#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "vplatform/secret.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/verify.hpp"

namespace vplatform::platforms::skeleton {

/// What an account at Skeleton needs.
struct Settings {
  Secret api_key{};
  std::vector<Secret> webhook_secrets{};  ///< All of them are good, so that one can be rotated out.
  std::string base_url{"https://api.skeleton.invalid/v1"};
  bool allow_http = false;
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
  std::chrono::seconds webhook_tolerance{std::chrono::minutes{5}};
};

/// Skeleton, a service that does not exist. Immutable, thread-safe.
class SkeletonPlatform final : public Platform {
 public:
  SkeletonPlatform(Settings settings, PlatformEnv env);

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return info_; }
  Step<Meeting> create_meeting(const MeetingSpec& spec) const override;
  Step<Meeting> find_meeting(const MeetingRef& ref) const override;
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override;

 private:
  [[nodiscard]] HttpRequest room_request(std::string operation, std::string method,
                                         std::string_view name) const;

  Settings settings_;
  PlatformEnv env_;
  PlatformInfo info_;
  spi::HmacVerifier webhooks_;
};

/// Registers the kind `skeleton`.
[[nodiscard]] Result<void> add_to(Registry& registry);

}  // namespace vplatform::platforms::skeleton
