#include <algorithm>

#include "support/catch.hpp"
#include "vplatform/spi/naming.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;
using testing::FaultKind;

namespace {

std::size_t rooms_of(const World& world, const std::string& key) {
  const auto name = spi::room_name(key);
  const auto all = world.server->meetings(world.clock.now());
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const auto& one) { return one.id == name; }));
}

}  // namespace

TEST_CASE("a meeting is the room that its key names") {
  World world;
  const auto now = world.clock.now();
  const auto meeting = world.client.create_meeting({.name = "Stand-up",
                                                    .key = "team.7",
                                                    .ends_at = now + 1h,
                                                    .max_participants = 9,
                                                    .metadata = R"({"a":1})"});
  REQUIRE(meeting);
  CHECK(meeting->ref == MeetingRef{"livekit", spi::room_name("team.7"), spi::room_name("team.7")});
  CHECK(meeting->url == "https://meet.example");
  CHECK(meeting->key == "team.7");
  CHECK(meeting->ends_at == now + 1h);
  CHECK(meeting->created_at == now);
  CHECK(meeting->metadata == R"({"a":1})");
  CHECK(meeting->differs.empty());

  const auto sent = world.network->faults().requests();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].url == "http://127.0.0.1:7880/twirp/livekit.RoomService/CreateRoom");
  CHECK(sent[0].body == R"({"name":")" + meeting->ref.id +
                            R"(","emptyTimeout":3600,"maxParticipants":9,"metadata":"{\"a\":1}"})");
  CHECK(claims_of(token_of(sent[0]))["video"].dump() == R"({"roomCreate":true})");
}

TEST_CASE("what is not asked for is not sent, and the room waits for its instance's time") {
  World world;
  const auto meeting = world.client.create_meeting({.key = "k"});
  REQUIRE(meeting);
  CHECK(world.network->faults().requests()[0].body ==
        R"({"name":")" + meeting->ref.id + R"(","emptyTimeout":21600})");
  CHECK(meeting->ends_at == world.clock.now() + 6h);
}

TEST_CASE("a room that nobody has joined lives until its end") {
  World world;
  const auto meeting = world.client.create_meeting({.key = "k", .ends_at = world.clock.now() + 1h});
  world.clock.advance(59min);
  CHECK(world.client.find_meeting(meeting->ref));
  world.clock.advance(2min);
  CHECK(world.client.find_meeting(meeting->ref).error().code == ErrorCode::not_found);
}

TEST_CASE("the key alone decides, and what differs is named") {
  World world;
  const auto now = world.clock.now();
  const MeetingSpec spec{
      .name = "a", .key = "k", .ends_at = now + 1h, .max_participants = 5, .metadata = "m"};
  const auto first = world.client.create_meeting(spec);
  world.clock.advance(5min);

  const auto same = world.client.create_meeting(spec);
  CHECK(same->ref == first->ref);
  CHECK(same->differs.empty());
  CHECK(same->ends_at == now + 1h);

  const auto unset = world.client.create_meeting({.name = "b", .key = "k"});
  CHECK(unset->ref == first->ref);
  CHECK(unset->differs.empty());
  CHECK(unset->metadata == "m");
  CHECK(unset->ends_at == now + 1h);

  auto other = spec;
  other.ends_at = now + 2h;
  other.max_participants = 6;
  other.metadata = "n";
  const auto differs = world.client.create_meeting(other);
  CHECK(differs->ref == first->ref);
  CHECK(differs->differs == std::vector<std::string>{"ends_at", "max_participants", "metadata"});
  CHECK(differs->ends_at == now + 1h);
  CHECK(rooms_of(world, "k") == 1);
}

TEST_CASE("an end that is off by more than two seconds differs") {
  World world;
  const auto ends = world.clock.now() + 1h;
  (void)world.client.create_meeting({.key = "k", .ends_at = ends});
  for (const auto& [off, is_same] : {std::pair{2s, true}, {3s, false}, {-2s, true}, {-3s, false}}) {
    INFO(off.count());
    CHECK(world.client.create_meeting({.key = "k", .ends_at = ends + off})->differs.empty() == is_same);
  }
}

TEST_CASE("attempts that were lost start the room's clock later, and that is no difference") {
  const auto ends = testing::FakeClock().now() + 1h;
  for (const auto& [late, is_same] : {std::pair{10s, true}, {0s, false}}) {
    INFO(late.count());
    World other;
    auto step = other.platform->create_meeting({.key = "k", .ends_at = ends});
    const auto request = request_of(step);
    // The server got it ten seconds after it was made; how long we waited for the answer is what counts.
    const auto answer = other.server->handle(request, other.clock.now() + 10s);
    other.clock.advance(late);
    const auto meeting = advance(std::move(step), {.answer = answer}).take();
    REQUIRE(meeting);
    CHECK(meeting->differs.empty() == is_same);
    CHECK((meeting->ends_at == ends) == is_same);
  }
}

TEST_CASE("an answer that is lost once or twice is no second meeting") {
  for (const auto kind :
       {FaultKind::lost_before, FaultKind::lost_after, FaultKind::applied_late, FaultKind::rate_limited,
        FaultKind::unavailable, FaultKind::cut_transport, FaultKind::html}) {
    for (const int times : {1, 2}) {
      INFO(testing::to_string(kind) << " x " << times);
      World world;
      world.network->faults().add({.kind = kind, .times = times});
      const auto meeting = world.client.create_meeting({.key = "k"});
      REQUIRE(meeting);
      CHECK(meeting->key == "k");
      (void)world.client.list_meetings();
      (void)world.client.list_meetings();
      CHECK(rooms_of(world, "k") == 1);
      CHECK(world.server->meetings(world.clock.now()).size() == 1);
    }
  }
}

TEST_CASE("three lost answers are a failure that tells the truth, and the key finds the meeting") {
  for (const auto kind :
       {FaultKind::lost_before, FaultKind::lost_after, FaultKind::applied_late, FaultKind::unavailable}) {
    INFO(testing::to_string(kind));
    World world;
    world.network->faults().add({.kind = kind, .times = 3});
    const auto failed = world.client.create_meeting({.name = "board"});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == ErrorCode::unavailable);
    CHECK(failed.error().effect == Effect::unknown);
    REQUIRE_FALSE(failed.error().meeting_key.empty());

    const auto again = world.client.create_meeting({.key = failed.error().meeting_key});
    REQUIRE(again);
    (void)world.client.list_meetings();
    CHECK(rooms_of(world, failed.error().meeting_key) == 1);
    CHECK(world.server->meetings(world.clock.now()).size() == 1);
  }
}

TEST_CASE("half an answer is not understood, and says that the room may be there") {
  World world;
  world.network->faults().add({.kind = FaultKind::cut_body});
  const auto failed = world.client.create_meeting({.key = "k"});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::bad_response);
  CHECK(failed.error().effect == Effect::unknown);
  CHECK(world.client.create_meeting({.key = "k"}));
  CHECK(rooms_of(world, "k") == 1);
}

TEST_CASE("a refusal has no effect") {
  World world;
  world.network->faults().add({.kind = FaultKind::rate_limited, .times = 3});
  const auto failed = world.client.create_meeting({.key = "k"});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::rate_limited);
  CHECK(failed.error().effect == Effect::none);
  CHECK(rooms_of(world, "k") == 0);
}

TEST_CASE("two hundred and fifty other rooms, and a failing list, change nothing about a create") {
  World world;
  for (int i = 0; i < 250; ++i) REQUIRE(world.client.create_meeting({.key = "other" + std::to_string(i)}));
  world.network->faults().add({.kind = FaultKind::unavailable, .path = "ListRooms", .times = 100});
  world.network->faults().add({.kind = FaultKind::lost_after, .path = "CreateRoom"});
  REQUIRE(world.client.create_meeting({.key = "k"}));
  CHECK(rooms_of(world, "k") == 1);
  CHECK(world.server->meetings(world.clock.now()).size() == 251);
}

TEST_CASE("another process finds the meeting of a key") {
  World world;
  const auto meeting = world.client.create_meeting({.key = "k", .metadata = "m"});
  const auto other = client_on(world.clock, platform_on(world.clock), world.network);
  const auto found = other.create_meeting({.key = "k"});
  CHECK(found->ref == meeting->ref);
  CHECK(found->metadata == "m");
}

TEST_CASE("extras reach the request, but not what the library owns") {
  World world;
  const auto with = [&](const std::string& extras) {
    return world.client.create_meeting({.key = "k", .extras = {{"livekit", {extras}}}});
  };
  REQUIRE(with(R"({"departureTimeout":60,"tags":{"t":"1"}})"));
  const auto body = *spi::Json::parse(world.network->faults().requests()[0].body);
  CHECK(body["departureTimeout"].integer() == 60);
  CHECK(body["tags"]["t"].text() == "1");
  CHECK(body["name"].text() == spi::room_name("k"));

  for (const auto* name :
       {"name", "emptyTimeout", "empty_timeout", "maxParticipants", "max_participants", "metadata"}) {
    const auto refused = with(std::string(R"({")") + name + R"(":1})");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
    CHECK(refused.error().message.find(name) != std::string::npos);
  }
  CHECK(world.network->faults().requests().size() == 1);
}

TEST_CASE("names that no server should see never reach it") {
  World world;
  for (const auto& key :
       {std::string("sälen/../x?y#z"), std::string(300, 'x'), std::string("日本"), std::string(" ")}) {
    const auto meeting = world.client.create_meeting({.name = key, .key = key});
    REQUIRE(meeting);
    CHECK(meeting->ref.id.size() <= 37);
    CHECK(std::all_of(meeting->ref.id.begin(), meeting->ref.id.end(),
                      [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }));
  }
}

TEST_CASE("an answer about another room is not taken for ours") {
  Script script;
  script.transport->answer(200, R"({"sid":"RM_x","name":"somebody-else"})");
  CHECK(script.client.create_meeting({.key = "k"}).error().code == ErrorCode::bad_response);
}
