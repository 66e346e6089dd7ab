// The domain's webhook: made, or brought to what is wanted, and revived. One with another url is never
// touched.

#include <algorithm>
#include <set>
#include <utility>

#include "daily_events.hpp"
#include "daily_webhook.hpp"
#include "daily_wire.hpp"
#include "vplatform/platforms/daily.hpp"

namespace vplatform::platforms::daily {

namespace {

using spi::Json;
using Types = std::set<std::string, std::less<>>;

/// A webhook as Daily has it.
struct Hook {
  WebhookSubscription told{};
  std::string secret{};
  std::string retry{};
  Types types{};
};

Result<Types> types_for(const std::vector<EventKind>& kinds) {
  Types types;
  for (const EventKind kind : kinds) {
    const auto type = type_of(kind);
    if (type.empty())
      return fail(ErrorCode::unsupported, "daily has no event '" + std::string(to_string(kind)) + "'");
    types.emplace(type);
  }
  if (kinds.empty()) {
    for (const auto type : known_types()) types.emplace(type);
  }
  return types;
}

/// The secret that Daily shall sign with: the first that it can.
Result<std::string> secret_of(const Settings& settings) {
  for (const Secret& secret : settings.webhook_secrets) {
    if (is_webhook_secret(secret)) return secret.reveal();
  }
  return fail(ErrorCode::failed_precondition,
              "daily's webhook needs a webhook_secret in base64, else it would not be signed");
}

std::string body_of(const WebhookSpec& spec, const Types& types, const std::string& secret,
                    const Settings& settings) {
  spi::JsonWriter json;
  json.begin_object().member("url", spec.url).key("eventTypes").begin_array();
  for (const auto& type : types) json.value(type);
  json.end_array().member("hmac", secret).member("retryType", settings.webhook_retry).end_object();
  return std::move(json).text();
}

Hook read_hook(const Json& json) {
  Hook hook;
  hook.told.id = json["uuid"].id_or("");
  hook.told.url = json["url"].text_or("");
  hook.told.active = json["state"].text() == "ACTIVE";
  hook.told.failures = static_cast<int>(json["failedCount"].integer().value_or(0));
  hook.secret = json["hmac"].text_or("");
  hook.retry = json["retryType"].text_or("");
  for (const Json& type : json["eventTypes"].items()) hook.types.emplace(type.text_or(""));
  return hook;
}

/// All of the domain's; Daily has shown a list as well as a single one.
Result<std::vector<Hook>> read_hooks(const HttpResponse& answer) {
  if (!is_success(answer)) return failure_from(answer, "daily refused to list webhooks");
  const auto json = Json::parse(answer.body);
  if (!json || (!json->is_array() && !json->is_object())) {
    return fail(ErrorCode::bad_response, "daily's answer holds no list of webhooks");
  }
  std::vector<Hook> hooks;
  if (json->is_object()) return std::vector<Hook>{read_hook(*json)};
  for (const Json& one : json->items()) hooks.push_back(read_hook(one));
  return hooks;
}

const Hook* ours(const std::vector<Hook>& hooks, const std::string& url) {
  const auto found =
      std::find_if(hooks.begin(), hooks.end(), [&](const Hook& one) { return one.told.url == url; });
  return found == hooks.end() ? nullptr : &*found;
}

bool same_secret(const std::string& one, const std::string& other) {
  const auto left = spi::from_base64(one);
  const auto right = spi::from_base64(other);
  return left && right && *left == *right;
}

std::vector<std::string> changes_to(const Hook& hook, const Types& types, const std::string& secret,
                                    const std::string& retry) {
  std::vector<std::string> changes;
  if (hook.types != types) changes.emplace_back("events");
  if (!same_secret(hook.secret, secret)) changes.emplace_back("signature");
  if (hook.retry != retry) changes.emplace_back("retry");
  if (!hook.told.active) changes.emplace_back("revived");
  return changes;
}

Result<WebhookSubscription> read_written(const HttpResponse& answer, std::vector<std::string> changes) {
  const auto json = read_object(answer, "set a webhook");
  if (!json) {
    Failure failure{json.error()};
    if (answer.status == 400) {
      failure.error.message +=
          "; the receiver has to answer Daily's probe with 200, and a domain has one webhook only";
    }
    return failure;
  }
  WebhookSubscription told = read_hook(*json).told;
  told.changes = std::move(changes);
  return told;
}

}  // namespace

Step<WebhookSubscription> DailyPlatform::ensure_webhook(const WebhookSpec& spec) const {
  const auto types = types_for(spec.kinds);
  if (!types) return Failure{types.error()};
  const auto secret = secret_of(settings_);
  if (!secret) return Failure{secret.error()};
  return then_answer<WebhookSubscription>(
      request(list_webhooks, "ensure_webhook"),
      [this, spec, types = *types,
       secret = *secret](const HttpResponse& answer) -> Step<WebhookSubscription> {
        const auto hooks = read_hooks(answer);
        if (!hooks) return Failure{hooks.error()};
        const Hook* hook = ours(*hooks, spec.url);
        if (hook == nullptr && spec.dry_run)
          return WebhookSubscription{.url = spec.url, .changes = {"created"}};
        std::string body = body_of(spec, types, secret, settings_);
        if (hook == nullptr) return subscribe(spec, std::move(body));
        auto changes = changes_to(*hook, types, secret, settings_.webhook_retry);
        if (changes.empty() || spec.dry_run) {
          WebhookSubscription told = hook->told;
          told.changes = std::move(changes);
          return told;
        }
        HttpRequest post = request(update_webhook, "ensure_webhook", hook->told.id);
        post.body = std::move(body);
        post.secrets.emplace_back(secret);
        return then_answer<WebhookSubscription>(
            std::move(post),
            [changes = std::move(changes)](const HttpResponse& written) -> Step<WebhookSubscription> {
              return read_written(written, changes);
            });
      });
}

Step<WebhookSubscription> DailyPlatform::subscribe(const WebhookSpec& spec, std::string body) const {
  HttpRequest post = request(create_webhook, "ensure_webhook");
  post.body = std::move(body);
  for (const Secret& secret : settings_.webhook_secrets) post.secrets.push_back(secret);
  return exchange<WebhookSubscription>(std::move(post),
                                       [this, spec](const Reply& reply) -> Step<WebhookSubscription> {
                                         if (!reply.answer)
                                           return adopt_subscription(spec, Failure{reply.answer.error()});
                                         return read_written(*reply.answer, {"created"});
                                       });
}

// A create whose answer was lost is not sent again: it is looked for.
Step<WebhookSubscription> DailyPlatform::adopt_subscription(const WebhookSpec& spec, Failure failure) const {
  return exchange<WebhookSubscription>(
      request(list_webhooks, "ensure_webhook"),
      [url = spec.url, failure = std::move(failure)](const Reply& reply) -> Step<WebhookSubscription> {
        if (!reply.answer) return failure;
        const auto hooks = read_hooks(*reply.answer);
        const Hook* hook = hooks ? ours(*hooks, url) : nullptr;
        if (hook == nullptr) return failure;
        WebhookSubscription told = hook->told;
        told.changes = {"created"};
        return told;
      });
}

}  // namespace vplatform::platforms::daily
