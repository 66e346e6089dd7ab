#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "vplatform/platforms/skeleton.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/emulator.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/testing/conformance.hpp"

namespace vplatform::platforms::skeleton {

/// Skeleton's service as a machine: what its documentation says, and nothing that the platform's code says.
class Service final : public Emulator {
 public:
  [[nodiscard]] std::string_view kind() const noexcept override { return "skeleton"; }

  [[nodiscard]] HttpResponse handle(const HttpRequest& request, TimePoint now) override {
    const std::lock_guard lock(mutex_);
    constexpr std::string_view base = "https://api.skeleton.invalid/v1/rooms/";
    if (!request.url.starts_with(base)) return {.status = 404, .body = R"({"error":"no such path"})"};
    const std::string name = request.url.substr(base.size());
    if (request.method == "PUT") make(name, request.body, now);
    const auto room = rooms_.find(name);
    if (room == rooms_.end()) return {.status = 404, .body = R"({"error":"no such room"})"};
    return {.status = 200, .body = text_of(name, room->second.ends_at)};
  }

  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint now) override {
    const std::lock_guard lock(mutex_);
    std::vector<WebhookRequest> all;
    for (auto& body : std::exchange(events_, {})) all.push_back(sign(body, now));
    return all;
  }

  [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint) const override {
    const std::lock_guard lock(mutex_);
    std::vector<EmulatedMeeting> all;
    for (const auto& [name, room] : rooms_)
      all.push_back({.id = name, .room = name, .created_at = room.created_at, .ends_at = room.ends_at});
    return all;
  }

  /// A webhook as Skeleton would sign it now.
  [[nodiscard]] static WebhookRequest sign(const std::string& body, TimePoint now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::string at = std::to_string(seconds);
    const auto mac = spi::HmacKey("secret-of-the-webhook").sign({at, ".", body});
    return {.headers = {{.name = "Skeleton-Timestamp", .value = at},
                        {.name = "Skeleton-Signature", .value = spi::to_hex(spi::as_text(mac))}},
            .body = body};
  }

 private:
  struct Room {
    TimePoint created_at{};
    TimePoint ends_at{};
  };

  // The room that is there already stays as it is.
  void make(const std::string& name, const std::string& body, TimePoint now) {
    const auto json = spi::Json::parse(body);
    const auto ends = json ? (*json)["ends_at"].integer().value_or(0) : 0;
    if (!rooms_.try_emplace(name, Room{now, TimePoint(std::chrono::seconds(ends))}).second) return;
    spi::JsonWriter event;
    event.begin_object()
        .member("id", "event-" + std::to_string(rooms_.size()))
        .member("type", "room.opened")
        .member("room", name)
        .end_object();
    events_.push_back(std::move(event).text());
  }

  static std::string text_of(const std::string& name, TimePoint ends_at) {
    spi::JsonWriter json;
    json.begin_object()
        .member("name", name)
        .member("url", "https://skeleton.invalid/" + name)
        .member("ends_at",
                static_cast<std::int64_t>(
                    std::chrono::duration_cast<std::chrono::seconds>(ends_at.time_since_epoch()).count()))
        .end_object();
    return std::move(json).text();
  }

  mutable std::mutex mutex_;
  std::map<std::string, Room> rooms_;  // guarded by mutex_
  std::vector<std::string> events_;    // guarded by mutex_
};

/// Skeleton and its service, for the catalogue of `vplatform/testing/conformance.hpp`.
inline testing::ConformanceTarget conformance_target() {
  testing::ConformanceTarget target{.name = "skeleton"};
  target.platform = [](const PlatformEnv& env,
                       testing::WebhookKeys keys) -> Result<std::shared_ptr<const Platform>> {
    Settings settings;
    settings.api_key = Secret("key-of-the-account");
    if (keys == testing::WebhookKeys::wrong || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(Secret("another-secret"));
    if (keys == testing::WebhookKeys::right || keys == testing::WebhookKeys::both)
      settings.webhook_secrets.push_back(Secret("secret-of-the-webhook"));
    return std::shared_ptr<const Platform>(std::make_shared<const SkeletonPlatform>(settings, env));
  };
  target.emulator = [] { return std::make_shared<Service>(); };
  target.sign = Service::sign;
  target.secrets = {Secret("key-of-the-account"), Secret("secret-of-the-webhook")};
  return target;
}

}  // namespace vplatform::platforms::skeleton
