#include "support/catch.hpp"

#include <chrono>

#include "account.hpp"
#include "vplatform/spi/naming.hpp"

// Creating a meeting exchange by exchange, with answers written by hand.

using namespace vplatform;
using namespace vplatform::platforms::whereby;
using namespace std::chrono_literals;

namespace {

const std::string room = spi::room_name("board") + "-0b8f6f0e-6f0a-4a53-9d51-3f6f2f1f7a01";
const std::string body_of_meeting =
    R"({"meetingId":"90000001","roomName":"/)" + room + R"(","roomUrl":"https://vp-demo.whereby.com/)" +
    room +
    R"(","startDate":"2026-01-01T00:00:00.123Z","endDate":"2026-01-01T06:00:00.000Z","hostRoomUrl":"https://vp-demo.whereby.com/)" +
    room + R"(?roomKey=HOST","viewerRoomUrl":null})";
const std::string empty_list = R"({"results":[],"cursor":null})";

std::string list_of(const std::string& meetings, const std::string& cursor) {
  return R"({"results":[)" + meetings + R"(],"cursor":)" + cursor + "}";
}

MeetingSpec spec_for(bool fresh_key) {
  MeetingSpec spec;
  spec.key = "board";
  spec.fresh_key = fresh_key;
  return spec;
}

struct Bench {
  Step<Meeting> create(const MeetingSpec& spec) const { return platform->create_meeting(spec); }

  std::shared_ptr<const WherebyPlatform> platform = platform_on(testing::FakeClock(), settings_for({}));
};

}  // namespace

TEST_CASE("the post says what unset fields mean") {
  auto step = Bench().create(spec_for(true));
  REQUIRE(step.pending() != nullptr);
  const auto request = request_of(step);
  CHECK(request.method == "POST");
  CHECK(request.url == "https://api.whereby.dev/v1/meetings");
  CHECK(request.repeat == Repeat::never);
  CHECK(find_header(request.headers, "Authorization") == "Bearer whereby-emulator-key");
  CHECK(request.headers[0].secret);
  CHECK(find_header(request.headers, "Content-Type") == "application/json");
  CHECK(request.body ==
        R"({"endDate":"2026-01-01T06:00:00.000Z","isLocked":false,"roomMode":"group","roomNamePrefix":")" +
            spi::room_name("board") +
            R"(-","roomNamePattern":"uuid","fields":["hostRoomUrl","viewerRoomUrl"],)"
            R"("recording":{"type":"none","destination":{}}})");
}

TEST_CASE("knocking locks the room, four people fit a small one") {
  auto spec = spec_for(true);
  spec.access = Access::knock;
  spec.max_participants = 4;
  spec.ends_at = TimePoint{} + 1767229200s + 250ms;
  auto step = Bench().create(spec);
  const auto body = json(request_of(step).body);
  CHECK(body["isLocked"].boolean() == true);
  CHECK(body["roomMode"].text() == "normal");
  CHECK(body["endDate"].text() == "2026-01-01T01:00:00.250Z");

  spec.access = Access::open;
  spec.max_participants = 5;
  auto open = Bench().create(spec);
  CHECK(json(request_of(open).body)["isLocked"].boolean() == false);
  CHECK(json(request_of(open).body)["roomMode"].text() == "group");
}

TEST_CASE("the longest prefix fits into Whereby's 39 characters") {
  auto spec = spec_for(true);
  spec.key = std::string(300, 'x');
  auto step = Bench().create(spec);
  const auto prefix = json(request_of(step).body)["roomNamePrefix"].text_or("");
  CHECK(prefix.size() <= 39);
  CHECK(prefix.ends_with('-'));
}

TEST_CASE("extras are merged in, and their secrets are known") {
  auto spec = spec_for(true);
  spec.extras["whereby"].text =
      R"({"templateType":"viewerMode","recording":{"type":"cloud","destination":{"provider":"s3","accessKeyId":"ID1","accessKeySecret":"S3C"}}})";
  auto step = Bench().create(spec);
  const auto request = request_of(step);
  const auto body = json(request.body);
  CHECK(body["templateType"].text() == "viewerMode");
  CHECK(body["recording"]["type"].text() == "cloud");
  CHECK(body["recording"]["destination"]["accessKeySecret"].text() == "S3C");
  CHECK(body["roomMode"].text() == "group");
  CHECK(request.secrets == std::vector<Secret>{Secret("ID1"), Secret("S3C")});
}

TEST_CASE("extras may not say what follows from the spec") {
  for (const auto* member :
       {"endDate", "isLocked", "roomMode", "roomNamePrefix", "roomNamePattern", "fields"}) {
    auto spec = spec_for(true);
    spec.extras["whereby"].text = R"({")" + std::string(member) + R"(":null})";
    auto step = Bench().create(spec);
    INFO(member);
    REQUIRE(step.pending() == nullptr);
    const auto result = std::move(step).take();
    REQUIRE(!result);
    CHECK(result.error().code == ErrorCode::invalid_argument);
    CHECK(result.error().message.find(member) != std::string::npos);
  }
  auto spec = spec_for(true);
  spec.extras["whereby"].text = "[1]";
  CHECK(std::move(Bench().create(spec)).take().error().code == ErrorCode::invalid_argument);
}

TEST_CASE("after a lost post three more lost answers are clean, and nothing is posted again") {
  auto step = lose(Bench().create(spec_for(true)));
  REQUIRE(step.pending() != nullptr);
  CHECK(request_of(step).method == "GET");
  step = lose(std::move(step));
  REQUIRE(step.pending() == nullptr);
  const auto result = std::move(step).take();
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::unavailable);
  CHECK(result.error().effect == Effect::unknown);
}

TEST_CASE("a 201 that cannot be read is an answer that was lost") {
  for (const auto* body :
       {"", "<!DOCTYPE html>", "{\"meetingId\":", "[]", R"({"meetingId":"1"})",
        R"({"meetingId":"1","roomUrl":7})", R"({"meetingId":"1","roomUrl":"javascript:void"})"}) {
    auto step = answer(Bench().create(spec_for(true)), 201, body);
    INFO(body);
    REQUIRE(step.pending() != nullptr);
    CHECK(request_of(step).method == "GET");
    step = answer(std::move(step), 200, list_of(body_of_meeting, "null"));
    const auto result = std::move(step).take();
    REQUIRE(result);
    CHECK(result->ref.id == "90000001");
    CHECK(result->key == "board");
  }
}

TEST_CASE("a refused post is not looked for, and did nothing") {
  struct Case {
    int status = 0;
    ErrorCode code = ErrorCode::internal;
  };
  for (const auto& one : {Case{400, ErrorCode::invalid_argument}, Case{401, ErrorCode::unauthenticated},
                          Case{403, ErrorCode::permission_denied}, Case{429, ErrorCode::rate_limited}}) {
    auto step = answer(Bench().create(spec_for(true)), one.status, R"({"error":"their words"})");
    INFO(one.status);
    REQUIRE(step.pending() == nullptr);
    const auto result = std::move(step).take();
    REQUIRE(!result);
    CHECK(result.error().code == one.code);
    CHECK(result.error().effect == Effect::none);
    CHECK(result.error().provider_message == "their words");
    CHECK(result.error().message.find("their words") == std::string::npos);
  }
}

TEST_CASE("a post that never left is its own error") {
  auto step = Bench().create(spec_for(true));
  step = advance(std::move(step), Reply{.answer = fail(ErrorCode::unavailable, "no route")});
  REQUIRE(step.pending() == nullptr);
  const auto result = std::move(step).take();
  CHECK(result.error().message == "no route");
  CHECK(result.error().effect == Effect::none);
}

TEST_CASE("a failed post that may have landed keeps what Whereby said") {
  auto step = answer(Bench().create(spec_for(true)), 503, R"({"error":"their words"})");
  step = answer(std::move(step), 200, empty_list);
  const auto result = std::move(step).take();
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::unavailable);
  CHECK(result.error().effect == Effect::unknown);
  CHECK(result.error().http_status == 503);
  CHECK(result.error().provider_message == "their words");
}

TEST_CASE("a caller who gives up while the lost meeting is looked for hears of both") {
  auto step = lose(Bench().create(spec_for(true)));
  step = advance(std::move(step), Reply{.answer = fail(ErrorCode::cancelled, "the caller gave up")});
  const auto result = std::move(step).take();
  CHECK(result.error().code == ErrorCode::cancelled);
  CHECK(result.error().effect == Effect::unknown);
}

TEST_CASE("looking asks for the room's name, for the links, and for full pages") {
  auto step = Bench().create(spec_for(false));
  REQUIRE(step.pending() != nullptr);
  const auto request = request_of(step);
  CHECK(request.repeat == Repeat::read);
  CHECK(request.url ==
        "https://api.whereby.dev/v1/meetings?limit=100&fields=hostRoomUrl,viewerRoomUrl&"
        "roomName%5BstartsWith%5D=%2F" +
            spi::room_name("board") + "-");
}

TEST_CASE("where the filter by name is refused, the whole list is read") {
  auto step = answer(Bench().create(spec_for(false)), 400, R"({"error":"unknown parameter"})");
  REQUIRE(step.pending() != nullptr);
  CHECK(request_of(step).url ==
        "https://api.whereby.dev/v1/meetings?limit=100&fields=hostRoomUrl,viewerRoomUrl");
  step = answer(std::move(step), 200, list_of(body_of_meeting, "\"next page\""));
  CHECK(std::move(step).take()->ref.id == "90000001");

  auto refused = answer(answer(Bench().create(spec_for(false)), 400, ""), 400, "");
  REQUIRE(refused.pending() == nullptr);
  CHECK(std::move(refused).take().error().code == ErrorCode::invalid_argument);
}

TEST_CASE("cursors are handed back as they came, and three pages are enough") {
  auto step = answer(Bench().create(spec_for(false)), 200, list_of("", "\"a/b=\""));
  REQUIRE(step.pending() != nullptr);
  CHECK(request_of(step).url.ends_with("&cursor=a%2Fb%3D"));
  step = answer(std::move(step), 200, list_of("", "\"c\""));
  step = answer(std::move(step), 200, list_of("", "\"d\""));
  REQUIRE(step.pending() == nullptr);
  CHECK(std::move(step).take().error().code == ErrorCode::failed_precondition);
}

TEST_CASE("an empty cursor and an absent one end the list") {
  for (const auto* list : {R"({"results":[],"cursor":""})", R"({"results":[]})"}) {
    auto step = answer(Bench().create(spec_for(false)), 200, list);
    REQUIRE(step.pending() != nullptr);
    CHECK(request_of(step).method == "POST");
  }
}

TEST_CASE("a page with a meeting that cannot be read proves nothing, so nothing is posted") {
  auto step = answer(Bench().create(spec_for(false)), 200, list_of(R"({"roomName":"/x"})", "null"));
  REQUIRE(step.pending() == nullptr);
  CHECK(std::move(step).take().error().code == ErrorCode::bad_response);
}

TEST_CASE("a room whose name goes on differently is not the key's") {
  auto other = body_of_meeting;
  const auto digest = spi::key_digest("board");
  for (auto at = other.find(digest); at != std::string::npos; at = other.find(digest))
    other.replace(at, digest.size(), "aaaaaaaaaaaaaaaa");
  auto step = answer(Bench().create(spec_for(false)), 200, list_of(other, "null"));
  REQUIRE(step.pending() != nullptr);
  CHECK(request_of(step).method == "POST");
}

TEST_CASE("a failed post after a search is looked for once more") {
  auto step = answer(Bench().create(spec_for(false)), 200, empty_list);
  step = lose(std::move(step));
  REQUIRE(step.pending() != nullptr);
  CHECK(request_of(step).method == "GET");
  step = answer(std::move(step), 200, empty_list);
  REQUIRE(step.pending() == nullptr);
  CHECK(std::move(step).take().error().effect == Effect::unknown);
}
