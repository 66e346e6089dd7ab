// The instance's webhook: made, brought to what is wanted, and revived.

#include <algorithm>
#include <utility>

#include "mock_call.hpp"
#include "mock_webhook.hpp"

namespace vplatform::platforms::mock {

Step<WebhookSubscription> MockPlatform::ensure_webhook(const WebhookSpec& spec) const {
  return call<WebhookSubscription>("ensure_webhook", [&](TimePoint) -> Result<WebhookSubscription> {
    const auto all = told_kinds();
    for (const EventKind kind : spec.kinds) {
      if (std::find(all.begin(), all.end(), kind) == all.end())
        return fail(ErrorCode::unsupported, "mock has no event '" + std::string(to_string(kind)) + "'");
    }
    if (settings_.webhook_secrets.empty())
      return fail(ErrorCode::failed_precondition,
                  "mock's webhook needs a webhook_secret, else it would not be signed");
    MockSubscription wanted{.kinds = spec.kinds.empty() ? all : spec.kinds,
                            .secret = settings_.webhook_secrets.front()};
    wanted.told.url = spec.url;
    return service_->subscribe(info_.instance, std::move(wanted), spec.dry_run);
  });
}

}  // namespace vplatform::platforms::mock
