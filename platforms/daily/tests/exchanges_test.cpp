#include <optional>

#include "vplatform/spi/naming.hpp"
#include "vplatform/testing/scripted_transport.hpp"
#include "world.hpp"

// Every answer that can come, at every exchange of an operation.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;
using testing::ScriptedTransport;

namespace {

struct Script {
  Script() : transport(std::make_shared<ScriptedTransport>()) {
    auto platform = make(settings_for({}), env_of(clock));
    REQUIRE(platform);
    client.emplace(std::make_shared<InstanceRuntime>(*platform, transport, clock.env()));
  }
  ScriptedTransport* operator->() { return transport.get(); }

  testing::FakeClock clock{};
  std::shared_ptr<ScriptedTransport> transport;
  std::optional<Client> client{};
};

const MeetingRef somewhere{"daily", "room-1", "room-1"};
const char* const clash = R"({"error":"invalid-request-error","info":"a room named x already exists"})";
const char* const missing = R"({"error":"not-found","info":"room x not found"})";

}  // namespace

TEST_CASE("Daily's own word for an error counts more than the status") {
  const auto [status, body, code] = GENERATE(table<int, std::string, ErrorCode>({
      {400, R"({"error":"authorization-header-error"})", ErrorCode::unauthenticated},
      {400, R"({"error":"invalid-request-error","info":"bad Authorization header format"})",
       ErrorCode::unauthenticated},
      {401, R"({"error":"authentication-error"})", ErrorCode::unauthenticated},
      {403, R"({"error":"forbidden-error"})", ErrorCode::permission_denied},
      {400, R"({"error":"invalid-plan-type"})", ErrorCode::permission_denied},
      {404, R"({"error":"not-found"})", ErrorCode::not_found},
      {400, R"({"error":"json-parsing-error"})", ErrorCode::invalid_argument},
      {400, R"({"error":"invalid-request-error","info":"exp was '1', which is in the past"})",
       ErrorCode::invalid_argument},
      {400, R"({"error":"rate-limit-error"})", ErrorCode::rate_limited},
      {400, R"({"error":"server-error"})", ErrorCode::unavailable},
      {400, R"({"error":"validation-error"})", ErrorCode::invalid_argument},
      {400, R"({"error":"vendor-unavailable"})", ErrorCode::unavailable},
      {403, R"({"error":"something-new"})", ErrorCode::permission_denied},
      {401, "<html>", ErrorCode::unauthenticated},
      {404, "", ErrorCode::not_found},
  }));
  Script script;
  script->answer(status, body);
  const auto found = script.client->find_meeting(somewhere);
  REQUIRE(!found);
  CHECK(found.error().code == code);
  CHECK(found.error().http_status == status);
  CHECK(found.error().effect == Effect::none);
}

TEST_CASE("an answer that cannot be a room is a bad response") {
  const std::string body = GENERATE(
      as<std::string>{}, "", "<html></html>", "[]", "null", "{}",
      R"({"name":7,"url":"https://acme.daily.co/x"})", R"({"name":"x","url":"ftp://x"})", R"({"name":"x"})",
      R"({"name":"../x","url":"https://acme.daily.co/x"})", "{\"name\":\"\xff\"}", std::string(5000, '['));
  Script script;
  script->answer(200, body);
  const auto found = script.client->find_meeting(somewhere);
  REQUIRE(!found);
  CHECK(found.error().code == ErrorCode::bad_response);
}

TEST_CASE("what Daily adds to a room or leaves out does not matter") {
  Script script;
  script->answer(
      200,
      R"({"name":"room-1","url":"https://acme.daily.co/room-1/","privacy":"org","new":{"a":[1]},"config":7})");
  const auto found = script.client->find_meeting(somewhere);
  REQUIRE(found);
  CHECK(!found->ends_at);
  CHECK(!found->created_at);
}

TEST_CASE("an answer about another room than was asked for is no success") {
  Script script;
  script->answer(200, R"({"name":"somebody-elses","url":"https://acme.daily.co/somebody-elses"})");
  const auto made = script.client->create_meeting({.name = "x"});
  REQUIRE(!made);
  CHECK(made.error().code == ErrorCode::bad_response);
  CHECK(made.error().effect == Effect::unknown);
}

TEST_CASE("a create that fails at its second, third or fourth exchange says what may have happened") {
  Script script;
  SECTION("asking whether the room is there fails: nothing was made") {
    script->answer(400, clash).answer(403, R"({"error":"forbidden-error"})");
    const auto made = script.client->create_meeting({.name = "x"});
    REQUIRE(!made);
    CHECK(made.error().code == ErrorCode::permission_denied);
    CHECK(made.error().effect == Effect::none);
  }
  SECTION("clearing away is lost: something may have been deleted") {
    script->answer(400, clash).answer(404, missing).lose().lose().lose();
    const auto made = script.client->create_meeting({.name = "x"});
    REQUIRE(!made);
    CHECK(made.error().code == ErrorCode::unavailable);
    CHECK(made.error().effect == Effect::unknown);
  }
  SECTION("clearing away is refused: nothing was done") {
    script->answer(400, clash).answer(404, missing).answer(403, R"({"error":"forbidden-error"})");
    const auto made = script.client->create_meeting({.name = "x"});
    REQUIRE(!made);
    CHECK(made.error().code == ErrorCode::permission_denied);
    CHECK(made.error().effect == Effect::none);
  }
  SECTION("there was nothing to clear: the first refusal counts, and nothing was done") {
    script->answer(400, clash).answer(404, missing).answer(404, missing);
    const auto made = script.client->create_meeting({.name = "x"});
    REQUIRE(!made);
    CHECK(made.error().code == ErrorCode::invalid_argument);
    CHECK(made.error().effect == Effect::none);
  }
  SECTION("the second POST is refused: the old room is gone") {
    script->answer(400, clash).answer(404, missing).answer(404, R"({"error":"not-found","deleted":true})");
    script->answer(400, clash).answer(404, missing);
    const auto made = script.client->create_meeting({.name = "x"});
    REQUIRE(!made);
    CHECK(made.error().code == ErrorCode::invalid_argument);
    CHECK(script->sent().size() == 5);
  }
}

TEST_CASE("a room that has expired and is still shown counts as gone") {
  const std::string name = spi::room_name("one-key");
  const std::string room = R"({"name":")" + name + R"(","url":"https://acme.daily.co/)" + name + "\"";
  const std::string expired = room + R"(,"config":{"exp":1767225600}})";
  Script script;
  SECTION("found") {
    script->answer(200, expired);
    const auto found = script.client->find_meeting({"daily", name, name});
    REQUIRE(!found);
    CHECK(found.error().code == ErrorCode::not_found);
  }
  SECTION("in the way of a new one") {
    script->answer(400, clash).answer(200, expired).answer(200, "").answer(200, room + "}");
    REQUIRE(script.client->create_meeting({.name = "x", .key = "one-key"}));
    CHECK(script->sent().at(2).method == "DELETE");
    CHECK(script->sent().at(3).method == "POST");
  }
}

TEST_CASE("an empty body is fine where nothing is expected") {
  Script script;
  script->answer(200, "");
  CHECK(script.client->end_meeting(somewhere));
}

TEST_CASE("a list without data, or one that cannot be continued, is a bad response") {
  Script script;
  std::string page = R"({"total_count":100,"data":[)";
  for (int i = 0; i < 100; ++i) {
    page += (i == 0 ? "" : ",") + std::string(R"({"name":"r)") + std::to_string(i) +
            R"(","url":"https://acme.daily.co/r"})";
  }
  const std::string body = GENERATE_COPY(std::string("{}"), std::string(R"({"data":{}})"),
                                         std::string(R"({"data":[1]})"), page + "]}");
  script->answer(200, body);
  const auto list = script.client->list_meetings();
  REQUIRE(!list);
  CHECK(list.error().code == ErrorCode::bad_response);
}

TEST_CASE("the API key is in no error, whatever Daily answers") {
  Script script;
  const std::string key = EmulatorOptions{}.api_key;
  script->answer(400, R"({"error":"invalid-request-error","info":"you sent Bearer )" + key + R"( to us"})");
  const auto found = script.client->find_meeting(somewhere);
  REQUIRE(!found);
  CHECK(describe(found.error()).find(key) == std::string::npos);
  CHECK(found.error().provider_message.find(key) == std::string::npos);
}
