#include "cli/demo/play.hpp"

#include <chrono>
#include <utility>

namespace vplatform::cli::demo {
namespace {

MeetingSpec an_hour(const std::string& name) {
  return {.name = name, .ends_at = std::chrono::system_clock::now() + std::chrono::hours(1)};
}

const JoinSpec ada{.role = Role::host, .name = "Ada", .user_id = "ada"};
const JoinSpec grace{.role = Role::participant, .name = "Grace", .user_id = "grace"};

// A meeting, and how the guest comes into it.
struct WayIn {
  MeetingRef meeting{};
  JoinGrant grant{};
};

// On the instance that plays the platform's part: a real service cannot reach this process with a webhook, so
// its emulator stands in.
Result<WayIn> way_in_to_play(Stage& stage, const RoomFact& fact, const std::string& instance) {
  if (instance == fact.meeting.ref.platform) return WayIn{fact.meeting.ref, fact.guest};
  const auto twin = stage.create(fact.room, an_hour(fact.room.id), instance);
  if (!twin) return Failure{twin.error()};
  const auto client = stage.factory().client(instance);
  if (!client) return Failure{client.error()};
  auto grant = client->join(*twin, grace);
  if (!grant) return Failure{grant.error()};
  return WayIn{twin->ref, *std::move(grant)};
}

WebhookRequest with_a_byte_flipped(WebhookRequest request) {
  if (!request.body.empty()) request.body[request.body.size() / 2] ^= 1;
  return request;
}

Result<WebhookFact> play_webhook(Stage& stage, const RoomFact& fact) {
  WebhookFact webhook{.instance = stage.playable(fact.meeting.ref.platform)};
  const auto way_in = way_in_to_play(stage, fact, webhook.instance);
  if (!way_in) return Failure{way_in.error()};
  webhook.meeting = way_in->meeting;
  (void)stage.due(webhook.instance);
  if (!stage.enter(webhook.instance, way_in->grant)) {
    return fail(ErrorCode::internal, "the guest's grant does not open the room on " + webhook.instance);
  }
  const auto due = stage.due(webhook.instance);
  if (due.empty()) return fail(ErrorCode::internal, "no webhook has come from " + webhook.instance);
  const auto client = stage.factory().client(webhook.instance);
  if (!client) return Failure{client.error()};
  webhook.due = due.size();
  webhook.genuine = client->read_webhook(due.back());
  webhook.forged = client->read_webhook(with_a_byte_flipped(due.back()));
  return webhook;
}

}  // namespace

std::string_view to_string(ServiceKind kind) noexcept {
  switch (kind) {
    case ServiceKind::emulator:
      return "emulator";
    case ServiceKind::real:
      return "real";
    case ServiceKind::in_process:
      return "in_process";
  }
  return "emulator";
}

Result<void> play_services(Stage& stage, Facts& facts) {
  facts.services = stage.services();
  return {};
}

Result<void> play_choice(Stage& stage, Facts& facts) {
  const std::vector<RoomContext> rooms{{.id = "clinic"},
                                       {.id = "board", .attributes = {{"tenant", "acme"}}},
                                       {.id = std::string(moving_room)},
                                       {.id = "lab"}};
  for (const auto& room : rooms) {
    RoomFact fact{.room = room, .decision = stage.factory().select(room)};
    if (!fact.decision) return Failure{fact.decision.error()};
    facts.rooms.push_back(std::move(fact));
  }
  return {};
}

Result<void> play_meetings(Stage& stage, Facts& facts) {
  for (auto& fact : facts.rooms) {
    auto meeting = stage.create(fact.room, an_hour(fact.room.id));
    if (!meeting) return Failure{meeting.error()};
    fact.meeting = std::move(*meeting);
  }
  return {};
}

Result<void> play_grants(Stage& stage, Facts& facts) {
  for (auto& fact : facts.rooms) {
    const auto client = stage.factory().client_for(fact.meeting.ref);
    if (!client) return Failure{client.error()};
    auto host = client->join(fact.meeting, ada);
    if (!host) return Failure{host.error()};
    auto guest = client->join(fact.meeting, grace);
    if (!guest) return Failure{guest.error()};
    fact.host = std::move(*host);
    fact.guest = std::move(*guest);
  }
  return {};
}

Result<void> play_webhooks(Stage& stage, Facts& facts) {
  for (auto& fact : facts.rooms) {
    auto webhook = play_webhook(stage, fact);
    if (!webhook) return Failure{webhook.error()};
    fact.webhook = std::move(*webhook);
  }
  return {};
}

Result<void> play_end(Stage& stage, Facts& facts) {
  facts.books = stage.books();
  const auto ended = stage.end_all();
  if (!ended) return Failure{ended.error()};
  facts.ended = *ended;
  for (const auto& [instance, books] : stage.books()) facts.books[instance].left = books.meetings.size();
  return {};
}

}  // namespace vplatform::cli::demo
