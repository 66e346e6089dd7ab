#include <algorithm>

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;
using testing::FaultKind;

namespace {

const MeetingRef gone{.platform = "livekit", .id = "gone-1", .room = "gone-1"};

bool is_a_token(std::string_view text) {
  return text.find("eyJ") != std::string_view::npos;
}

// Everything of an error that may reach a log.
std::string all_text(const Error& error) {
  return describe(error) + error.message + error.provider_code + error.provider_message + error.request_id;
}

}  // namespace

TEST_CASE("a meeting is found by its name, and one that is not there is not found") {
  World world;
  const auto made =
      world.client.create_meeting({.key = "k", .ends_at = world.clock.now() + 1h, .metadata = "m"});
  const auto found = world.client.find_meeting(made->ref);
  REQUIRE(found);
  CHECK(found->ref == made->ref);
  CHECK(found->metadata == "m");
  CHECK(found->created_at == made->created_at);
  CHECK(found->ends_at == made->ends_at);
  CHECK(world.client.find_meeting(gone).error().code == ErrorCode::not_found);
  CHECK(world.client.find_meeting(gone).error().effect == Effect::none);
}

TEST_CASE("an end is told only as long as it is true") {
  World world;
  const auto made = world.client.create_meeting({.key = "k", .ends_at = world.clock.now() + 1h});
  const auto grant = world.client.join(*made, {.user_id = "ada"});
  REQUIRE(world.server->join(grant->token.reveal(), world.clock.now()));
  // Once somebody is in, the room closes when the last one has left, whenever that is.
  CHECK_FALSE(world.client.find_meeting(made->ref)->ends_at);
  world.clock.advance(2h);
  CHECK(world.server->leave(made->ref.id, "ada", world.clock.now()));
  CHECK_FALSE(world.client.find_meeting(made->ref)->ends_at);
  world.clock.advance(21s);
  CHECK(world.client.find_meeting(made->ref).error().code == ErrorCode::not_found);
}

TEST_CASE("the list is one page of all rooms") {
  World world;
  for (int i = 0; i < 250; ++i) (void)world.client.create_meeting({.key = "k" + std::to_string(i)});
  const auto page = world.client.list_meetings();
  REQUIRE(page);
  CHECK(page->items.size() == 250);
  CHECK(page->next.empty());
  CHECK(world.client.list_meetings(PageToken{"2"}).error().code == ErrorCode::invalid_argument);
  CHECK(World().client.list_meetings()->items.empty());
}

TEST_CASE("metadata can be changed and cleared, the end cannot be moved") {
  World world;
  const auto made = world.client.create_meeting({.key = "k", .metadata = "old"});
  const auto changed = world.client.update_meeting(made->ref, {.metadata = "new"});
  REQUIRE(changed);
  CHECK(changed->metadata == "new");
  CHECK(world.client.update_meeting(made->ref, {.metadata = ""})->metadata.empty());
  CHECK(world.client.find_meeting(made->ref)->metadata.empty());
  CHECK(world.client.update_meeting(gone, {.metadata = "x"}).error().code == ErrorCode::not_found);
  CHECK(world.client.update_meeting(made->ref, {.ends_at = world.clock.now() + 3h}).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("ending is done when the room is gone, however often it is asked for") {
  World world;
  const auto made = world.client.create_meeting({.key = "k"});
  CHECK(world.client.end_meeting(made->ref));
  CHECK(world.client.end_meeting(made->ref));
  CHECK(world.client.end_meeting(gone));
  CHECK(world.server->meetings(world.clock.now()).empty());
}

TEST_CASE("an end whose answer is lost is asked for again") {
  World world;
  const auto made = world.client.create_meeting({.key = "k"});
  world.network->faults().add({.kind = FaultKind::lost_after, .path = "DeleteRoom"});
  CHECK(world.client.end_meeting(made->ref));
}

TEST_CASE("a 404 that is not LiveKit's own ends nothing") {
  for (const auto* body : {"<html>not here</html>", "404 page not found\n", "{}",
                           R"({"code":"bad_route","msg":"no handler for path \"/x\""})"}) {
    INFO(body);
    Script script;
    script.transport->answer(404, body);
    CHECK_FALSE(script.client.end_meeting(gone));
  }
  Script script;
  script.transport->answer(
      404, R"({"code":"not_found","msg":"twirp error unknown: requested room does not exist"})");
  CHECK(script.client.end_meeting(gone));
}

TEST_CASE("an answer without a list is not an empty list") {
  for (const auto* body : {"{}", R"({"rooms":{}})", R"({"rooms":"x"})", R"({"error":"proxy"})"}) {
    INFO(body);
    Script script;
    script.transport->answer(200, body).answer(200, body);
    CHECK(script.client.list_meetings().error().code == ErrorCode::bad_response);
    CHECK(script.client.find_meeting(gone).error().code == ErrorCode::bad_response);
  }
}

TEST_CASE("health is one cheap request with the smallest grant") {
  World world;
  REQUIRE(world.client.check_health());
  const auto sent = world.network->faults().requests();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].body == R"({"names":["vplatform-health"]})");
  CHECK(claims_of(token_of(sent[0]))["video"].dump() == R"({"roomList":true})");
  CHECK(world.server->meetings(world.clock.now()).empty());
}

TEST_CASE("each request has the grant, the headers and the body that the official SDK sends") {
  World world;
  const auto made = world.client.create_meeting({.key = "k"});
  (void)world.client.list_meetings();
  (void)world.client.update_meeting(made->ref, {.metadata = "md"});
  (void)world.client.end_meeting(made->ref);
  const auto sent = world.network->faults().requests();
  REQUIRE(sent.size() == 4);
  const auto sdk = vectors()["node_sdk_2_19_2_requests"]["requests"].items();
  for (const auto& request : sent) {
    INFO(request.path_template);
    const auto same = std::find_if(
        sdk.begin(), sdk.end(), [&](const auto& one) { return one["path"].text() == request.path_template; });
    REQUIRE(same != sdk.end());
    const auto claims = claims_of(token_of(request));
    for (const auto& [name, value] : (*same)["video_grant"].members())
      CHECK(claims["video"][name].is_present());
    CHECK(claims["video"].size() == (*same)["video_grant"].size());
    CHECK(*claims["exp"].integer() - *claims["nbf"].integer() == 610);
    const auto hidden = std::find_if(request.headers.begin(), request.headers.end(),
                                     [](const auto& header) { return header.name == "Authorization"; });
    CHECK(hidden->secret);
    CHECK(request.method == "POST");
    CHECK(find_header(request.headers, "content-type") == "application/json");
    CHECK(find_header(request.headers, "x-livekit-request-id").value_or("").size() == 36);
    const auto body = *spi::Json::parse(request.body);
    CHECK((body["room"].text_or(made->ref.id) == made->ref.id));
  }
  CHECK(sent[1].body == "{}");
  CHECK(sent[2].body == R"({"room":")" + made->ref.id + R"(","metadata":"md"})");
  CHECK(sent[3].body == R"({"room":")" + made->ref.id + R"("})");
  CHECK(sent[0].repeat == Repeat::idempotent);
  CHECK(sent[1].repeat == Repeat::read);
}

TEST_CASE("Twirp's codes decide, not its messages") {
  struct Row {
    int status;
    const char* code;
    ErrorCode means;
  };
  const Row rows[] = {{408, "canceled", ErrorCode::deadline_exceeded},
                      {500, "unknown", ErrorCode::unavailable},
                      {400, "invalid_argument", ErrorCode::invalid_argument},
                      {400, "malformed", ErrorCode::invalid_argument},
                      {408, "deadline_exceeded", ErrorCode::deadline_exceeded},
                      {404, "not_found", ErrorCode::not_found},
                      {404, "bad_route", ErrorCode::invalid_argument},
                      {409, "already_exists", ErrorCode::already_exists},
                      {403, "permission_denied", ErrorCode::permission_denied},
                      {429, "resource_exhausted", ErrorCode::rate_limited},
                      {403, "resource_exhausted", ErrorCode::rate_limited},
                      {412, "failed_precondition", ErrorCode::failed_precondition},
                      {409, "aborted", ErrorCode::failed_precondition},
                      {400, "out_of_range", ErrorCode::invalid_argument},
                      {501, "unimplemented", ErrorCode::failed_precondition},
                      {500, "internal", ErrorCode::unavailable},
                      {503, "unavailable", ErrorCode::unavailable},
                      {500, "dataloss", ErrorCode::unavailable},
                      {401, "unauthenticated", ErrorCode::unauthenticated},
                      {401, "something_new", ErrorCode::unauthenticated}};
  for (const auto& row : rows) {
    INFO(row.code);
    Script script;
    for (int i = 0; i < 3; ++i)
      script.transport->answer(row.status, std::string(R"({"code":")") + row.code +
                                               R"(","msg":"twirp error unknown: not_found"})");
    const auto failed = script.client.update_meeting(gone, {.metadata = "x"});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == row.means);
    CHECK(failed.error().http_status == row.status);
    CHECK(failed.error().provider_code == row.code);
    CHECK(failed.error().provider_message == "twirp error unknown: not_found");
  }
}

TEST_CASE("what is not Twirp's JSON means what its status means") {
  const std::pair<int, ErrorCode> rows[] = {
      {301, ErrorCode::bad_response},    {400, ErrorCode::invalid_argument},
      {401, ErrorCode::unauthenticated}, {403, ErrorCode::permission_denied},
      {404, ErrorCode::not_found},       {413, ErrorCode::invalid_argument},
      {429, ErrorCode::rate_limited},    {500, ErrorCode::unavailable},
      {502, ErrorCode::unavailable},     {504, ErrorCode::unavailable}};
  for (const auto& [status, means] : rows) {
    for (const auto* body : {"", "<html>no</html>", "[]", R"({"code":7})", "{\"code\":"}) {
      INFO(status << ' ' << body);
      Script script;
      for (int i = 0; i < 3; ++i) script.transport->answer(status, body);
      const auto failed = script.client.find_meeting(gone);
      REQUIRE_FALSE(failed);
      CHECK(failed.error().code == means);
    }
  }
}

TEST_CASE("a 200 that is not a room is not understood") {
  for (const std::string& body :
       {std::string("<html>"), std::string(), std::string("[]"), std::string("null"), std::string("{}"),
        std::string(R"({"name":7})"), std::string("\xff\xfe"), std::string(200, '[')}) {
    Script script;
    script.transport->answer(200, body);
    CHECK(script.client.create_meeting({.key = "k"}).error().code == ErrorCode::bad_response);
  }
}

TEST_CASE("a server that answers with our whole token does not make us show it") {
  World world(EmulatorOptions{.keys = {{.issuer = test_key, .secret = Secret("another secret")}}});
  const auto refused = world.client.create_meeting({.key = "k"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::unauthenticated);
  CHECK(refused.error().effect == Effect::none);
  // The answer did hold it.
  const auto answer = world.server->handle(world.network->faults().requests()[0], world.clock.now());
  REQUIRE(is_a_token(answer.body));
  CHECK_FALSE(is_a_token(all_text(refused.error())));
  CHECK(refused.error().provider_message ==
        "invalid token: ***, error: token signature is invalid: signature is invalid");
}

TEST_CASE("no token is shown where a long text is cut") {
  testing::FakeClock clock;
  const auto platform = platform_on(clock);
  for (std::size_t before : {990U, 999U, 1000U}) {
    auto step = platform->find_meeting(gone);
    const auto request = request_of(step);
    const HttpResponse answer{.status = 401,
                              .body = std::string(before, 'x') + std::string(token_of(request))};
    const auto result = advance(std::move(step), {.answer = answer}).take();
    CHECK_FALSE(is_a_token(all_text(result.error())));
    CHECK(result.error().provider_message.size() <= 1010);
  }
}

TEST_CASE("a room's TURN password stays in what is marked secret") {
  World world;
  const auto made = world.client.create_meeting({.key = "k"});
  CHECK(made->raw.reveal().find("turn_password") != std::string::npos);
  CHECK(made->metadata.empty());
}

TEST_CASE("what the platform cannot do is refused without a request") {
  World world;
  CHECK(world.client.create_meeting({.access = Access::knock}).error().code == ErrorCode::unsupported);
  CHECK(world.client.create_meeting({.access = Access::open}).error().code == ErrorCode::unsupported);
  CHECK(world.client.create_meeting({.eject_at_end = true}).error().code == ErrorCode::unsupported);
  CHECK(world.client.create_meeting({.recording = RecordingSpec{}}).error().code == ErrorCode::unsupported);
  CHECK(world.client.list_sessions(gone).error().code == ErrorCode::unsupported);
  CHECK(world.client.find_meeting({.platform = "daily", .id = "x"}).error().code ==
        ErrorCode::invalid_argument);
  CHECK(world.network->faults().requests().empty());
}
