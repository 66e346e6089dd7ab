#include "support/catch.hpp"

#include "account.hpp"
#include "vplatform/spi/url.hpp"

using namespace vplatform;
using namespace vplatform::platforms::whereby;

namespace {

std::string parameter(const JoinGrant& grant, const std::string& name) {
  const auto url = spi::parse_url(grant.url.reveal()).value();
  const auto at = ("&" + url.query).find("&" + name + "=");
  if (at == std::string::npos) return "(none)";
  const auto value = url.query.substr(at + name.size() + 1);
  return spi::percent_decode(value.substr(0, value.find('&'))).value();
}

std::string key_of(const Secret& link) {
  return link.reveal().substr(link.reveal().find("roomKey=") + 8);
}

struct Joined {
  Joined() : meeting(account.client.create_meeting({.name = "standup"}).value()) {}

  Account account{};
  Meeting meeting;
};

}  // namespace

TEST_CASE("each role gets its own link, and no call is made with the meeting at hand") {
  Joined at;
  const auto before = at.account.sent("GET");
  const auto host = at.account.client.join(at.meeting, {.role = Role::host, .name = "Ada"});
  const auto guest = at.account.client.join(at.meeting, {.role = Role::participant, .name = "Bo"});
  const auto viewer = at.account.client.join(at.meeting, {.role = Role::viewer, .name = "Cy"});
  REQUIRE(host);
  REQUIRE(guest);
  REQUIRE(viewer);
  CHECK(at.account.sent("GET") == before);
  CHECK(parameter(*host, "roomKey") == key_of(at.meeting.host_link->url));
  CHECK(parameter(*viewer, "roomKey") == key_of(at.meeting.viewer_link->url));
  CHECK(parameter(*guest, "roomKey") == "(none)");
  CHECK(guest->url.reveal().find(key_of(at.meeting.host_link->url)) == std::string::npos);
  CHECK(viewer->url.reveal().find(key_of(at.meeting.host_link->url)) == std::string::npos);
}

TEST_CASE("a grant is a web component without a token, which ends with the room") {
  Joined at;
  const auto grant = at.account.client.join(
      at.meeting, {.role = Role::host, .name = "Ada", .user_id = "user-42", .ttl = std::chrono::minutes{10}});
  REQUIRE(grant);
  CHECK(grant->kind == JoinKind::web_component);
  CHECK(grant->token.empty());
  CHECK(grant->server_url.empty());
  CHECK(grant->role == Role::host);
  CHECK(grant->identity == "user-42");
  CHECK(!grant->expires_at);
  CHECK(grant->hosts ==
        std::vector<std::string>{"https://vp-demo.whereby.com", "https://cdn.srv.whereby.com"});
  CHECK(parameter(*grant, "displayName") == "Ada");
  CHECK(parameter(*grant, "externalId") == "user-42");
}

TEST_CASE("from a reference the links are asked for") {
  Joined at;
  const auto grant = at.account.client.join(at.meeting.ref, {.role = Role::viewer, .name = "Cy"});
  REQUIRE(grant);
  CHECK(parameter(*grant, "roomKey") == key_of(at.meeting.viewer_link->url));
  CHECK(at.account.transport->faults().requests().back().url.ends_with("?fields=hostRoomUrl,viewerRoomUrl"));
}

TEST_CASE("a listed meeting holds no links, so the one for a host is asked for") {
  Joined at;
  const auto page = at.account.client.list_meetings();
  REQUIRE(page->items.size() == 1);
  CHECK(!page->items[0].host_link);
  const auto before = at.account.sent("GET");
  CHECK(at.account.client.join(page->items[0], {.role = Role::participant}));
  CHECK(at.account.sent("GET") == before);
  const auto host = at.account.client.join(page->items[0], {.role = Role::host});
  REQUIRE(host);
  CHECK(at.account.sent("GET") == before + 1);
  CHECK(parameter(*host, "roomKey") == key_of(at.meeting.host_link->url));
}

TEST_CASE("a link that Whereby does not give is a failure, never the link of another role") {
  const auto platform = platform_on(testing::FakeClock(), settings_for({}));
  for (const auto role : {Role::host, Role::viewer}) {
    auto step = platform->join(MeetingRef{.platform = "whereby", .id = "1"}, {.role = role});
    step = answer(
        std::move(step), 200,
        R"({"meetingId":"1","roomUrl":"https://a.whereby.com/r","hostRoomUrl":null,"viewerRoomUrl":null})");
    const auto grant = std::move(step).take();
    REQUIRE(!grant);
    CHECK(grant.error().code == ErrorCode::failed_precondition);
  }
}

TEST_CASE("a meeting that is gone cannot be joined") {
  Joined at;
  REQUIRE(at.account.client.end_meeting(at.meeting.ref));
  const auto grant = at.account.client.join(at.meeting.ref, {.role = Role::host});
  REQUIRE(!grant);
  CHECK(grant.error().code == ErrorCode::not_found);
}

TEST_CASE("names and ids are made to fit Whereby's rules") {
  Joined at;
  const auto grant =
      at.account.client.join(at.meeting, {.name = "A<b>$c!d:e;f\n&x=1", .user_id = "zoë@example.org"});
  REQUIRE(grant);
  CHECK(parameter(*grant, "displayName") == "Abcdef&x=1");
  CHECK(parameter(*grant, "externalId") == grant->identity);
  CHECK(grant->identity != "zoë@example.org");
  CHECK(grant->identity.size() <= 36);

  std::string long_name;
  for (int i = 0; i < 150; ++i) long_name += "ö";
  const auto cut = parameter(at.account.client.join(at.meeting, {.name = long_name}).value(), "displayName");
  CHECK(cut == long_name.substr(0, 200));

  const auto nameless = at.account.client.join(at.meeting, {.name = ":;"});
  CHECK(parameter(*nameless, "displayName") == "(none)");
}

TEST_CASE("people without an id get different ones") {
  Joined at;
  const auto a = at.account.client.join(at.meeting, {.name = "A"});
  const auto b = at.account.client.join(at.meeting, {.name = "A"});
  CHECK(!a->identity.empty());
  CHECK(a->identity != b->identity);
}

TEST_CASE("extras become parameters of the link, but not those that the library says itself") {
  Joined at;
  const auto grant = at.account.client.join(
      at.meeting,
      {.name = "Ada", .extras = {{"whereby", {R"({"lang":"de","background":false,"chat":true,"n":3})"}}}});
  REQUIRE(grant);
  CHECK(parameter(*grant, "lang") == "de");
  CHECK(parameter(*grant, "background") == "off");
  CHECK(parameter(*grant, "chat") == "on");
  CHECK(parameter(*grant, "n") == "3");
  for (const auto* bad :
       {R"({"roomKey":"x"})", R"({"displayName":"x"})", R"({"externalId":"x"})", R"({"lang":["de"]})"}) {
    const auto refused = at.account.client.join(at.meeting, {.extras = {{"whereby", {bad}}}});
    INFO(bad);
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("rights that a link cannot carry are refused before anything is sent") {
  Joined at;
  const auto grant = at.account.client.join(at.meeting.ref, {.screen_share = false});
  REQUIRE(!grant);
  CHECK(grant.error().code == ErrorCode::unsupported);
}
