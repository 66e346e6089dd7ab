// What the emulated server tells, and how it signs it.

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

TEST_CASE("its webhooks are read by the platform, whenever they are fetched") {
  World world;
  const auto made = world.client.create_meeting({.key = "k", .ends_at = world.clock.now() + 1h});
  const auto grant = world.client.join(*made, {.name = "Ada", .user_id = "ada"});
  REQUIRE(world.server->join(grant->token.reveal(), world.clock.now()));
  world.clock.advance(30min);
  REQUIRE(world.server->leave(made->ref.id, "ada", world.clock.now()));
  world.clock.advance(30min);
  std::vector<EventKind> kinds;
  for (const auto& webhook : world.server->due(world.clock.now())) {
    const auto verdict = world.client.read_webhook(webhook);
    REQUIRE(verdict.outcome == WebhookOutcome::event);
    CHECK((*verdict.event)->meeting == made->ref);
    kinds.push_back((*verdict.event)->kind);
  }
  using enum EventKind;
  CHECK(kinds == std::vector{meeting_started, participant_joined, participant_left, meeting_ended});
}

TEST_CASE("webhooks are signed by the key that the server is told to use") {
  auto options = test_server();
  options.keys.push_back({.issuer = "hooks", .secret = Secret("hook secret")});
  options.webhook_key = "hooks";
  auto settings = test_settings();
  settings.webhook_keys = {{.issuer = "hooks", .secret = Secret("hook secret")}};
  World world(options, settings);
  (void)world.client.create_meeting({.key = "k"});
  const auto webhooks = world.server->due(world.clock.now());
  REQUIRE(webhooks.size() == 1);
  CHECK(world.client.read_webhook(webhooks[0]).outcome == WebhookOutcome::event);
  CHECK(platform_on(world.clock)->read_webhook(webhooks[0]).outcome == WebhookOutcome::refused);
}
