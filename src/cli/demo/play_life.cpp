// What goes on in a meeting: people, a recording, and the webhooks about it.

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "cli/demo/play.hpp"
#include "cli/subscriptions.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli::demo {
namespace {

using namespace std::chrono_literals;

constexpr const char* our_server = "https://app.example/webhooks/daily";

// Where the guest has come in on what plays Daily's part.
const WebhookFact& daily_meeting(const Stage& stage, const Facts& facts) {
  const std::string instance = stage.playable("daily");
  return std::find_if(facts.rooms.begin(), facts.rooms.end(),
                      [&](const RoomFact& fact) { return fact.webhook.instance == instance; })
      ->webhook;
}

JsonText in_room(const std::string& room) {
  return {spi::JsonWriter{}.begin_object().member("room", room).end_object().text()};
}

// The webhook of that kind among those that have fallen due.
Result<WebhookVerdict> webhook_of(Stage& stage, const Client& client, EventKind kind) {
  for (const auto& request : stage.due(client.info().instance)) {
    auto verdict = client.read_webhook(request);
    if (verdict.event && (*verdict.event)->kind == kind) return verdict;
  }
  return fail(ErrorCode::internal,
              "no webhook " + std::string(to_string(kind)) + " has come from " + client.info().instance);
}

Result<WebhookSubscription> state_of(const Client& client, const std::string& url) {
  const auto all = read_subscriptions(client);
  if (!all) return Failure{all.error()};
  for (const auto& one : all->there) {
    if (one.url == url) return one;
  }
  return fail(ErrorCode::internal, "the subscription is not there any more");
}

}  // namespace

Result<void> play_people(Stage& stage, Facts& facts) {
  for (const auto& fact : facts.rooms) {
    const WebhookFact& there = fact.webhook;
    const auto client = stage.factory().client(there.instance);
    if (!client) return Failure{client.error()};
    if (!client->info().capabilities.has(Capability::presence)) continue;
    auto presence = client->presence(there.meeting);
    if (!presence) return Failure{presence.error()};
    facts.people.push_back({there.instance, *std::move(presence)});
  }
  return {};
}

Result<void> play_recording(Stage& stage, Facts& facts) {
  const WebhookFact& there = daily_meeting(stage, facts);
  const auto client = stage.factory().client(there.instance);
  if (!client) return Failure{client.error()};
  RecordingFact& fact = facts.recording;
  fact.instance = there.instance;

  auto started = client->start_recording(there.meeting, {.max_length = 1h});
  if (!started) return Failure{started.error()};
  fact.started = *std::move(started);
  auto told = webhook_of(stage, *client, EventKind::recording_started);
  if (!told) return Failure{told.error()};
  fact.started_webhook = *std::move(told);

  RecordingRef ref = fact.started.ref;
  if (const auto& named = (*fact.started_webhook.event)->recording) ref.id = named->id;
  std::this_thread::sleep_for(10ms);  // of a recording without a length Daily says nothing
  if (auto stopped = client->stop_recording(ref); !stopped) return stopped;
  const auto processed = stage.play(there.instance, "finish_recording", in_room(there.meeting.id));
  if (!processed) return Failure{processed.error()};
  auto ready = webhook_of(stage, *client, EventKind::recording_ready);
  if (!ready) return Failure{ready.error()};
  fact.ready_webhook = *std::move(ready);

  auto found = client->find_recording(ref);
  if (!found) return Failure{found.error()};
  fact.found = *std::move(found);
  auto link = client->recording_link(ref, 10min);
  if (!link) return Failure{link.error()};
  fact.link = *std::move(link);
  return {};
}

Result<void> play_revival(Stage& stage, Facts& facts) {
  const WebhookFact& there = daily_meeting(stage, facts);
  const auto client = stage.factory().client(there.instance);
  if (!client) return Failure{client.error()};
  RevivalFact& fact = facts.revival;
  fact.instance = there.instance;
  auto made = client->ensure_webhook({.url = our_server});
  if (!made) return Failure{made.error()};
  fact.made = *std::move(made);

  // Our server does not answer while people come in, until Daily has had enough.
  (void)stage.due(there.instance);
  const auto down = stage.play(there.instance, "fail_webhooks", {R"({"times":3})"});
  if (!down) return Failure{down.error()};
  for (int person = 0; person < 3; ++person) {
    const auto joined = stage.play(there.instance, "join", in_room(there.meeting.id));
    if (!joined) return Failure{joined.error()};
  }
  fact.lost = stage.due(there.instance).size();
  auto failed = state_of(*client, our_server);
  if (!failed) return Failure{failed.error()};
  fact.failed = *std::move(failed);

  auto planned = client->ensure_webhook({.url = our_server, .dry_run = true});
  if (!planned) return Failure{planned.error()};
  fact.planned = *std::move(planned);
  auto revived = client->ensure_webhook({.url = our_server});
  if (!revived) return Failure{revived.error()};
  fact.revived = *std::move(revived);
  return {};
}

}  // namespace vplatform::cli::demo
