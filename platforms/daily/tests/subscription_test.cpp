#include "world.hpp"

// The domain's webhook.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

const std::string url = "https://calls.example/hooks/daily";

struct Hooks : World {
  using World::World;
  [[nodiscard]] spi::Json at_daily() { return parsed(ask("GET", "/webhooks").body); }
  Result<JsonText> receiver(int status, int seconds = 0) {
    return emulator->play(
        "receiver",
        {R"({"status":)" + std::to_string(status) + R"(,"seconds":)" + std::to_string(seconds) + "}"},
        clock.now());
  }
};

}  // namespace

TEST_CASE("a webhook is made once, signed with our secret, and left alone when it is right") {
  Hooks hooks;
  const auto made = hooks.client.ensure_webhook({.url = url});
  REQUIRE(made);
  CHECK(made->active);
  CHECK(made->changes == std::vector<std::string>{"created"});
  CHECK(hooks.at_daily().items()[0]["hmac"].text() == webhook_secret);
  CHECK(hooks.at_daily().items()[0]["eventTypes"].size() == 16);
  const auto posts = hooks.sent().size();
  const auto again = hooks.client.ensure_webhook({.url = url});
  REQUIRE(again);
  CHECK(again->id == made->id);
  CHECK(again->changes.empty());
  CHECK(hooks.sent().size() == posts + 1);
}

TEST_CASE("the probe of a new webhook is recognised") {
  Hooks hooks;
  REQUIRE(hooks.client.ensure_webhook({.url = url}));
  const auto due = hooks.emulator->due(hooks.clock.now());
  REQUIRE(due.size() == 1);
  CHECK(hooks.client.read_webhook(due.front()).outcome == WebhookOutcome::probe);
}

TEST_CASE("events, signature and retry are brought to what is wanted, each named") {
  Hooks hooks;
  REQUIRE(hooks
              .ask("POST", "/webhooks",
                   R"({"url":")" + url +
                       R"(","eventTypes":["meeting.started"],"hmac":"AAAA","retryType":"exponential"})")
              .status == 200);
  const WebhookSpec wanted{.url = url, .kinds = {EventKind::meeting_ended}};
  auto dry = wanted;
  dry.dry_run = true;
  const std::vector<std::string> all{"events", "signature", "retry"};
  CHECK(hooks.client.ensure_webhook(dry)->changes == all);
  CHECK(hooks.at_daily().items()[0]["hmac"].text() == "AAAA");
  CHECK(hooks.client.ensure_webhook(wanted)->changes == all);
  const auto now = hooks.at_daily().items()[0];
  CHECK(now["hmac"].text() == webhook_secret);
  CHECK(now["retryType"].text() == "circuit-breaker");
  CHECK(now["eventTypes"].dump() == R"(["meeting.ended"])");
}

TEST_CASE("F24 a webhook that has failed is revived") {
  Hooks hooks;
  REQUIRE(hooks.client.ensure_webhook({.url = url}));
  (void)hooks.emulator->due(hooks.clock.now());
  const auto room = hooks.client.create_meeting({.key = "call"})->ref.room;
  REQUIRE(hooks.receiver(500));
  for (int i = 0; i < 4; ++i) REQUIRE(hooks.emulator->join(room, {"", "Ada", false}, hooks.clock.now()));
  CHECK(hooks.emulator->due(hooks.clock.now()).size() == 5);
  REQUIRE(hooks.emulator->join(room, {"", "Grace", false}, hooks.clock.now()));
  CHECK(hooks.emulator->due(hooks.clock.now()).empty());

  WebhookSpec look{.url = url};
  look.dry_run = true;
  const auto failed = hooks.client.ensure_webhook(look);
  REQUIRE(failed);
  CHECK_FALSE(failed->active);
  CHECK(failed->failures == 3);
  CHECK(failed->changes == std::vector<std::string>{"revived"});

  const auto refused = hooks.client.ensure_webhook({.url = url});
  REQUIRE(!refused);
  CHECK(refused.error().message.find("probe") != std::string::npos);
  REQUIRE(hooks.receiver(200));
  const auto revived = hooks.client.ensure_webhook({.url = url});
  REQUIRE(revived);
  CHECK(revived->active);
  CHECK(revived->failures == 0);
  (void)hooks.emulator->due(hooks.clock.now());
  REQUIRE(hooks.emulator->join(room, {"", "Edith", false}, hooks.clock.now()));
  CHECK(hooks.emulator->due(hooks.clock.now()).size() == 1);
}

TEST_CASE("F25 a success between failures counts from the start again") {
  Hooks hooks;
  REQUIRE(hooks.client.ensure_webhook({.url = url}));
  (void)hooks.emulator->due(hooks.clock.now());
  const auto room = hooks.client.create_meeting({.key = "call"})->ref.room;
  REQUIRE(hooks.emulator->join(room, {"", "first", false}, hooks.clock.now()));
  (void)hooks.emulator->due(hooks.clock.now());
  for (const int status : {500, 500, 200, 500, 500}) {
    REQUIRE(hooks.receiver(status));
    REQUIRE(hooks.emulator->join(room, {"", "Ada", false}, hooks.clock.now()));
    REQUIRE(hooks.emulator->due(hooks.clock.now()).size() == 1);
  }
  CHECK(hooks.at_daily().items()[0]["state"].text() == "ACTIVE");
}

TEST_CASE("F26 with exponential retries a message is tried five times and the webhook stays") {
  auto settings = settings_for({});
  settings.webhook_retry = "exponential";
  Hooks hooks(settings);
  REQUIRE(hooks.client.ensure_webhook({.url = url, .kinds = {EventKind::meeting_started}}));
  (void)hooks.emulator->due(hooks.clock.now());
  const auto room = hooks.client.create_meeting({.key = "call"})->ref.room;
  REQUIRE(hooks.receiver(500));
  REQUIRE(hooks.emulator->join(room, {"", "Ada", false}, hooks.clock.now()));
  int tries = 0;
  for (int minute = 0; minute < 120; ++minute) {
    tries += static_cast<int>(hooks.emulator->due(hooks.clock.now()).size());
    hooks.clock.advance(1min);
  }
  CHECK(tries == 5);
  CHECK(hooks.at_daily().items()[0]["state"].text() == "ACTIVE");
}

TEST_CASE("F23 somebody else's webhook is not touched, and the failure says why") {
  Hooks hooks;
  REQUIRE(
      hooks.ask("POST", "/webhooks", R"({"url":"https://other.example","eventTypes":["meeting.started"]})")
          .status == 200);
  const auto before = hooks.at_daily().dump();
  const auto refused = hooks.client.ensure_webhook({.url = url});
  REQUIRE(!refused);
  CHECK(refused.error().message.find("one webhook only") != std::string::npos);
  CHECK(hooks.at_daily().dump() == before);
}

TEST_CASE("F22 a receiver that does not answer 200 within eight seconds gets no webhook") {
  Hooks hooks;
  const auto [status, seconds] = GENERATE(table<int, int>({{500, 0}, {204, 0}, {302, 0}, {200, 9}}));
  REQUIRE(hooks.receiver(status, seconds));
  CHECK(hooks.client.ensure_webhook({.url = url}).error().code == ErrorCode::invalid_argument);
  CHECK(hooks.at_daily().size() == 0);
  REQUIRE(hooks.receiver(200, 8));
  CHECK(hooks.client.ensure_webhook({.url = url})->active);
}

TEST_CASE("F27 without a card on the account there are no webhooks") {
  Hooks hooks(settings_for({}), EmulatorOptions{.card = false});
  const auto refused = hooks.client.ensure_webhook({.url = url});
  CHECK(refused.error().code == ErrorCode::permission_denied);
  CHECK(refused.error().provider_code == "invalid-plan-type");
}

TEST_CASE("F28 a webhook that was deleted is made again") {
  Hooks hooks;
  const auto made = hooks.client.ensure_webhook({.url = url});
  const auto deleted = hooks.ask("DELETE", "/webhooks/" + made->id);
  CHECK(deleted.status == 200);
  CHECK(deleted.body.empty());
  CHECK(hooks.client.ensure_webhook({.url = url})->changes == std::vector<std::string>{"created"});
}

TEST_CASE("a create whose answer is lost is looked for, and not sent again") {
  Hooks hooks;
  hooks.transport->faults().add(
      {.kind = testing::FaultKind::lost_after, .method = "POST", .path = "webhooks"});
  const auto made = hooks.client.ensure_webhook({.url = url});
  REQUIRE(made);
  CHECK(made->active);
  CHECK(hooks.sent() == std::vector<std::string>{"GET /webhooks", "POST /webhooks", "GET /webhooks"});
}

TEST_CASE("an event that Daily does not have is refused by name, and a dry run sends no write") {
  Hooks hooks;
  const auto refused = hooks.client.ensure_webhook({.url = url, .kinds = {EventKind::track_published}});
  CHECK(refused.error().code == ErrorCode::unsupported);
  CHECK(refused.error().message.find("track_published") != std::string::npos);
  WebhookSpec look{.url = url};
  look.dry_run = true;
  CHECK(hooks.client.ensure_webhook(look)->changes == std::vector<std::string>{"created"});
  CHECK(hooks.sent() == std::vector<std::string>{"GET /webhooks"});
}

TEST_CASE("without a secret there is no subscription") {
  auto settings = settings_for({});
  settings.webhook_secrets.clear();
  Hooks hooks(settings);
  CHECK(hooks.client.ensure_webhook({.url = url}).error().code == ErrorCode::unsupported);
}
