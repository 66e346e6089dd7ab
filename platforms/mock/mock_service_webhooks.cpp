// The service's webhooks: who hears of what, and what has fallen due.

#include <algorithm>
#include <utility>

#include "mock_state.hpp"
#include "mock_webhook.hpp"

namespace vplatform::platforms::mock {

namespace {

constexpr int given_up_after = 3;

using Kinds = std::vector<EventKind>;

bool same_kinds(Kinds one, Kinds other) {
  std::sort(one.begin(), one.end());
  std::sort(other.begin(), other.end());
  return one == other;
}

std::vector<std::string> changes_to(const MockSubscription& is, const MockSubscription& wanted) {
  std::vector<std::string> changes;
  if (is.told.url != wanted.told.url) changes.emplace_back("url");
  if (!same_kinds(is.kinds, wanted.kinds)) changes.emplace_back("events");
  if (!(is.secret == wanted.secret)) changes.emplace_back("signature");
  if (!is.told.active) changes.emplace_back("revived");
  return changes;
}

}  // namespace

std::vector<WebhookRequest> MockService::due(TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  auto told = std::exchange(state_->events, {});
  // What was noticed late comes where it belongs.
  std::stable_sort(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  std::vector<WebhookRequest> requests;
  for (auto& one : told) {
    const auto subscribed = state_->subscriptions.find(one.instance);
    const Secret& secret =
        subscribed == state_->subscriptions.end() ? state_->keys.webhooks : subscribed->second.secret;
    requests.push_back(sign_webhook(std::move(one.body), secret, now));
  }
  return requests;
}

Result<void> MockService::fail_webhook(const std::string& instance) {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->subscriptions.find(instance);
  if (found == state_->subscriptions.end())
    return fail(ErrorCode::not_found, "'" + instance + "' has subscribed no webhook");
  found->second.told.active = false;
  found->second.told.failures = given_up_after;
  std::erase_if(state_->events, [&instance](const auto& one) { return one.instance == instance; });
  return {};
}

std::optional<MockSubscription> MockService::subscription(const std::string& instance) {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->subscriptions.find(instance);
  return found == state_->subscriptions.end() ? std::nullopt : std::optional(found->second);
}

WebhookSubscription MockService::subscribe(const std::string& instance, MockSubscription wanted,
                                           bool dry_run) {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->subscriptions.find(instance);
  const bool is_new = found == state_->subscriptions.end();
  auto changes = is_new ? std::vector<std::string>{"created"} : changes_to(found->second, wanted);
  WebhookSubscription told{.url = wanted.told.url};
  if (dry_run || changes.empty()) {
    if (!is_new) told = found->second.told;
    told.changes = std::move(changes);
    return told;
  }
  wanted.told.id = is_new ? state_->next_id("webhook-") : found->second.told.id;
  wanted.told.active = true;
  told = wanted.told;
  told.changes = std::move(changes);
  state_->subscriptions[instance] = std::move(wanted);
  return told;
}

// Who has subscribed nothing hears of everything, where the service has a secret to sign with.
void MockService::State::tell(const Happening& what) {
  const auto found = subscriptions.find(what.meeting.platform);
  if (found == subscriptions.end()) {
    if (keys.webhooks.empty()) return;
  } else {
    const MockSubscription& hook = found->second;
    const bool wants =
        std::find(hook.kinds.begin(), hook.kinds.end(), kind_of(what.type)) != hook.kinds.end();
    if (!wants || !hook.told.active) return;
  }
  events.push_back({what.meeting.platform, what.at, to_json(what, next_id("event-"))});
}

}  // namespace vplatform::platforms::mock
