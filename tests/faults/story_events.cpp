// Daily's webhooks in a story: each is delivered until it is answered, some again after that, and one too
// late.

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "faults/story.hpp"

namespace faults {

using namespace vplatform;
using namespace std::chrono_literals;

namespace {

constexpr int most_deliveries = 20;

spi::JsonWriter as_command(const WebhookRequest& webhook) {
  auto words = command("webhook");
  words.member("body", webhook.body).key("headers").begin_object();
  for (const auto& header : webhook.headers) words.member(header.name, header.value);
  words.end_object();
  return words;
}

}  // namespace

void Story::deliver() {
  std::deque<WebhookRequest> webhooks;
  for (auto& webhook : world_.daily->due(world_.now())) {
    const bool waits = !held_back_.empty() && webhook.body.find(held_back_) != std::string::npos;
    if (waits) {
      late_.push_back(std::move(webhook.body));
    } else {
      webhooks.push_back(std::move(webhook));
    }
  }
  deliver_all(webhooks);
  (void)victim_.tell(command("work"));
}

/// Daily signs what it sends again.
void Story::deliver_late() {
  held_back_.clear();
  for (auto& body : std::exchange(late_, {})) world_.daily->send(std::move(body), world_.now());
  deliver();
}

void Story::deliver_all(std::deque<WebhookRequest>& webhooks) {
  int deliveries = 0;
  while (!webhooks.empty()) {
    const auto answer = victim_.tell(as_command(webhooks.front()));
    if (!answer || (*answer)["said"]["status"].integer() != 200) {
      if (++deliveries > most_deliveries) throw std::runtime_error("a webhook is not taken");
      continue;
    }
    acknowledge(webhooks.front());
    // Daily has not seen every answer.
    if (acknowledged_.size() % 3 == 0) (void)victim_.tell(as_command(webhooks.front()));
    webhooks.pop_front();
    deliveries = 0;
  }
}

void Story::acknowledge(const WebhookRequest& webhook) {
  const auto verdict = world_.backend.platforms->client("daily").value().read_webhook(webhook);
  acknowledged_.push_back((*verdict.event)->id);
}

}  // namespace faults
