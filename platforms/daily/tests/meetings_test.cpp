#include <algorithm>

#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;
using testing::FaultKind;

TEST_CASE("a meeting is found as it was made") {
  World world;
  const auto made = world.client.create_meeting({.name = "Board", .ends_at = world.clock.now() + 1h});
  REQUIRE(made);
  const auto found = world.client.find_meeting(made->ref);
  REQUIRE(found);
  CHECK(found->ref == made->ref);
  CHECK(found->url == made->url);
  CHECK(found->ends_at == made->ends_at);
  CHECK(found->raw == made->raw);
}

TEST_CASE("a room that is not there, or has expired, is not found") {
  World world;
  const auto missing = world.client.find_meeting({"daily", "nobody", "nobody"});
  REQUIRE(!missing);
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK(missing.error().provider_code == "not-found");
  CHECK(missing.error().provider_message == "room nobody not found");

  const auto made = world.client.create_meeting({.name = "x", .ends_at = world.clock.now() + 1min});
  REQUIRE(made);
  world.clock.advance(1min);
  const auto gone = world.client.find_meeting(made->ref);
  REQUIRE(!gone);
  CHECK(gone.error().code == ErrorCode::not_found);
}

TEST_CASE("what cannot be a room's name never gets into a path") {
  World world;
  const std::string id =
      GENERATE(as<std::string>{}, "..", ".", "a/b", "a b", "", "%2e%2e", std::string(129, 'a'));
  const MeetingRef ref{"daily", id, id};
  const auto found = world.client.find_meeting(ref);
  const auto ended = world.client.end_meeting(ref);
  const auto moved = world.client.update_meeting(ref, {.ends_at = world.clock.now() + 1h});
  const auto grant = world.client.join(ref, {});
  REQUIRE((!found && !ended && !moved && !grant));
  CHECK(found.error().code == ErrorCode::invalid_argument);
  CHECK(ended.error().code == ErrorCode::invalid_argument);
  CHECK(moved.error().code == ErrorCode::invalid_argument);
  CHECK(grant.error().code == ErrorCode::invalid_argument);
  CHECK(world.sent().empty());
}

TEST_CASE("a list goes on until it is at its end") {
  World world;
  const int rooms = GENERATE(0, 3, 100, 250);
  for (int i = 0; i < rooms; ++i) {
    REQUIRE(world.ask("POST", "/rooms", R"({"name":"room-)" + std::to_string(i) + "\"}").status == 200);
  }
  std::vector<std::string> names;
  PageToken next;
  int pages = 0;
  do {
    const auto page = world.client.list_meetings(next);
    REQUIRE(page);
    for (const auto& meeting : page->items) names.push_back(meeting.ref.id);
    next = page->next;
  } while (!next.empty() && ++pages < 10);
  std::sort(names.begin(), names.end());
  CHECK(std::unique(names.begin(), names.end()) == names.end());
  CHECK(names.size() == static_cast<std::size_t>(rooms));
  const auto first = world.transport->faults().requests().front();
  CHECK(first.url == "https://api.daily.co/v1/rooms?limit=100");
}

TEST_CASE("a page that fails is an error and never a short list") {
  World world;
  for (int i = 0; i < 150; ++i) REQUIRE(world.ask("POST", "/rooms", "{}").status == 200);
  const auto first = world.client.list_meetings();
  REQUIRE(first);
  world.transport->faults().add({.kind = FaultKind::unavailable, .times = 3});
  const auto second = world.client.list_meetings(first->next);
  REQUIRE(!second);
  CHECK(second.error().code == ErrorCode::unavailable);
  CHECK(second.error().effect == Effect::none);
  world.transport->faults().add({.kind = FaultKind::cut_body});
  const auto cut = world.client.list_meetings(first->next);
  REQUIRE(!cut);
  CHECK(cut.error().code == ErrorCode::bad_response);
}

TEST_CASE("an end can be moved, and metadata cannot be kept") {
  World world;
  const auto made = world.client.create_meeting({.name = "x", .ends_at = world.clock.now() + 1h});
  REQUIRE(made);
  const auto moved = world.client.update_meeting(made->ref, {.ends_at = world.clock.now() + 3h});
  REQUIRE(moved);
  CHECK(moved->ends_at == world.clock.now() + 3h);
  CHECK(world.transport->faults().requests().back().body == R"({"properties":{"exp":1767236400}})");
  const auto metadata = world.client.update_meeting(made->ref, {.metadata = "x"});
  REQUIRE(!metadata);
  CHECK(metadata.error().code == ErrorCode::unsupported);
  const auto missing =
      world.client.update_meeting({"daily", "nobody", ""}, {.ends_at = world.clock.now() + 3h});
  REQUIRE(!missing);
  CHECK(missing.error().code == ErrorCode::not_found);
}

TEST_CASE("ending puts everybody out, deletes, and bars whoever still holds a token") {
  World world;
  const auto made = world.client.create_meeting({.name = "x"});
  REQUIRE(made);
  const auto grant = world.client.join(*made, {.name = "Ada"});
  REQUIRE(grant);
  REQUIRE(world.emulator->join_with_token(grant->token.reveal(), world.clock.now()));
  REQUIRE(world.client.end_meeting(made->ref));
  CHECK(world.emulator->meetings(world.clock.now()).empty());
  CHECK(!world.emulator->join_with_token(grant->token.reveal(), world.clock.now()));
  const auto events = world.emulator->due(world.clock.now());
  REQUIRE(events.size() == 3);
  CHECK(events.back().body.find("participant.left") != std::string::npos);
  CHECK(world.client.end_meeting(made->ref));
}

TEST_CASE("ending what has expired or is gone is success, also after a lost answer") {
  World world;
  const auto made = world.client.create_meeting({.name = "x", .ends_at = world.clock.now() + 1min});
  REQUIRE(made);
  SECTION("gone") {
    REQUIRE(world.client.end_meeting({"daily", "nobody", ""}));
  }
  SECTION("expired") {
    world.clock.advance(2min);
    REQUIRE(world.client.end_meeting(made->ref));
  }
  SECTION("lost answer") {
    world.transport->faults().add({.kind = FaultKind::lost_after, .method = "DELETE"});
    REQUIRE(world.client.end_meeting(made->ref));
  }
}

TEST_CASE("an end that cannot be done says so, with its effect") {
  World world;
  const auto made = world.client.create_meeting({.name = "x"});
  REQUIRE(made);
  world.transport->faults().add({.kind = FaultKind::lost_before, .method = "DELETE", .times = 3});
  const auto ended = world.client.end_meeting(made->ref);
  REQUIRE(!ended);
  CHECK(ended.error().code == ErrorCode::unavailable);
  CHECK(ended.error().effect == Effect::unknown);
}

TEST_CASE("rooms may be shown at an address of the host's own") {
  auto settings = settings_for({});
  settings.room_base_url = "https://meet.example.org/calls";
  World world(settings);
  const auto made = world.client.create_meeting({.name = "x"});
  REQUIRE(made);
  CHECK(made->url == "https://meet.example.org/calls/" + made->ref.id);
  const auto grant = world.client.join(made->ref, {});
  REQUIRE(grant);
  CHECK(grant->url.reveal() == made->url);
  CHECK(grant->hosts == std::vector<std::string>{"https://meet.example.org", "https://*.daily.co"});
}

TEST_CASE("a health check names the domain, and what to paste") {
  auto settings = settings_for({});
  SECTION("the id is unknown") {
    settings.domain_id.clear();
    World world(settings);
    const auto health = world.client.check_health();
    REQUIRE(health);
    CHECK(health->account == "acme.daily.co");
    CHECK(health->hint == R"("domain_id": "30000000-aaaa-4bbb-8ccc-000000000001")");
  }
  SECTION("the id is known") {
    World world(settings);
    const auto health = world.client.check_health();
    REQUIRE(health);
    CHECK(health->hint.empty());
  }
  SECTION("the key is for another domain") {
    settings.domain = "other.daily.co";
    World world(settings);
    const auto health = world.client.check_health();
    REQUIRE(!health);
    CHECK(health.error().code == ErrorCode::failed_precondition);
  }
  SECTION("the key is wrong") {
    settings.api_key = Secret("wrong-key-wrong-key");
    World world(settings);
    const auto health = world.client.check_health();
    REQUIRE(!health);
    CHECK(health.error().code == ErrorCode::unauthenticated);
    CHECK(describe(health.error()).find("wrong-key") == std::string::npos);
  }
}
