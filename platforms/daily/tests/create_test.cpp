#include <algorithm>

#include "vplatform/spi/naming.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;
using testing::FaultKind;

namespace {

const std::string key = "board-room.2026-01-01";

}  // namespace

TEST_CASE("a new room is private, ends after six hours, and bears the key's name") {
  World world;
  const auto meeting = world.client.create_meeting({.name = "Board", .key = key});
  REQUIRE(meeting);
  CHECK(meeting->ref.platform == "daily");
  CHECK(meeting->ref.id == spi::room_name(key));
  CHECK(meeting->ref.room == meeting->ref.id);
  CHECK(meeting->url == "https://acme.daily.co/" + meeting->ref.id);
  CHECK(meeting->ends_at == world.clock.now() + 6h);
  CHECK(meeting->created_at == world.clock.now());
  CHECK(meeting->key == key);
  CHECK(meeting->differs.empty());
  const auto request = world.transport->faults().requests().at(0);
  CHECK(request.body ==
        R"({"name":")" + meeting->ref.id + R"(","privacy":"private","properties":{"exp":1767247200}})");
  CHECK(find_header(request.headers, "Authorization") == "Bearer " + EmulatorOptions{}.api_key);
}

TEST_CASE("what is asked for is said, and nothing else") {
  auto settings = settings_for({});
  settings.recording = {"cloud", "raw-tracks"};
  settings.recordings_bucket = {"calls", "eu-central-1", "arn:aws:iam::111122223333:role/Daily"};
  World world(settings);
  MeetingSpec spec{.name = "x", .key = key, .ends_at = world.clock.now() + 1h, .eject_at_end = true};
  spec.access = Access::knock;
  spec.max_participants = 20;
  spec.extras["daily"] = {R"({"properties":{"lang":"de","start_audio_off":true}})"};
  spec.extras["whereby"] = {"not even JSON"};
  REQUIRE(world.client.create_meeting(spec));
  const auto body = parsed(world.transport->faults().requests().at(0).body);
  const auto properties = body["properties"];
  CHECK(json_text(body, "privacy") == "private");
  CHECK(properties["exp"].integer() == 1767229200);
  CHECK(properties["eject_at_room_exp"].boolean() == true);
  CHECK(properties["enable_knocking"].boolean() == true);
  CHECK(properties["max_participants"].integer() == 20);
  CHECK(properties["enable_recording"].dump() == R"(["cloud","raw-tracks"])");
  CHECK(json_text(properties["recordings_bucket"], "assume_role_arn") ==
        "arn:aws:iam::111122223333:role/Daily");
  CHECK(json_text(properties, "lang") == "de");
  CHECK(properties["start_audio_off"].boolean() == true);
}

TEST_CASE("an open meeting is a public room") {
  World world;
  MeetingSpec spec{.name = "x", .key = key};
  spec.access = Access::open;
  REQUIRE(world.client.create_meeting(spec));
  CHECK(json_text(parsed(world.transport->faults().requests().at(0).body), "privacy") == "public");
}

TEST_CASE("extras cannot say what the portable fields say") {
  World world;
  const auto [extras, name] = GENERATE(table<std::string, std::string>({
      {R"({"name":"mine"})", "'name'"},
      {R"({"privacy":"public"})", "'privacy'"},
      {R"({"properties":{"exp":1}})", "'properties.exp'"},
      {R"({"properties":{"eject_at_room_exp":true}})", "'properties.eject_at_room_exp'"},
      {R"({"properties":{"max_participants":null}})", "'properties.max_participants'"},
      {R"({"properties":{"enable_knocking":true}})", "'properties.enable_knocking'"},
      {R"({"properties":null})", "'properties'"},
  }));
  MeetingSpec spec{.name = "x", .key = key};
  spec.extras["daily"] = {extras};
  const auto meeting = world.client.create_meeting(spec);
  REQUIRE(!meeting);
  CHECK(meeting.error().code == ErrorCode::invalid_argument);
  CHECK(meeting.error().message.find(name) != std::string::npos);
  CHECK(world.sent().empty());
}

TEST_CASE("the key alone decides, also for another client, and what differs is named") {
  World world;
  const auto first =
      world.client.create_meeting({.name = "Board", .key = key, .ends_at = world.clock.now() + 1h});
  REQUIRE(first);
  MeetingSpec other{
      .name = "Quite another name", .key = key, .ends_at = world.clock.now() + 2h, .eject_at_end = true};
  other.access = Access::open;
  other.max_participants = 8;
  const auto second = world.client_with(settings_for({})).create_meeting(other);
  REQUIRE(second);
  CHECK(second->ref == first->ref);
  CHECK(second->ends_at == first->ends_at);
  CHECK(second->differs == std::vector<std::string>{"ends_at", "eject_at_end", "access", "max_participants"});
  const auto third = world.client.create_meeting({.name = "Board", .key = key});
  REQUIRE(third);
  CHECK(third->differs.empty());
  CHECK(world.emulator->meetings(world.clock.now()).size() == 1);
}

TEST_CASE("a size that Daily leaves out as its default does not differ") {
  World world;
  MeetingSpec spec{.name = "x", .key = key};
  spec.max_participants = 200;
  REQUIRE(world.client.create_meeting(spec));
  const auto again = world.client.create_meeting(spec);
  REQUIRE(again);
  CHECK(again->differs.empty());
}

TEST_CASE("a room that has expired and still holds the name makes way") {
  World world;
  REQUIRE(world.client.create_meeting({.name = "x", .key = key, .ends_at = world.clock.now() + 1min}));
  world.clock.advance(2min);
  const auto again = world.client.create_meeting({.name = "x", .key = key});
  REQUIRE(again);
  CHECK(again->ends_at == world.clock.now() + 6h);
  CHECK(world.sent() == std::vector<std::string>{"POST /rooms", "POST /rooms", "GET /rooms/{name}",
                                                 "DELETE /rooms/{name}", "POST /rooms"});
  CHECK(world.emulator->meetings(world.clock.now()).size() == 1);
}

TEST_CASE("clearing an expired room away survives lost answers") {
  World world;
  const auto kind = GENERATE(FaultKind::lost_before, FaultKind::lost_after);
  const std::string method = GENERATE("GET", "DELETE", "POST");
  const int skip = method == "POST" ? 1 : 0;
  REQUIRE(world.client.create_meeting({.name = "x", .key = key, .ends_at = world.clock.now() + 1min}));
  world.clock.advance(2min);
  world.transport->faults().add({.kind = kind, .method = method, .path = "rooms", .skip = skip});
  const auto again = world.client.create_meeting({.name = "x", .key = key});
  REQUIRE(again);
  CHECK(again->ends_at > world.clock.now());
  CHECK(world.transport->faults().pending() == 0);
  CHECK(world.emulator->meetings(world.clock.now()).size() == 1);
}

TEST_CASE("a real 400 is told from a clash, and has had no effect") {
  World world;
  MeetingSpec spec{.name = "x", .key = key};
  spec.extras["daily"] = {R"({"properties":{"no_such_property":1}})"};
  const auto meeting = world.client.create_meeting(spec);
  REQUIRE(!meeting);
  CHECK(meeting.error().code == ErrorCode::invalid_argument);
  CHECK(meeting.error().provider_code == "invalid-request-error");
  CHECK(meeting.error().http_status == 400);
  CHECK(meeting.error().effect == Effect::none);
  CHECK(meeting.error().meeting_key == key);
}

TEST_CASE("there are never two meetings for a key, whatever is lost") {
  World world;
  const auto kind =
      GENERATE(FaultKind::lost_before, FaultKind::lost_after, FaultKind::applied_late, FaultKind::cut_body,
               FaultKind::cut_transport, FaultKind::unavailable, FaultKind::rate_limited, FaultKind::html);
  const int times = GENERATE(1, 3);
  const bool crowded = GENERATE(false, true);
  if (crowded) {
    for (int i = 0; i < 250; ++i) REQUIRE(world.ask("POST", "/rooms", "{}").status == 200);
  }
  const auto count = [&] {
    return world.emulator->meetings(world.clock.now()).size() - (crowded ? 250U : 0U);
  };
  world.transport->faults().add({.kind = kind, .method = "POST", .times = times});

  const auto first = world.client.create_meeting({.name = "x", .key = key});
  if (first) {
    CHECK(count() == 1);
  } else {
    CHECK(first.error().meeting_key == key);
    if (first.error().effect == Effect::none) CHECK(count() == 0);
  }
  const auto second = world.client.create_meeting({.name = "x", .key = key});
  REQUIRE(second);
  CHECK(second->ref.id == spi::room_name(key));
  CHECK(second->differs.empty());
  CHECK(count() == 1);
  // A listing can be long, or fail: nothing depends on one.
  const auto sent = world.sent();
  CHECK(std::count(sent.begin(), sent.end(), "GET /rooms") == 0);
}

TEST_CASE("three lost answers end in an unknown effect, and the next call finds the meeting") {
  World world;
  world.transport->faults().add({.kind = FaultKind::lost_after, .method = "POST", .times = 3});
  const auto lost = world.client.create_meeting({.name = "Board"});
  REQUIRE(!lost);
  CHECK(lost.error().code == ErrorCode::unavailable);
  CHECK(lost.error().effect == Effect::unknown);
  REQUIRE(!lost.error().meeting_key.empty());
  const auto found = world.client.create_meeting({.name = "Board", .key = lost.error().meeting_key});
  REQUIRE(found);
  CHECK(found->key == lost.error().meeting_key);
  CHECK(world.emulator->meetings(world.clock.now()).size() == 1);
}

TEST_CASE("a name is made safe and never sent raw") {
  World world;
  const std::string name =
      GENERATE(as<std::string>{}, "", "../../rooms", "Zo\xc3\xab \xe4\xbc\x9a\xe8\xae\xae",
               std::string(300, 'x'), "a b?c=d#e");
  const auto meeting = world.client.create_meeting({.name = name});
  REQUIRE(meeting);
  CHECK(meeting->ref.id.size() <= 37);
  CHECK(meeting->ref.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
  CHECK(world.client.find_meeting(meeting->ref));
}
