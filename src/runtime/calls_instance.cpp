// Calls about an instance itself.

#include "runtime/calls.hpp"
#include "runtime/client_checks.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::detail::calls {

namespace {

bool is_web_url(const std::string& text) {
  const auto url = spi::parse_url(text);
  return url && (url->scheme == "https" || url->scheme == "http");
}

}  // namespace

Step<WebhookSubscription> ensure_webhook(const InstanceRuntime& runtime, const WebhookSpec& spec) {
  Check check(runtime);
  const auto& info = runtime.info();
  if (const auto& advice = info.webhook_advice; !advice.empty()) {
    check.that(info.capabilities.has(Capability::manage_webhooks), ErrorCode::unsupported,
               "'" + info.instance + "' takes no subscription by a call: " + advice);
  }
  if (auto wrong = check.can({Capability::manage_webhooks})
                       .that(is_web_url(spec.url), ErrorCode::invalid_argument,
                             "the webhook's url is no http or https URL")
                       .failure())
    return std::move(*wrong);
  return runtime.platform().ensure_webhook(spec);
}

Step<void> set_theme(const InstanceRuntime& runtime, const MeetingRef& ref, const Theme& theme) {
  if (auto wrong = Check(runtime).ours(ref).can({Capability::theme}).theme(theme).failure())
    return std::move(*wrong);
  return runtime.platform().set_theme(ref, theme);
}

Step<Health> check_health(const InstanceRuntime& runtime) {
  if (auto wrong = Check(runtime).can({Capability::health}).failure()) return std::move(*wrong);
  return runtime.platform().check_health();
}

}  // namespace vplatform::detail::calls
