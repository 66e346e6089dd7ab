#include "vplatform/client.hpp"

#include <utility>

#include "runtime/client_checks.hpp"
#include "runtime/observe.hpp"
#include "runtime/perform.hpp"
#include "runtime/traffic.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform {

using detail::Check;
using detail::perform;

namespace {

constexpr int try_later = 503;

bool is_web_url(const std::string& text) {
  const auto url = spi::parse_url(text);
  return url && (url->scheme == "https" || url->scheme == "http");
}

}  // namespace

Client::Client(std::shared_ptr<const InstanceRuntime> runtime) : runtime_(std::move(runtime)) {}

BreakerState Client::breaker() const {
  return runtime_->traffic().breaker();
}

WebhookVerdict Client::read_webhook(const WebhookRequest& request) const {
  try {
    auto verdict = runtime_->platform().read_webhook(request);
    if (verdict.reply_status == try_later && runtime_->first_warning()) {
      detail::observe(
          runtime_->observer(), &Observer::warned,
          Warning{.instance = info().instance, .what = "webhooks are refused: no webhook secret is set"});
    }
    return verdict;
  } catch (...) {
    // Nothing is known of the request, so the platform is asked to send it again.
    WebhookVerdict verdict;
    verdict.error =
        fail(ErrorCode::internal, "the code of '" + info().instance + "' threw an exception").error;
    verdict.reply_status = try_later;
    return verdict;
  }
}

Result<WebhookSubscription> Client::ensure_webhook(const WebhookSpec& spec, const CallOptions& call) const {
  return perform<WebhookSubscription>(
      *runtime_, "ensure_webhook", call,
      [&] {
        Check check(*runtime_);
        if (const auto& advice = info().webhook_advice; !advice.empty()) {
          check.that(info().capabilities.has(Capability::manage_webhooks), ErrorCode::unsupported,
                     "'" + info().instance + "' takes no subscription by a call: " + advice);
        }
        return check.can({Capability::manage_webhooks})
            .that(is_web_url(spec.url), ErrorCode::invalid_argument,
                  "the webhook's url is no http or https URL");
      },
      [&](const Platform& platform) { return platform.ensure_webhook(spec); });
}

Result<void> Client::set_theme(const MeetingRef& ref, const Theme& theme, const CallOptions& call) const {
  return perform<void>(
      *runtime_, "set_theme", call,
      [&] { return Check(*runtime_).ours(ref).can({Capability::theme}).theme(theme); },
      [&](const Platform& platform) { return platform.set_theme(ref, theme); });
}

Result<Health> Client::check_health(const CallOptions& call) const {
  return perform<Health>(
      *runtime_, "check_health", call, [&] { return Check(*runtime_).can({Capability::health}); },
      [&](const Platform& platform) { return platform.check_health(); });
}

}  // namespace vplatform
