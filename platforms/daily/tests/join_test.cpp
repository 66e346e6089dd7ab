#include "daily_token.hpp"
#include "vplatform/spi/jwt.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

const MeetingRef somewhere{"daily", "room-1", "room-1"};

/// The claims as they stand in the token.
std::string claims_of(const Result<JoinGrant>& grant) {
  REQUIRE(grant);
  const auto parts = spi::split_jwt(grant->token.reveal());
  REQUIRE(parts);
  return parts->claims;
}

std::string after(const std::string& text, const std::string& start) {
  const auto at = text.find(start);
  return at == std::string::npos ? "(nothing)" : text.substr(at + start.size());
}

/// What follows the name: the rights.
std::string rights_of(const Result<JoinGrant>& grant) {
  return after(claims_of(grant), R"("u":"Ada")");
}

}  // namespace

TEST_CASE("a token is signed without a call, names its room, and ends") {
  World world;
  const auto grant = world.client.join(somewhere, {.name = "Ada", .user_id = "ada-1"});
  CHECK(claims_of(grant) ==
        R"({"r":"room-1","d":"30000000-aaaa-4bbb-8ccc-000000000001","iat":1767225600,"exp":1767229200,)"
        R"("ud":"ada-1","u":"Ada","p":{"cs":true,"ca":false}})");
  CHECK(grant->kind == JoinKind::iframe);
  CHECK(grant->url.reveal() == "https://acme.daily.co/room-1");
  CHECK(grant->identity == "ada-1");
  CHECK(grant->role == Role::participant);
  CHECK(grant->expires_at == world.clock.now() + 1h);
  CHECK(grant->hosts == std::vector<std::string>{"https://acme.daily.co", "https://*.daily.co"});
  CHECK(world.sent().empty());
}

TEST_CASE("each role gets its rights and no more") {
  World world;
  const auto rights = [&](JoinSpec spec) {
    spec.name = "Ada";
    return rights_of(world.client.join(somewhere, spec));
  };
  CHECK(rights({.role = Role::host}) == R"(,"o":true})");
  CHECK(rights({.role = Role::participant}) == R"(,"p":{"cs":true,"ca":false}})");
  CHECK(rights({.role = Role::viewer}) == R"(,"ss":false,"p":{"cs":false,"ca":false}})");
  CHECK(rights({.role = Role::participant, .screen_share = false}) ==
        R"(,"ss":false,"p":{"cs":"v,a","ca":false}})");
  CHECK(rights({.role = Role::participant, .microphone = false}) == R"(,"p":{"cs":"v,sv,sa","ca":false}})");
  CHECK(rights({.role = Role::participant, .camera = false}) == R"(,"p":{"cs":"a,sv,sa","ca":false}})");
  CHECK(rights({.role = Role::viewer, .microphone = true}) == R"(,"ss":false,"p":{"cs":"a","ca":false}})");
}

TEST_CASE("a host who may not send everything manages without being an owner, whom permissions do not bind") {
  World world;
  const auto grant = world.client.join(somewhere, {.role = Role::host, .name = "Ada", .camera = false});
  CHECK(rights_of(grant) == R"(,"p":{"cs":"a,sv,sa","ca":true}})");
  CHECK(grant->role == Role::host);
}

TEST_CASE("the right to record is a host's, or whose it was given") {
  auto settings = settings_for({});
  settings.recording = {"cloud"};
  World world(settings);
  const auto rights = [&](JoinSpec spec) {
    spec.name = "Ada";
    return rights_of(world.client.join(somewhere, spec));
  };
  CHECK(rights({.role = Role::host}) == R"(,"o":true,"er":"cloud","erui":true})");
  CHECK(rights({.role = Role::host, .recording = false}) == R"(,"o":true,"erui":false})");
  CHECK(rights({.role = Role::participant}) == R"(,"erui":false,"p":{"cs":true,"ca":false}})");
  CHECK(rights({.role = Role::participant, .recording = true}) ==
        R"(,"er":"cloud","erui":true,"p":{"cs":true,"ca":false}})");
}

TEST_CASE("rights that Daily does not have are refused without a request") {
  World world;
  for (const auto& spec : {JoinSpec{.chat = true}, JoinSpec{.recording = true}}) {
    const auto grant = world.client.join(somewhere, spec);
    REQUIRE(!grant);
    CHECK(grant.error().code == ErrorCode::unsupported);
  }
  CHECK(world.sent().empty());
}

TEST_CASE("a grant ends with its meeting at the latest") {
  World world;
  const auto meeting = world.client.create_meeting({.name = "x", .ends_at = world.clock.now() + 10min});
  REQUIRE(meeting);
  CHECK(world.client.join(*meeting, {})->expires_at == world.clock.now() + 10min);
  CHECK(world.client.join(*meeting, {.ttl = 5min})->expires_at == world.clock.now() + 5min);
  CHECK(world.client.join(*meeting, {.not_after = world.clock.now() + 1min})->expires_at ==
        world.clock.now() + 1min);
  CHECK(world.client.join(meeting->ref, {.ttl = 24h, .not_after = world.clock.now() + 2h})->expires_at ==
        world.clock.now() + 2h);
  world.clock.advance(10min);
  const auto late = world.client.join(*meeting, {});
  REQUIRE(!late);
  CHECK(late.error().code == ErrorCode::failed_precondition);
}

TEST_CASE("identities are the host's where they fit, readable where not, and never shared") {
  World world;
  CHECK(world.client.join(somewhere, {.user_id = "0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e"})->identity ==
        "0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e");
  const auto long_id = world.client.join(somewhere, {.user_id = std::string(37, 'a')});
  REQUIRE(long_id);
  CHECK(long_id->identity.size() <= 36);
  CHECK(long_id->identity != std::string(36, 'a'));
  CHECK(world.client.join(somewhere, {})->identity != world.client.join(somewhere, {})->identity);
}

TEST_CASE("a long name does not make a token that Daily refuses") {
  World world;
  std::string name;
  for (int i = 0; i < 300; ++i) name += "\xe4\xbc\x9a";
  const auto grant = world.client.join(somewhere, {.name = name});
  REQUIRE(grant);
  CHECK(grant->token.reveal().size() < 2048);
  CHECK(json_text(parsed(claims_of(grant)), "u") == name.substr(0, 126));
  CHECK(world.client.join(somewhere, {.name = std::string(300, '\x01')})->token.reveal().size() < 2048);
}

TEST_CASE("the emulator lets in whom a local token names") {
  World world;
  const auto meeting = world.client.create_meeting({.name = "x"});
  REQUIRE(meeting);
  const auto grant = world.client.join(
      *meeting, {.role = Role::viewer, .name = "Ada", .user_id = "ada-1", .screen_share = true});
  REQUIRE(grant);
  const auto checked = world.ask("GET", "/meeting-tokens/" + grant->token.reveal());
  REQUIRE(checked.status == 200);
  const auto properties = parsed(checked.body);
  CHECK(json_text(properties, "room_name") == meeting->ref.id);
  CHECK(json_text(properties, "user_id") == "ada-1");
  CHECK(json_text(properties, "user_name") == "Ada");
  CHECK(properties["exp"].integer() == 1767229200);
  CHECK(properties["permissions"].dump() == R"({"canAdmin":false,"canSend":["screenVideo","screenAudio"]})");
  CHECK(world.emulator->join_with_token(grant->token.reveal(), world.clock.now()));
}

TEST_CASE("a token from Daily says the same as one of ours") {
  auto settings = settings_for({});
  settings.recording = {"cloud"};
  World local(settings);
  settings.tokens = TokenSource::api;
  World api(settings);
  JoinSpec spec{
      .role = GENERATE(Role::host, Role::participant, Role::viewer), .name = "Ada", .user_id = "ada-1"};
  spec.microphone = GENERATE(true, false);
  spec.extras["daily"] = {R"({"eject_at_token_exp":true,"lang":"de"})"};
  const auto properties_in = [&](World& world) {
    const auto meeting = world.client.create_meeting({.name = "x", .key = "one-key"});
    REQUIRE(meeting);
    const auto grant = world.client.join(meeting->ref, spec);
    REQUIRE(grant);
    const auto checked = world.ask("GET", "/meeting-tokens/" + grant->token.reveal());
    REQUIRE(checked.status == 200);
    return parsed(checked.body).dump();
  };
  CHECK(properties_in(local) == properties_in(api));
  CHECK(local.sent() == std::vector<std::string>{"POST /rooms"});
  CHECK(api.sent() == std::vector<std::string>{"POST /rooms", "POST /meeting-tokens"});
}

TEST_CASE("making a token at Daily has no effect, and an answer without one is a bad response") {
  auto settings = settings_for({});
  settings.tokens = TokenSource::api;
  World world(settings);
  const auto nowhere = world.client.join(somewhere, {});
  REQUIRE(!nowhere);
  CHECK(nowhere.error().code == ErrorCode::invalid_argument);
  world.transport->faults().add({.kind = testing::FaultKind::lost_after, .times = 3});
  const auto lost = world.client.join(somewhere, {});
  REQUIRE(!lost);
  CHECK(lost.error().effect == Effect::none);
}

TEST_CASE("the domain is asked for once") {
  auto settings = settings_for({});
  settings.domain.clear();
  settings.domain_id.clear();
  World world(settings);
  const auto first = world.client.join(somewhere, {});
  REQUIRE(first);
  CHECK(first->url.reveal() == "https://acme.daily.co/room-1");
  CHECK(json_text(parsed(claims_of(first)), "d") == EmulatorOptions{}.domain_id);
  REQUIRE(world.client.join(somewhere, {}));
  CHECK(world.sent() == std::vector<std::string>{"GET /"});
}

TEST_CASE("a key of another domain than the settings name makes no token") {
  auto settings = settings_for({});
  settings.domain = "other.daily.co";
  settings.domain_id.clear();
  World world(settings);
  const auto grant = world.client.join(somewhere, {});
  REQUIRE(!grant);
  CHECK(grant.error().code == ErrorCode::failed_precondition);
}

TEST_CASE("without host rights one knocks at a meeting with a lobby") {
  World world;
  MeetingSpec spec{.name = "x"};
  spec.access = Access::knock;
  const auto meeting = world.client.create_meeting(spec);
  REQUIRE(meeting);
  CHECK(parsed(claims_of(world.client.join(*meeting, {})))["k"].boolean() == true);
  CHECK(!parsed(claims_of(world.client.join(*meeting, {.role = Role::host})))["k"].is_present());
  JoinSpec straight_in;
  straight_in.extras["daily"] = {R"({"knocking":false})"};
  CHECK(parsed(claims_of(world.client.join(*meeting, straight_in)))["k"].boolean() == false);
}

TEST_CASE("a grant's extras add what Daily has, and cannot widen the rights") {
  World world;
  JoinSpec spec;
  spec.extras["daily"] = {R"({"eject_at_token_exp":true,"start_video_off":true,"nbf":1767225700})"};
  const auto claims = parsed(claims_of(world.client.join(somewhere, spec)));
  CHECK(claims["ejt"].boolean() == true);
  CHECK(claims["vo"].boolean() == true);
  CHECK(claims["nbf"].integer() == 1767225700);
  const std::string extras =
      GENERATE(R"({"is_owner":true})", R"({"room_name":"x"})", R"({"exp":1})", R"({"user_id":"x"})",
               R"({"permissions":{}})", R"({"enable_recording":"cloud"})", R"({"o":true})",
               R"({"enable_prejoin_ui":true})");
  spec.extras["daily"] = {extras};
  const auto refused = world.client.join(somewhere, spec);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::invalid_argument);
}
