#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "vplatform/secret.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/verify.hpp"

namespace acme {

/// What an account at Acme's rooms needs.
struct Settings {
  vplatform::Secret api_key{};
  std::vector<vplatform::Secret> webhook_secrets{};
  std::string base_url{"https://rooms.acme.example/api"};
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
};

/// Acme's rooms, a service of the house: rooms by name, who is in them, and signed webhooks. Immutable,
/// thread-safe.
class AcmePlatform final : public vplatform::Platform {
 public:
  AcmePlatform(Settings settings, vplatform::PlatformEnv env);

  [[nodiscard]] const vplatform::PlatformInfo& info() const noexcept override { return info_; }
  vplatform::Step<vplatform::Meeting> create_meeting(const vplatform::MeetingSpec& spec) const override;
  vplatform::Step<vplatform::Meeting> find_meeting(const vplatform::MeetingRef& ref) const override;
  vplatform::Step<void> end_meeting(const vplatform::MeetingRef& ref) const override;
  vplatform::Step<vplatform::Presence> presence(const vplatform::MeetingRef& ref) const override;
  [[nodiscard]] vplatform::WebhookVerdict read_webhook(
      const vplatform::WebhookRequest& request) const override;

 private:
  [[nodiscard]] vplatform::HttpRequest request(std::string operation, std::string method,
                                               std::string_view room, vplatform::Repeat repeat) const;
  [[nodiscard]] vplatform::Result<vplatform::Meeting> read_room(const vplatform::HttpResponse& answer) const;
  [[nodiscard]] vplatform::Result<vplatform::Presence> read_people(
      const vplatform::HttpResponse& answer) const;

  Settings settings_;
  vplatform::PlatformEnv env_;
  vplatform::PlatformInfo info_;
  vplatform::spi::HmacVerifier webhooks_;
};

/// Registers the kind `acme`.
[[nodiscard]] vplatform::Result<void> add_to(vplatform::Registry& registry);

}  // namespace acme
