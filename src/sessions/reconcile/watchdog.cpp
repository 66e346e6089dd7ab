#include "sessions/reconcile/watchdog.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace vplatform::sessions {
namespace {

constexpr std::string_view place{"{instance}"};

std::string url_for(const std::string& pattern, const std::string& instance) {
  std::string url = pattern;
  for (auto at = url.find(place); at != url.npos; at = url.find(place, at + instance.size()))
    url.replace(at, place.size(), instance);
  return url;
}

/// Whether it is this process's turn to look at the instance; the next one comes after the whole interval.
Result<bool> claim(const Round& round, const std::string& instance) {
  const TimePoint now = round.env.now();
  const TimePoint next = now + round.options.watchdog;
  auto is_due = round.database.read([&](Transaction& transaction) -> Result<bool> {
    const auto row = transaction.find("SELECT check_due FROM instance_watch WHERE instance = ?", {instance});
    return !row || row->time(0) <= now || row->time(0) > next;
  });
  if (!is_due || !*is_due) return is_due;
  return round.database.write([&](Transaction& transaction) -> Result<bool> {
    // What is due only later than the interval was written by a clock that has been set back since.
    return transaction.execute(
               "INSERT INTO instance_watch (instance, check_due, webhook_state, failures) VALUES (?, ?, '', "
               "0) "
               "ON CONFLICT (instance) DO UPDATE SET check_due = excluded.check_due "
               "WHERE instance_watch.check_due <= ? OR instance_watch.check_due > ?",
               {instance, next, now, next}) == 1;
  });
}

bool was_revived(const WebhookSubscription& hook, const std::string& state_before) {
  const auto& changes = hook.changes;
  const auto has = [&](std::string_view what) {
    return std::find(changes.begin(), changes.end(), what) != changes.end();
  };
  return has("revived") || (has("created") && state_before == "active");
}

/// Returns whether it was revived.
Result<bool> write_hook(const Round& round, const std::string& instance, const WebhookSubscription& hook) {
  return round.database.write([&](Transaction& transaction) -> Result<bool> {
    const std::string lock(transaction.for_update());
    const auto row =
        transaction.find("SELECT webhook_state FROM instance_watch WHERE instance = ?" + lock, {instance});
    const bool revived = row && was_revived(hook, row->text(0));
    (void)transaction.execute("UPDATE instance_watch SET webhook_state = ?, failures = ? WHERE instance = ?",
                              {hook.active ? "active" : "failed", hook.failures, instance});
    if (revived) {
      (void)transaction.execute("UPDATE instance_watch SET revived_at = ? WHERE instance = ?",
                                {round.env.now(), instance});
    }
    return revived;
  });
}

Result<void> watch(Round& round, const Client& client) {
  const std::string& instance = client.info().instance;
  const auto is_ours = claim(round, instance);
  if (!is_ours) return Failure{is_ours.error()};
  if (!*is_ours) return {};
  const auto hook =
      client.ensure_webhook({.url = url_for(round.options.webhook_url, instance)}, {.stop = round.stop});
  if (!hook) {
    round.report.errors.push_back(hook.error());
    return {};
  }
  const auto revived = write_hook(round, instance, *hook);
  if (!revived) return Failure{revived.error()};
  if (*revived) ++round.report.webhooks_revived;
  return {};
}

}  // namespace

Result<void> watch_webhooks(Round& round) {
  if (round.options.webhook_url.empty()) return {};
  for (const Client& client : round.backend.platforms->clients()) {
    const bool can = client.info().capabilities.has(Capability::manage_webhooks) &&
                     client.state() != InstanceState::disabled;
    if (!can || round.stop.stop_requested()) continue;
    if (auto done = watch(round, client); !done) return done;
  }
  return {};
}

}  // namespace vplatform::sessions
