#include "cli/subscriptions.hpp"

#include <algorithm>

#include "cli/json_shapes.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::cli {
namespace {

using spi::Json;

// The secret in the answer is not taken along.
WebhookSubscription read_one(const Json& json) {
  return {.id = json["uuid"].id_or(""),
          .url = json["url"].text_or(""),
          .active = json["state"].text() == "ACTIVE",
          .failures = static_cast<int>(json["failedCount"].integer().value_or(0))};
}

// No portable call lists subscriptions, so Daily is asked in its own words.
Result<Subscriptions> of_daily(const Client& client, const platforms::daily::DailyPlatform& daily) {
  auto answer = client.run(daily.raw("GET", "/webhooks"));
  if (!answer) {
    Failure failure{answer.error()};
    failure.error.message = "'" + client.info().instance + "' did not tell of its webhooks";
    return failure;
  }
  const auto json = Json::parse(answer->text);
  if (!json || (!json->is_array() && !json->is_object())) {
    return fail(ErrorCode::bad_response,
                "the answer of '" + client.info().instance + "' holds no list of webhooks");
  }
  Subscriptions all;
  if (json->is_object()) all.there.push_back(read_one(*json));
  for (const Json& one : json->items()) all.there.push_back(read_one(one));
  return all;
}

}  // namespace

Result<Subscriptions> read_subscriptions(const Client& client) {
  if (const auto* daily = client.as<platforms::daily::DailyPlatform>()) return of_daily(client, *daily);
  if (!client.info().webhook_advice.empty()) return Subscriptions{.advice = client.info().webhook_advice};
  return fail(ErrorCode::unsupported, "'" + client.info().instance + "' has no webhooks to subscribe to");
}

Subscriptions without_secrets(Subscriptions subscriptions) {
  for (auto& one : subscriptions.there) {
    const auto url = spi::parse_url(one.url);
    one.url = !url ? "an address that cannot be read"
                   : spi::origin_of(*url) + url->path + (url->query.empty() ? "" : "?…");
  }
  return subscriptions;
}

bool has_failed(const Subscriptions& subscriptions) noexcept {
  const auto failed = [](const WebhookSubscription& one) { return !one.active; };
  return std::any_of(subscriptions.there.begin(), subscriptions.there.end(), failed);
}

std::vector<Cell> lines_of(const Subscriptions& subscriptions, const std::string& instance) {
  const std::string ensure = "'vplatform webhooks ensure --on " + instance + " --url URL'";
  std::vector<Cell> lines;
  if (!subscriptions.advice.empty()) {
    for (const auto& line : lines_in(subscriptions.advice)) lines.emplace_back(line);
    return lines;
  }
  if (subscriptions.there.empty()) lines.emplace_back("none is subscribed; " + ensure + " makes one");
  for (const auto& one : subscriptions.there) {
    const std::string failures =
        std::to_string(one.failures) + (one.failures == 1 ? " failure" : " failures");
    if (one.active) {
      lines.emplace_back(one.url + " is active, " + failures, Ink::good);
    } else {
      lines.emplace_back(one.url + " has FAILED, " + failures, Ink::bad);
      lines.emplace_back("nothing is delivered; " + ensure + " revives it");
    }
  }
  return lines;
}

void write_subscriptions(spi::JsonWriter& out, const Subscriptions& subscriptions) {
  if (!subscriptions.advice.empty()) {
    out.member("advice", subscriptions.advice);
    return;
  }
  out.key("subscriptions").begin_array();
  for (const auto& one : subscriptions.there) write_subscription(out, one);
  out.end_array();
}

}  // namespace vplatform::cli
