#include <string>
#include <vector>

#include "fake_platform.hpp"
#include "support/catch.hpp"

using namespace selection_test;

namespace {

const std::string three =
    R"({"rooms": {"board": "daily"}, "default": "livekit", "fallback": ["daily", "mock", "whereby", "livekit"],
  "platforms": {"daily": {}, "whereby": {}, "livekit": {}, "mock": {"state": "cordoned"}}})";

std::string skipped(const Decision& decision) {
  std::string all;
  for (const auto& one : decision.passed_over())
    all += one.platform + ":" + std::string(to_string(one.reason)) + " ";
  return all;
}

}  // namespace

TEST_CASE("a meeting is made on the platform that was decided") {
  const Host host;
  const auto factory = *host.open(three);
  const auto placed = factory.create_meeting({.id = "board"}, {.name = "Board"});
  REQUIRE(placed);
  CHECK(placed->ref.platform == "daily");
  CHECK(!placed->key.empty());
  CHECK(placed->decision.platform() == "daily");
  CHECK(placed->decision.source() == DecisionSource::rooms);
  CHECK(host.transport->sent() == std::vector<std::string>{"https://daily.example/rooms"});
}

TEST_CASE("what the spec needs counts in the choice") {
  const Host host;
  const auto factory = *host.open(R"({"rooms": {"board": "daily"}, "default": "whereby",
      "platforms": {"daily": {"lacks": ["knocking"], "seats": 10}, "whereby": {}}})");
  const auto knock = factory.create_meeting({.id = "board"}, {.access = Access::knock});
  REQUIRE(knock);
  CHECK(knock->ref.platform == "whereby");
  CHECK(skipped(knock->decision) == "daily:lacks_capability ");
  const auto many = factory.create_meeting({.id = "board"}, {.max_participants = 11});
  REQUIRE(many);
  CHECK(many->ref.platform == "whereby");
  CHECK(skipped(many->decision) == "daily:too_small ");
}

TEST_CASE("where nothing fits, nothing is sent and the error says why") {
  const Host host;
  const auto factory = *host.open(R"({"default": "daily", "platforms": {"daily": {"state": "cordoned"}}})");
  const auto placed = factory.create_meeting({.id = "board"}, {});
  REQUIRE(!placed);
  CHECK(placed.error().code == ErrorCode::failed_precondition);
  CHECK(placed.error().message == "no platform for the room: 'daily' (default) is cordoned");
  CHECK(host.transport->sent().empty());
}

TEST_CASE("a try on a given instance is without a choice and without a fallback") {
  const Host host;
  const auto factory = *host.open(three);
  const auto placed = factory.create_meeting({.id = "board"}, {.key = "k"}, {.on = "whereby"});
  REQUIRE(placed);
  CHECK(placed->ref.platform == "whereby");
  CHECK(placed->key == "k");
  CHECK(placed->decision.reason() == "pinned");

  host.transport->fail_at("whereby", ErrorCode::unavailable);
  CHECK(factory.create_meeting({.id = "board"}, {}, {.on = "whereby"}).error().code ==
        ErrorCode::unavailable);
  CHECK(factory.create_meeting({.id = "board"}, {}, {.on = "zoom"}).error().code == ErrorCode::not_found);
  CHECK(factory.create_meeting({.id = "board"}, {}, {.on = "mock"}).error().code ==
        ErrorCode::failed_precondition);
  CHECK(host.transport->sent().size() == 2);
}

TEST_CASE("after an unavailable platform without an effect the fallbacks are tried in order") {
  const Host host;
  const auto factory = *host.open(three);
  host.transport->fail_at("daily", ErrorCode::unavailable);
  const auto placed = factory.create_meeting({.id = "board"}, {});
  REQUIRE(placed);
  CHECK(placed->ref.platform == "whereby");
  CHECK(placed->decision.platform() == "whereby");
  CHECK(to_string(placed->decision.source()) == "default");
  CHECK(placed->decision.reason() == "fallback");
  CHECK(skipped(placed->decision) == "daily:unavailable mock:cordoned ");

  host.transport->fail_at("whereby", ErrorCode::unavailable);
  const auto third = factory.create_meeting({.id = "board"}, {});
  REQUIRE(third);
  CHECK(third->ref.platform == "livekit");
  CHECK(skipped(third->decision) == "daily:unavailable mock:cordoned whereby:unavailable ");
}

TEST_CASE("who makes the meeting himself asks for the next platform, until there is none") {
  const Host host;
  const auto factory = *host.open(three);
  const RoomContext board{.id = "board"};
  const auto first = factory.select(board);
  REQUIRE(first.platform() == "daily");
  const auto second = factory.fall_back(board, first);
  REQUIRE(second);
  CHECK(second.platform() == "whereby");
  CHECK(second.reason() == "fallback");
  CHECK(skipped(second) == "daily:unavailable mock:cordoned ");
  const auto third = factory.fall_back(board, second);
  REQUIRE(third);
  CHECK(third.platform() == "livekit");
  CHECK(skipped(third) == "daily:unavailable mock:cordoned whereby:unavailable ");
  const auto none = factory.fall_back(board, third);
  CHECK(!none);
  CHECK(!factory.fall_back(board, none));
  CHECK(host.transport->sent().empty());
}

TEST_CASE("a platform that lacks what the room needs is none to fall back to") {
  const auto factory = *Host{}.open(
      R"({"default": "daily", "fallback": ["whereby", "livekit"],
          "platforms": {"daily": {}, "whereby": {"seats": 4}, "livekit": {"seats": 100}}})");
  const RoomContext large{.id = "hall", .needs = {.people = 50}};
  CHECK(factory.fall_back(large, factory.select(large)).platform() == "livekit");
  CHECK(factory.fall_back({.id = "board"}, factory.select({.id = "board"})).platform() == "whereby");
}

TEST_CASE("where every fallback fails the error is the chosen platform's") {
  const Host host;
  const auto factory = *host.open(three);
  for (const auto* name : {"daily", "whereby", "livekit"})
    host.transport->fail_at(name, ErrorCode::unavailable);
  const auto placed = factory.create_meeting({.id = "board"}, {.name = "Board"});
  REQUIRE(!placed);
  CHECK(placed.error().code == ErrorCode::unavailable);
  CHECK(placed.error().effect == Effect::none);
  CHECK(!placed.error().meeting_key.empty());
  CHECK(host.transport->sent().size() == 3);
}

TEST_CASE("after a failure that may have made a meeting there is no fallback") {
  const Host host;
  const auto factory = *host.open(three);
  host.transport->fail_at("daily", ErrorCode::unavailable, Effect::unknown);
  const auto placed = factory.create_meeting({.id = "board"}, {});
  REQUIRE(!placed);
  CHECK(placed.error().effect == Effect::unknown);
  CHECK(host.transport->sent().size() == 1);
}

TEST_CASE("a fallback that may have made a meeting is the last one, and its error says so") {
  const Host host;
  const auto factory = *host.open(three);
  host.transport->fail_at("daily", ErrorCode::unavailable);
  host.transport->fail_at("whereby", ErrorCode::unavailable, Effect::unknown);
  const auto placed = factory.create_meeting({.id = "board"}, {});
  REQUIRE(!placed);
  CHECK(placed.error().effect == Effect::unknown);
  CHECK(host.transport->sent().size() == 2);
}

TEST_CASE("other failures are not for a fallback") {
  const Host host;
  const auto factory = *host.open(three);
  host.transport->fail_at("daily", ErrorCode::cancelled);
  CHECK(factory.create_meeting({.id = "board"}, {}).error().code == ErrorCode::cancelled);
  CHECK(host.transport->sent().size() == 1);
}

TEST_CASE("a fallback gets what is left of the budget and no more") {
  Host host;
  const auto factory = *host.open(three);
  host.transport->fail_at("daily", ErrorCode::unavailable);
  host.transport->on_send([&] { host.clock.advance(std::chrono::seconds(5)); });
  CHECK(!factory.create_meeting({.id = "board"}, {}, {.call = {.budget = std::chrono::seconds(5)}}));
  CHECK(host.transport->sent().size() == 1);
}

TEST_CASE("a choice that an update overtakes is made again") {
  // The observer updates right after the first decision: the platform that was chosen takes no meetings any
  // more.
  class Overtaker final : public Observer {
   public:
    PlatformFactory* factory = nullptr;
    void decided(const Decision&) override {
      auto* const once = std::exchange(factory, nullptr);
      if (once == nullptr) return;
      (void)once->update(Config::from_text(
          R"({"default": "whereby", "platforms": {"daily": {"state": "cordoned"}, "whereby": {}}})",
          no_variables()));
    }
  };
  Host host;
  auto overtaker = std::make_shared<Overtaker>();
  host.options.observer = overtaker;
  auto factory = *host.open(R"({"default": "daily", "platforms": {"daily": {}, "whereby": {}}})");
  overtaker->factory = &factory;
  const auto placed = factory.create_meeting({.id = "board"}, {});
  REQUIRE(placed);
  CHECK(placed->ref.platform == "whereby");
  CHECK(host.transport->sent() == std::vector<std::string>{"https://whereby.example/rooms"});
}

TEST_CASE("a factory without a transport works for platforms that send nothing") {
  const auto factory = PlatformFactory::open(
      fakes(), Config::from_text(R"({"default": "daily", "platforms": {"daily": {}}})", no_variables()),
      nullptr, Host{}.clock.env(), {.retry = {.max_attempts = 1}});
  REQUIRE(factory);
  const MeetingRef ref{.platform = "daily", .id = "x"};
  CHECK(factory->client_for(ref)->find_meeting(ref));
  const auto placed = factory->create_meeting({.id = "board"}, {});
  REQUIRE(!placed);
  CHECK(placed.error().code == ErrorCode::unavailable);
  CHECK(placed.error().effect == Effect::none);
}
