#include "support/catch.hpp"

#include <chrono>

#include "account.hpp"

using namespace vplatform;
using namespace vplatform::platforms::whereby;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const WherebyPlatform> platform() {
  return platform_on(testing::FakeClock(), settings_for({}));
}

const MeetingRef ref{.platform = "whereby", .id = "90000001"};

ErrorCode code_for(int status, std::string body = {}) {
  return std::move(answer(platform()->find_meeting(ref), status, std::move(body))).take().error().code;
}

}  // namespace

TEST_CASE("a meeting is found by its id, with its links") {
  Account account;
  const auto made = account.client.create_meeting({.name = "standup"});
  const auto found = account.client.find_meeting(made->ref);
  REQUIRE(found);
  CHECK(found->ref == made->ref);
  CHECK(found->url == made->url);
  CHECK(found->ends_at == made->ends_at);
  CHECK(found->created_at == account.clock.now());
  CHECK(found->host_link->url == made->host_link->url);
  CHECK(found->viewer_link->url == made->viewer_link->url);
}

TEST_CASE("a meeting that is not there is not found") {
  Account account;
  const auto found = account.client.find_meeting({.platform = "whereby", .id = "1"});
  REQUIRE(!found);
  CHECK(found.error().code == ErrorCode::not_found);
  CHECK(found.error().effect == Effect::none);
}

TEST_CASE("an id is never sent raw") {
  auto step = platform()->find_meeting({.platform = "whereby", .id = "../rooms?x=1"});
  CHECK(request_of(step).url ==
        "https://api.whereby.dev/v1/meetings/..%2Frooms%3Fx%3D1?fields=hostRoomUrl,viewerRoomUrl");
  CHECK(request_of(step).path_template == "/meetings/{meetingId}");
}

TEST_CASE("a list is read page by page, without links") {
  Account account;
  for (int i = 0; i < 101; ++i) {
    REQUIRE(account.client.create_meeting({.name = "m"}));
    account.clock.advance(std::chrono::seconds{2});  // as the points of a minute allow
  }
  const auto first = account.client.list_meetings();
  REQUIRE(first);
  CHECK(first->items.size() == 100);
  REQUIRE(!first->next.empty());
  const auto second = account.client.list_meetings(first->next);
  REQUIRE(second);
  CHECK(second->items.size() == 1);
  CHECK(second->next.empty());
  CHECK(second->items[0].ref.id == account.meetings().back().id);
  CHECK(!second->items[0].host_link);
}

TEST_CASE("a failing page is an error and never a short list") {
  Account account;
  REQUIRE(account.client.create_meeting({.name = "m"}));
  account.transport->faults().add({.kind = testing::FaultKind::cut_body, .method = "GET"});
  const auto page = account.client.list_meetings();
  REQUIRE(!page);
  CHECK(page.error().code == ErrorCode::bad_response);
}

TEST_CASE("ending a meeting deletes it, and ending it twice is fine") {
  Account account;
  const auto made = account.client.create_meeting({.name = "standup"});
  CHECK(account.client.end_meeting(made->ref));
  CHECK(account.meetings().empty());
  CHECK(account.client.end_meeting(made->ref));
}

TEST_CASE("a deletion whose answer is lost is sent again") {
  Account account;
  const auto made = account.client.create_meeting({.name = "standup"});
  account.transport->faults().add({.kind = testing::FaultKind::lost_after, .method = "DELETE"});
  CHECK(account.client.end_meeting(made->ref));
  CHECK(account.sent("DELETE") == 2);
}

TEST_CASE("404 of a deletion is gone, but a web page tells nothing of meetings") {
  CHECK(std::move(answer(platform()->end_meeting(ref), 404, "")).take());
  CHECK(std::move(answer(platform()->end_meeting(ref), 404, R"({"error":"x"})")).take());
  const auto wrong_host = std::move(answer(platform()->end_meeting(ref), 404, "\n<!DOCTYPE html>")).take();
  REQUIRE(!wrong_host);
  CHECK(wrong_host.error().code == ErrorCode::bad_response);
  const auto refused = std::move(answer(platform()->end_meeting(ref), 401, "")).take();
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::unauthenticated);
}

TEST_CASE("a meeting cannot be changed, and nothing is sent") {
  Account account;
  const auto made = account.client.create_meeting({.name = "standup"});
  const auto sent = account.transport->faults().requests().size();
  const auto changed = account.client.update_meeting(made->ref, {.ends_at = account.clock.now() + 1h});
  REQUIRE(!changed);
  CHECK(changed.error().code == ErrorCode::unsupported);
  CHECK(account.transport->faults().requests().size() == sent);
}

TEST_CASE("a status becomes the code that it means") {
  CHECK(code_for(400) == ErrorCode::invalid_argument);
  CHECK(code_for(401) == ErrorCode::unauthenticated);
  CHECK(code_for(403) == ErrorCode::permission_denied);
  CHECK(code_for(404) == ErrorCode::not_found);
  CHECK(code_for(404, "<html>") == ErrorCode::bad_response);
  CHECK(code_for(405) == ErrorCode::invalid_argument);
  CHECK(code_for(413) == ErrorCode::invalid_argument);
  CHECK(code_for(415) == ErrorCode::invalid_argument);
  CHECK(code_for(429) == ErrorCode::rate_limited);
  CHECK(code_for(403, "<!DOCTYPE html>") == ErrorCode::permission_denied);
  CHECK(code_for(503, "<!DOCTYPE html>") == ErrorCode::unavailable);
  CHECK(code_for(500) == ErrorCode::unavailable);
  CHECK(code_for(302) == ErrorCode::bad_response);
  CHECK(code_for(200, "<html>") == ErrorCode::bad_response);
  CHECK(code_for(200, "") == ErrorCode::bad_response);
  CHECK(code_for(200, R"({"meetingId":"1","roomUrl":"https://a.whereby.com/r","hostRoomUrl":7})") ==
        ErrorCode::bad_response);
  CHECK(code_for(200, R"({"meetingId":"1","roomUrl":"http://evil.example/r"})") == ErrorCode::bad_response);
}

TEST_CASE("a refusal for too many requests says when to come back, in each of Whereby's forms") {
  struct Case {
    std::string body{};
    std::vector<Header> headers{};
    std::optional<std::chrono::milliseconds> wait{};
  };
  for (const auto& one :
       {Case{R"({"error":"x","data":{"msLeft":38689}})", {}, 38689ms},
        Case{R"({"error":"x","data":{"ms_left":7}})", {}, 7ms},
        Case{R"({"error":"x","data":{"msLeft":-5}})", {}, 0ms},
        Case{R"({"data":{"msLeft":38689}})", {{.name = "Retry-After", .value = "2"}}, 2000ms},
        Case{"<html>", {}, std::nullopt}, Case{R"({"data":{"msLeft":"soon"}})", {}, std::nullopt}}) {
    auto step = platform()->find_meeting(ref);
    const auto hint = request_of(step).retry_after({.status = 429, .body = one.body});
    const auto result = std::move(answer(std::move(step), 429, one.body, one.headers)).take();
    INFO(one.body);
    CHECK(result.error().retry_after == one.wait);
    if (one.headers.empty()) CHECK(hint == one.wait);
  }
}

TEST_CASE("Whereby's own words are kept apart, in every form that they come in") {
  const auto words = [](std::string body) {
    return std::move(answer(platform()->find_meeting(ref), 400, std::move(body)))
        .take()
        .error()
        .provider_message;
  };
  CHECK(words(R"({"error":"a"})") == "a");
  CHECK(words(R"({"message":"b"})") == "b");
  CHECK(words("plain text") == "plain text");
  CHECK(words("") == "");
  CHECK(words(R"({"error":{"deep":1}})") == "");
  CHECK(words(std::string(10'000, 'x')).size() == 500);
}

TEST_CASE("health is one cheap call that the key must pass") {
  Account account;
  CHECK(account.client.check_health());
  CHECK(account.transport->faults().requests().back().url == "https://api.whereby.dev/v1/meetings?limit=1");
  const auto refused = std::move(answer(platform()->check_health(), 401, "")).take();
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::unauthenticated);
  CHECK(!std::move(answer(platform()->check_health(), 200, "<html>")).take());
}
