#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"
#include "vplatform/client.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {

/// What an instance has in the way of webhooks: what is subscribed at the provider, or, where the provider
/// has no call for that, what to do there.
struct Subscriptions {
  std::vector<WebhookSubscription> there{};
  std::string advice{};
};

/// Asks for it; changes nothing. Errors: `unsupported` where a platform has neither.
[[nodiscard]] Result<Subscriptions> read_subscriptions(const Client& client);

/// The same without what a url may hold in secrets: its query and its user.
[[nodiscard]] Subscriptions without_secrets(Subscriptions subscriptions);

/// True where one has failed: nothing is delivered until it is revived.
[[nodiscard]] bool has_failed(const Subscriptions& subscriptions) noexcept;

/// For people, line by line, with what to do about it.
[[nodiscard]] std::vector<Cell> lines_of(const Subscriptions& subscriptions, const std::string& instance);

/// The members `subscriptions` or `advice`, into an object that is open.
void write_subscriptions(spi::JsonWriter& out, const Subscriptions& subscriptions);

}  // namespace vplatform::cli
