#include "vplatform/sessions/reconciler.hpp"

#include "../inbox/world.hpp"

using namespace sessions_test;

namespace {

const ReconcilerOptions options{.webhook_url = "https://host.example/hooks/{instance}", .watchdog = 300s};

RoundReport round(const World& world, const ReconcilerOptions& with = options) {
  return Reconciler(world.backend, with).round().value();
}

}  // namespace

TEST_CASE("the watchdog sees to it that an instance has its webhook") {
  World world(VPLATFORM_BOTH_DATABASES);
  CHECK(round(world).webhooks_revived == 0);
  REQUIRE(world.service->subscription("mock"));
  CHECK(world.service->subscription("mock")->told.url == "https://host.example/hooks/mock");
}

TEST_CASE("a webhook that the platform has given up is revived") {
  World world(VPLATFORM_BOTH_DATABASES);
  (void)round(world);
  REQUIRE(world.service->fail_webhook("mock"));
  world.clock.advance(299s);
  CHECK(round(world).webhooks_revived == 0);
  CHECK(!world.service->subscription("mock")->told.active);
  world.clock.advance(1s);
  CHECK(round(world).webhooks_revived == 1);
  CHECK(world.service->subscription("mock")->told.active);
  CHECK(world.count("SELECT revived_at FROM instance_watch WHERE instance = 'mock'") ==
        to_stored(world.now()));
  world.clock.advance(300s);
  CHECK(round(world).webhooks_revived == 0);
}

TEST_CASE("of two processes one looks after a webhook") {
  World world(VPLATFORM_BOTH_DATABASES);
  (void)round(world);
  REQUIRE(world.service->fail_webhook("mock"));
  world.clock.advance(300s);
  CHECK(round(world).webhooks_revived == 1);
  REQUIRE(world.service->fail_webhook("mock"));
  CHECK(Reconciler(world.other(), options).round().value().webhooks_revived == 0);
}

TEST_CASE("webhooks are left alone without an address, and where they are not ours to manage") {
  const auto dialect = VPLATFORM_BOTH_DATABASES;
  SECTION("no address") {
    World world(dialect);
    CHECK(round(world, {}).errors.empty());
    CHECK(!world.service->subscription("mock"));
  }
  SECTION("not to be managed") {
    World world(dialect, R"({"without": ["manage_webhooks"]})");
    CHECK(round(world).errors.empty());
    CHECK(!world.service->subscription("mock"));
  }
}

TEST_CASE("a platform that does not let the watchdog look is asked again later") {
  World world(VPLATFORM_BOTH_DATABASES);
  world.service->fail_next(
      {.error = {.code = ErrorCode::unavailable, .message = "away"}, .operation = "ensure_webhook"});
  CHECK(round(world).errors.size() == 1);
  CHECK(round(world).errors.empty());
  CHECK(!world.service->subscription("mock"));
  world.clock.advance(300s);
  CHECK(round(world).errors.empty());
  CHECK(world.service->subscription("mock"));
}

TEST_CASE("a clock that was set back does not put the watchdog to sleep") {
  World world(VPLATFORM_BOTH_DATABASES);
  (void)round(world);
  REQUIRE(world.service->fail_webhook("mock"));
  world.clock.set(world.now() - 24h);
  CHECK(round(world).webhooks_revived == 1);
}
