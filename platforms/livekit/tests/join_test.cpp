#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

const MeetingRef standup{.platform = "livekit", .id = "standup-1", .room = "standup-1"};

std::string video_of(const JoinGrant& grant) {
  return claims_of(grant.token.reveal())["video"].dump();
}

std::int64_t unix_of(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

}  // namespace

TEST_CASE("a participant may speak, show and chat, and run nothing") {
  World world;
  const auto grant = world.client.join(standup, {.name = "Ada", .user_id = "ada"});
  REQUIRE(grant);
  CHECK(
      video_of(*grant) ==
      R"({"canPublish":true,"canPublishData":true,"canPublishSources":["camera","microphone","screen_share","screen_share_audio"],"canSubscribe":true,"room":"standup-1","roomJoin":true})");
  const auto claims = claims_of(grant->token.reveal());
  CHECK(claims["sub"].text() == "ada");
  CHECK(claims["name"].text() == "Ada");
  CHECK(claims["iss"].text() == test_key);
  CHECK(world.network->faults().requests().empty());
}

TEST_CASE("a host runs this one room and no other, and cannot create or list") {
  World world;
  const auto grant = world.client.join(standup, {.role = Role::host});
  REQUIRE(grant);
  const auto video = claims_of(grant->token.reveal())["video"];
  CHECK(video["roomAdmin"].boolean() == true);
  CHECK(video["room"].text() == "standup-1");
  for (const auto right : {"roomCreate", "roomList", "roomRecord", "ingressAdmin", "hidden", "recorder"}) {
    INFO(right);
    CHECK_FALSE(video[right].is_present());
  }
}

TEST_CASE("a viewer looks and listens, and nothing else") {
  World world;
  const auto grant = world.client.join(standup, {.role = Role::viewer});
  REQUIRE(grant);
  CHECK(
      video_of(*grant) ==
      R"({"canPublish":false,"canPublishData":false,"canSubscribe":true,"room":"standup-1","roomJoin":true})");
}

TEST_CASE("each right can be given and taken on its own") {
  World world;
  const auto sources = [&](const JoinSpec& spec) {
    const auto grant = world.client.join(standup, spec);
    return claims_of(grant->token.reveal())["video"]["canPublishSources"].dump();
  };
  CHECK(sources({.camera = false}) == R"(["microphone","screen_share","screen_share_audio"])");
  CHECK(sources({.microphone = false}) == R"(["camera","screen_share","screen_share_audio"])");
  CHECK(sources({.screen_share = false}) == R"(["camera","microphone"])");
  CHECK(sources({.role = Role::viewer, .microphone = true}) == R"(["microphone"])");
  const auto silent = world.client.join(standup, {.chat = false});
  CHECK(claims_of(silent->token.reveal())["video"]["canPublishData"].boolean() == false);
}

TEST_CASE("with every source taken away nobody publishes, since an empty list would allow all") {
  World world;
  const auto grant =
      world.client.join(standup, {.screen_share = false, .microphone = false, .camera = false});
  REQUIRE(grant);
  const auto video = claims_of(grant->token.reveal())["video"];
  CHECK(video["canPublish"].boolean() == false);
  CHECK_FALSE(video["canPublishSources"].is_present());
  CHECK(video["canPublishData"].boolean() == true);
}

TEST_CASE("the right to record is not one that a room's token can carry") {
  World world;
  CHECK(world.client.join(standup, {.recording = true}).error().code == ErrorCode::unsupported);
}

TEST_CASE("a grant always expires, and never after the meeting") {
  World world;
  const auto now = world.clock.now();
  const auto plain = world.client.join(standup, {});
  CHECK(plain->expires_at == now + 1h);
  const auto claims = claims_of(plain->token.reveal());
  CHECK(claims["exp"].integer() == unix_of(now + 1h));
  CHECK(claims["nbf"].integer() == unix_of(now - 10s));

  CHECK(world.client.join(standup, {.ttl = 10min})->expires_at == now + 10min);
  CHECK(world.client.join(standup, {.ttl = 2h, .not_after = now + 5min})->expires_at == now + 5min);
  const Meeting meeting{.ref = standup, .ends_at = now + 20min};
  CHECK(world.client.join(meeting, {.ttl = 2h})->expires_at == now + 20min);
  CHECK_FALSE(world.client.join(standup, {.ttl = 0s}));
  CHECK_FALSE(world.client.join(Meeting{.ref = standup, .ends_at = now - 1s}, {}));
}

TEST_CASE("a grant tells the page where to connect and what to allow") {
  World world;
  const auto grant = world.client.join(standup, {});
  CHECK(grant->kind == JoinKind::sdk);
  CHECK(grant->server_url == "wss://meet.example");
  CHECK(grant->hosts == std::vector<std::string>{"https://meet.example", "wss://meet.example"});
  CHECK(grant->url.reveal() == "https://meet.example");
}

TEST_CASE("two people without an id are two identities") {
  World world;
  const auto one = world.client.join(standup, {});
  const auto two = world.client.join(standup, {});
  CHECK(one->identity != two->identity);
  CHECK(claims_of(one->token.reveal())["sub"].text() == one->identity);
}

TEST_CASE("a long name is cut between characters to what LiveKit takes") {
  World world;
  std::string name = "x";
  for (int i = 0; i < 200; ++i) name += "ä";
  const auto grant = world.client.join(standup, {.name = name});
  REQUIRE(grant);
  const auto kept = claims_of(grant->token.reveal())["name"].text_or("");
  CHECK(kept.size() == 255);
  CHECK(name.starts_with(kept));
}

TEST_CASE("extras carry metadata and attributes, and no rights") {
  World world;
  const auto with = [&](const std::string& extras) {
    return world.client.join(standup, {.extras = {{"livekit", {extras}}, {"daily", {"{\"x\":1}"}}}});
  };
  const auto grant =
      with(R"({"metadata":"{\"team\":1}","attributes":{"my_Key":"v"},"video":{"hidden":true}})");
  REQUIRE(grant);
  const auto claims = claims_of(grant->token.reveal());
  CHECK(claims["metadata"].text() == R"({"team":1})");
  CHECK(claims["attributes"]["my_Key"].text() == "v");
  CHECK(claims["video"]["hidden"].boolean() == true);

  for (const auto* extras : {R"({"video":{"roomAdmin":true}})", R"({"video":{"roomCreate":true}})",
                             R"({"video":{"roomName":"x"}})", R"({"exp":9999999999})", R"({"sub":"root"})",
                             R"({"sip":{"admin":true}})", R"({"roomConfig":{}})",
                             R"({"video":{"hidden":"maybe"}})", R"({"attributes":[]})"}) {
    INFO(extras);
    const auto refused = with(extras);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("the server takes our tokens for the room they name") {
  World world;
  const auto meeting = world.client.create_meeting({.key = "k"});
  const auto grant = world.client.join(*meeting, {.role = Role::viewer, .name = "Ada", .user_id = "ada"});
  const auto answer = world.server->handle(
      {.url = "http://127.0.0.1:7880/rtc/validate?access_token=" + grant->token.reveal()}, world.clock.now());
  CHECK(answer.status == 200);
  CHECK(answer.body == "success");
  CHECK(world.server->join(grant->token.reveal(), world.clock.now()));
}

TEST_CASE("without auto_create a token of ours cannot bring a room back") {
  auto options = test_server();
  options.auto_create = false;
  auto settings = test_settings();
  settings.auto_create = false;
  World world(options, settings);
  CHECK(world.client.info().capabilities.has(Capability::end_bars_return));
  const auto meeting = world.client.create_meeting({.key = "k"});
  for (const auto role : {Role::host, Role::participant}) {
    const auto grant = world.client.join(*meeting, {.role = role});
    CHECK(world.client.end_meeting(meeting->ref));
    CHECK(world.server->join(grant->token.reveal(), world.clock.now()).error().code == ErrorCode::not_found);
  }
  CHECK(world.server->meetings(world.clock.now()).empty());
  CHECK_FALSE(World().client.info().capabilities.has(Capability::end_bars_return));
}
