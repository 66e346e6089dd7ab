#include "mock_fixture.hpp"
#include "support/catch.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;

spi::Json claims_of(const JoinGrant& grant) {
  const std::string token = grant.token.reveal();
  return spi::Json::parse(spi::split_jwt(token).value().claims).value();
}

TEST_CASE("a grant names the room, the role and the person, and ends after an hour") {
  const Mock mock;
  const auto client = mock.client();
  const auto meeting = client.create_meeting({.key = "k"}).value();
  const auto grant = client.join(meeting, {.role = Role::host, .name = "Ada", .user_id = "ada"}).value();
  CHECK(grant.kind == JoinKind::page);
  CHECK(grant.role == Role::host);
  CHECK(grant.identity == "ada");
  CHECK(grant.expires_at == mock.now() + 1h);
  CHECK(grant.url.reveal() == meeting.url + "?token=" + grant.token.reveal());
  CHECK(grant.hosts == std::vector<std::string>{"https://mock.invalid"});
  const auto claims = claims_of(grant);
  CHECK(claims["room"].text() == meeting.ref.id);
  CHECK(claims["role"].text() == "host");
  CHECK(claims["identity"].text() == "ada");
  CHECK(claims["name"].text() == "Ada");
}

TEST_CASE("rights follow from the role unless they are asked for") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto rights = [&](const JoinSpec& spec) {
    const auto granted = claims_of(client.join(ref, spec).value())["rights"];
    std::string names;
    for (const auto& [name, given] : granted.members()) {
      if (given.boolean() == true) names += name + " ";
    }
    return names;
  };
  CHECK(rights({.role = Role::host}) == "camera chat microphone recording screen_share ");
  CHECK(rights({.role = Role::participant}) == "camera chat microphone screen_share ");
  CHECK(rights({.role = Role::viewer}).empty());
  CHECK(rights({.role = Role::viewer, .chat = true}) == "chat ");
  CHECK(rights({.role = Role::host, .microphone = false, .recording = false}) == "camera chat screen_share ");
}

TEST_CASE("a grant never outlives the meeting or the caller's own limit") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k", .ends_at = mock.now() + 30min}).value().ref;
  CHECK(client.join(ref, {.ttl = 10min}).value().expires_at == mock.now() + 10min);
  CHECK(client.join(ref, {.ttl = 2h}).value().expires_at == mock.now() + 30min);
  CHECK(client.join(ref, {.ttl = 10min, .not_after = mock.now() + 1min}).value().expires_at ==
        mock.now() + 1min);
}

TEST_CASE("people without an id of their own get different ones") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto one = client.join(ref, {}).value().identity;
  const auto two = client.join(ref, {}).value().identity;
  CHECK_FALSE(one.empty());
  CHECK(one != two);
}

TEST_CASE("an identity that does not fit is replaced, the same way each time") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto identity = client.join(ref, {.user_id = "ada@example.com"}).value().identity;
  CHECK(identity != "ada@example.com");
  CHECK(client.join(ref, {.user_id = "ada@example.com"}).value().identity == identity);
}

TEST_CASE("nobody gets a grant for a meeting that is gone") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  REQUIRE(client.end_meeting(ref));
  CHECK(client.join(ref, {}).error().code == ErrorCode::not_found);
}

TEST_CASE("extras add claims, but not those that are ours") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto grant = client.join(ref, {.extras = {{"mock", {R"({"seat":7})"}}}}).value();
  CHECK(claims_of(grant)["seat"].integer() == 7);
  CHECK(claims_of(grant)["room"].text() == ref.id);
  CHECK(client.join(ref, {.extras = {{"mock", {R"({"role":"host"})"}}}}).error().code ==
        ErrorCode::invalid_argument);
}

TEST_CASE("a grant lets its holder in until it expires") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto grant = client.join(ref, {.name = "Ada", .user_id = "ada", .ttl = 10min}).value();
  mock.clock.advance(10min - 1s);
  const auto person = mock.service->enter(grant.token, mock.now()).value();
  CHECK(person.participant.identity == "ada");
  CHECK(person.participant.name == "Ada");
  CHECK_FALSE(person.waiting);
  mock.clock.advance(1s);
  CHECK(mock.service->enter(grant.token, mock.now()).error().code == ErrorCode::unauthenticated);
}

TEST_CASE("a token of somebody else's making lets nobody in") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  std::string token = client.join(ref, {}).value().token.reveal();
  MockService other({.tokens = Secret("another-secret"), .webhooks = {}});
  CHECK(other.enter(Secret(token), mock.now()).error().code == ErrorCode::unauthenticated);
  token.back() = token.back() == 'A' ? 'E' : 'A';
  CHECK(mock.service->enter(Secret(token), mock.now()).error().code == ErrorCode::unauthenticated);
  CHECK(mock.service->enter(Secret("nonsense"), mock.now()).error().code == ErrorCode::unauthenticated);
}

TEST_CASE("after the end of a meeting nobody comes back, whatever token they hold") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const auto grant = client.join(ref, {.role = Role::host}).value();
  REQUIRE(mock.service->enter(grant.token, mock.now()));
  REQUIRE(client.end_meeting(ref));
  CHECK(mock.service->enter(grant.token, mock.now()).error().code == ErrorCode::not_found);
}

TEST_CASE("a full meeting lets nobody else in until somebody leaves") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k", .max_participants = 1}).value().ref;
  const auto first = mock.service->enter(client.join(ref, {}).value().token, mock.now()).value();
  const auto token = client.join(ref, {}).value().token;
  CHECK(mock.service->enter(token, mock.now()).error().code == ErrorCode::quota_exceeded);
  REQUIRE(mock.service->leave(ref, first.participant.id, mock.now()));
  CHECK(mock.service->enter(token, mock.now()));
}

TEST_CASE("who knocks waits until a host opens, a host does not") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k", .access = Access::knock}).value().ref;
  const auto guest = mock.service->enter(client.join(ref, {}).value().token, mock.now()).value();
  const auto host =
      mock.service->enter(client.join(ref, {.role = Role::host}).value().token, mock.now()).value();
  CHECK(guest.waiting);
  CHECK_FALSE(host.waiting);
  CHECK(mock.service->admit(ref, guest.participant.id, mock.now()));
  CHECK_FALSE(mock.service->admit(ref, guest.participant.id, mock.now()));
  const auto meetings = mock.service->meetings(mock.now());
  for (const auto& person : meetings.at(0).people) CHECK_FALSE(person.waiting);
}

TEST_CASE("only an open meeting lets people in without a grant") {
  const Mock mock;
  const auto client = mock.client();
  const auto open = client.create_meeting({.key = "open", .access = Access::open}).value().ref;
  const auto closed = client.create_meeting({.key = "closed"}).value().ref;
  CHECK(mock.service->enter_open(open, "Bob", mock.now()));
  CHECK(mock.service->enter_open(closed, "Bob", mock.now()).error().code == ErrorCode::permission_denied);
}

TEST_CASE("the end of a meeting puts people out only where it was asked to") {
  Mock mock;
  const auto client = mock.client();
  const auto ends_at = mock.now() + 1h;
  const auto ejects =
      client.create_meeting({.key = "a", .ends_at = ends_at, .eject_at_end = true}).value().ref;
  const auto stays = client.create_meeting({.key = "b", .ends_at = ends_at}).value().ref;
  const auto one = mock.service->enter(client.join(ejects, {}).value().token, mock.now()).value();
  const auto two = mock.service->enter(client.join(stays, {}).value().token, mock.now()).value();
  mock.clock.advance(1h);
  CHECK(mock.service->leave(ejects, one.participant.id, mock.now()).error().code == ErrorCode::not_found);
  CHECK(mock.service->leave(stays, two.participant.id, mock.now()));
}

}  // namespace
}  // namespace vplatform::platforms::mock
