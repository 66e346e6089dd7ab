#include "skeleton_webhook.hpp"
#include "skeleton_wire.hpp"
#include "vplatform/platforms/skeleton.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/naming.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::skeleton {

namespace {

CapabilitySet capabilities_of(const Settings& settings) {
  CapabilitySet all;
  if (!settings.webhook_secrets.empty()) all.add(Capability::webhooks);
  return all;
}

}  // namespace

SkeletonPlatform::SkeletonPlatform(Settings settings, PlatformEnv env)
    : settings_(std::move(settings)),
      env_(std::move(env)),
      info_{.kind = "skeleton", .instance = env_.instance, .capabilities = capabilities_of(settings_)},
      webhooks_(settings_.webhook_secrets) {}

HttpRequest SkeletonPlatform::room_request(std::string operation, std::string method,
                                           std::string_view name) const {
  HttpRequest request;
  request.operation = std::move(operation);
  request.path_template = "/rooms/{name}";
  request.method = std::move(method);
  request.url = settings_.base_url + "/rooms/" + spi::percent_encode(name);
  request.headers = {
      {.name = "Authorization", .value = "Bearer " + settings_.api_key.reveal(), .secret = true},
      {.name = "Content-Type", .value = "application/json"}};
  request.allow_http = settings_.allow_http;
  return request;
}

Step<Meeting> SkeletonPlatform::create_meeting(const MeetingSpec& spec) const {
  auto request = room_request("create_meeting", "PUT", spi::room_name(spec.key));
  request.body = wire::new_room(spec.ends_at.value_or(env_.now() + settings_.room_ttl));
  if (const auto extras = spec.extras.find("skeleton"); extras != spec.extras.end()) {
    auto merged = spi::merge_patch(request.body, extras->second.text);
    if (!merged) return Failure{merged.error()};
    request.body = std::move(*merged);
  }
  request.repeat = Repeat::idempotent;  // the name comes from the key, and PUT returns the room that is there
  return then_answer<Meeting>(std::move(request), [this, spec](const HttpResponse& answer) -> Step<Meeting> {
    auto meeting = wire::read_room(answer, info_.instance, "skeleton refused to make a room");
    if (!meeting) return meeting;
    meeting->key = spec.key;
    if (spec.ends_at && meeting->ends_at != std::chrono::floor<std::chrono::seconds>(*spec.ends_at)) {
      meeting->differs.emplace_back("ends_at");
    }
    return meeting;
  });
}

Step<Meeting> SkeletonPlatform::find_meeting(const MeetingRef& ref) const {
  auto request = room_request("find_meeting", "GET", ref.id);
  request.repeat = Repeat::read;
  return then_answer<Meeting>(
      std::move(request), [this, id = ref.id](const HttpResponse& answer) -> Step<Meeting> {
        return wire::read_room(answer, info_.instance, "skeleton has no room '" + id + "'");
      });
}

WebhookVerdict SkeletonPlatform::read_webhook(const WebhookRequest& request) const {
  return webhook::read(request, {.verifier = webhooks_,
                                 .instance = info_.instance,
                                 .now = env_.now(),
                                 .tolerance = settings_.webhook_tolerance});
}

}  // namespace vplatform::platforms::skeleton
