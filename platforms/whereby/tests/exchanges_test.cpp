#include "support/catch.hpp"

#include <chrono>

#include "account.hpp"

// The golden exchanges of Whereby's REST interface, put to the emulator as bare requests.

using namespace vplatform;
using namespace vplatform::platforms;
using namespace vplatform::platforms::whereby;
using namespace std::chrono_literals;

namespace {

const std::string create_body =
    R"({"endDate":"2026-01-01T01:00:00.000Z","isLocked":true,"roomMode":"group","roomNamePrefix":"vp-demo-",)"
    R"("roomNamePattern":"uuid","fields":["hostRoomUrl","viewerRoomUrl"]})";
const TimePoint start = TimePoint{} + 1767225600s;

struct Wire {
  explicit Wire(EmulatorOptions options = {}) : emulator(std::move(options)) {}

  HttpResponse send(std::string method, const std::string& target, std::string body = {},
                    std::string key = "whereby-emulator-key") {
    HttpRequest request;
    request.method = std::move(method);
    request.url = "https://api.whereby.dev" + target;
    request.headers = {{.name = "authorization", .value = "Bearer " + key},
                       {.name = "Content-Type", .value = "application/json"}};
    request.body = std::move(body);
    return emulator.handle(request, now);
  }

  whereby::Emulator emulator;
  TimePoint now = start + 123ms;
};

bool has_links(const HttpResponse& answer) {
  return json(answer.body)["hostRoomUrl"].is_present() || json(answer.body)["viewerRoomUrl"].is_present();
}

}  // namespace

TEST_CASE("E1 a create answers with the room and the links that were asked for") {
  Wire wire;
  const auto answer = wire.send("POST", "/v1/meetings", create_body);
  CHECK(answer.status == 201);
  const auto meeting = json(answer.body);
  const auto room = meeting["roomName"].text_or("");
  const auto url = "https://vp-demo.whereby.com" + room;
  CHECK(room.starts_with("/vp-demo-"));
  CHECK(room.size() == std::string("/vp-demo-").size() + 36);
  CHECK(meeting["startDate"].text() == "2026-01-01T00:00:00.123Z");
  CHECK(meeting["endDate"].text() == "2026-01-01T01:00:00.000Z");
  CHECK(meeting["roomUrl"].text() == url);
  CHECK(meeting["meetingId"].text() == "90000001");
  CHECK(meeting["hostRoomUrl"].text_or("").starts_with(url + "?roomKey=eyJ"));
  CHECK(meeting["viewerRoomUrl"].text_or("").starts_with(url + "?roomKey=eyJ"));
  CHECK(meeting["hostRoomUrl"].text() != meeting["viewerRoomUrl"].text());
  CHECK(!meeting["isLocked"].is_present());
}

TEST_CASE("E2 a create without fields answers without links") {
  Wire wire;
  const auto answer = wire.send("POST", "/v1/meetings", R"({"endDate":"2026-01-01T01:00:00Z"})");
  CHECK(answer.status == 201);
  CHECK(!has_links(answer));
}

TEST_CASE("E3 viewer mode brings both links unasked") {
  Wire wire;
  const auto answer =
      wire.send("POST", "/v1/meetings", R"({"endDate":"2026-01-01T01:00:00Z","templateType":"viewerMode"})");
  CHECK(answer.status == 201);
  CHECK(json(answer.body)["hostRoomUrl"].is_present());
  CHECK(json(answer.body)["viewerRoomUrl"].is_present());
}

TEST_CASE("E4 a short name is the prefix and six characters") {
  Wire wire;
  const auto answer = wire.send(
      "POST", "/v1/meetings",
      R"({"endDate":"2026-01-01T01:00:00Z","roomNamePattern":"human-short","roomNamePrefix":"vp-"})");
  CHECK(answer.status == 201);
  const auto room = json(answer.body)["roomName"].text_or("");
  CHECK(room.starts_with("/vp-"));
  CHECK(room.size() == 10);
}

TEST_CASE("E5 a read answers without links") {
  Wire wire;
  (void)wire.send("POST", "/v1/meetings", create_body);
  const auto answer = wire.send("GET", "/v1/meetings/90000001");
  CHECK(answer.status == 200);
  CHECK(json(answer.body)["meetingId"].text() == "90000001");
  CHECK(!has_links(answer));
}

TEST_CASE("E6 a read with fields answers with just those links, the same each time") {
  Wire wire;
  const auto created = json(wire.send("POST", "/v1/meetings", create_body).body);
  const auto host = json(wire.send("GET", "/v1/meetings/90000001?fields=hostRoomUrl").body);
  CHECK(host["hostRoomUrl"].text() == created["hostRoomUrl"].text());
  CHECK(!host["viewerRoomUrl"].is_present());
  const auto both = json(wire.send("GET", "/v1/meetings/90000001?fields=hostRoomUrl%2CviewerRoomUrl").body);
  CHECK(both["hostRoomUrl"].is_present());
  CHECK(both["viewerRoomUrl"].is_present());
}

TEST_CASE("E7 a list goes on by its cursor until there is none") {
  Wire wire;
  for (int i = 0; i < 3; ++i) (void)wire.send("POST", "/v1/meetings", create_body);
  const auto first = json(wire.send("GET", "/v1/meetings?limit=2").body);
  CHECK(first["results"].size() == 2);
  const auto cursor = first["cursor"].text_or("");
  REQUIRE(!cursor.empty());
  const auto second = json(wire.send("GET", "/v1/meetings?limit=2&cursor=" + cursor).body);
  CHECK(second["results"].size() == 1);
  CHECK(second["cursor"].is_null());
  CHECK(second["results"].items()[0]["meetingId"].text() == "90000003");
  CHECK(json(wire.send("GET", "/v1/meetings?limit=3").body)["cursor"].is_null());
  for (const auto* bad : {"limit=0", "limit=101", "limit=x", "cursor=x"}) {
    CHECK(wire.send("GET", "/v1/meetings?" + std::string(bad)).status == 400);
  }
}

TEST_CASE("E7 a page has 50 meetings unless told otherwise, and can be asked for one name") {
  Wire wire;
  for (int i = 0; i < 51; ++i) (void)wire.send("POST", "/v1/meetings", create_body);
  (void)wire.send("POST", "/v1/meetings", R"({"endDate":"2026-01-01T01:00:00Z","roomNamePrefix":"mine-"})");
  CHECK(json(wire.send("GET", "/v1/meetings").body)["results"].size() == 50);
  const auto mine =
      json(wire.send("GET", "/v1/meetings?roomName%5BstartsWith%5D=%2Fmine-&fields=hostRoomUrl").body);
  REQUIRE(mine["results"].size() == 1);
  CHECK(mine["cursor"].is_null());
  CHECK(mine["results"].items()[0]["hostRoomUrl"].is_present());
}

TEST_CASE("E8 a meeting can be deleted twice") {
  Wire wire;
  (void)wire.send("POST", "/v1/meetings", create_body);
  for (int i = 0; i < 2; ++i) {
    const auto answer = wire.send("DELETE", "/v1/meetings/90000001");
    CHECK(answer.status == 204);
    CHECK(answer.body.empty());
  }
}

TEST_CASE("E9 a deleted meeting is not found") {
  Wire wire;
  (void)wire.send("POST", "/v1/meetings", create_body);
  (void)wire.send("DELETE", "/v1/meetings/90000001");
  CHECK(wire.send("GET", "/v1/meetings/90000001").status == 404);
  CHECK(wire.emulator.meetings(wire.now).empty());
}

TEST_CASE("E10 no key and a wrong key are 401 everywhere") {
  Wire wire;
  CHECK(wire.send("POST", "/v1/meetings", create_body, "wrong").status == 401);
  CHECK(wire.send("GET", "/v1/meetings", {}, "").status == 401);
  CHECK(wire.send("GET", "/v1/meetings/1", {}, "wrong").status == 401);
  CHECK(wire.send("DELETE", "/v1/meetings/1", {}, "wrong").status == 401);
  CHECK(wire.emulator.meetings(wire.now).empty());
}

TEST_CASE("E11 a cloud recording that the plan does not have is 403") {
  const std::string body =
      R"({"endDate":"2026-01-01T01:00:00Z","recording":{"type":"cloud","destination":{"provider":"whereby"}}})";
  CHECK(Wire().send("POST", "/v1/meetings", body).status == 403);
  CHECK(Wire({.cloud_recording = true}).send("POST", "/v1/meetings", body).status == 201);
}

TEST_CASE("E12 a call over budget is 429 with all that tells when to come back") {
  Wire wire({.points_per_minute = 100});
  for (int i = 0; i < 33; ++i) CHECK(wire.send("POST", "/v1/meetings", create_body).status == 201);
  CHECK(wire.send("GET", "/v1/meetings/90000001").status == 200);
  wire.now += 21'311ms;
  const auto answer = wire.send("GET", "/v1/meetings/90000001");
  CHECK(answer.status == 429);
  CHECK(find_header(answer.headers, "Retry-After") == "39");
  CHECK(find_header(answer.headers, "X-RateLimit-Limit") == "100");
  CHECK(find_header(answer.headers, "X-RateLimit-Remaining") == "0");
  CHECK(answer.body ==
        R"({"error":"Rate limit active for throttle key: organization:1","data":{"msLeft":38689}})");
  wire.now += 38'689ms;
  CHECK(wire.send("GET", "/v1/meetings/90000001").status == 200);
}

TEST_CASE("E13 a create without an end, with a past one, or with what is not allowed is 400") {
  Wire wire;
  for (const auto* body :
       {"{}", "not json", "[]", R"({"endDate":"tomorrow"})", R"({"endDate":"2025-12-31T23:59:59Z"})",
        R"({"endDate":"2026-01-01T01:00:00Z","roomMode":"huge"})",
        R"({"endDate":"2026-01-01T01:00:00Z","isLocked":"perhaps"})",
        R"({"endDate":"2026-01-01T01:00:00Z","roomNamePrefix":"under_score"})",
        R"({"endDate":"2026-01-01T01:00:00Z","roomNamePrefix":"0123456789012345678901234567890123456789"})",
        R"({"endDate":"2026-01-01T01:00:00Z","fields":["secrets"]})"}) {
    const auto answer = wire.send("POST", "/v1/meetings", body);
    INFO(body);
    CHECK(answer.status == 400);
    CHECK(json(answer.body)["error"].text().has_value());
  }
  CHECK(wire.emulator.meetings(wire.now).empty());
}

TEST_CASE("E13 capitals and blanks of a prefix are made to fit") {
  Wire wire;
  const auto answer = wire.send("POST", "/v1/meetings",
                                R"({"endDate":"2026-01-01T02:00:00+01:00","roomNamePrefix":"My Room-"})");
  CHECK(answer.status == 201);
  CHECK(json(answer.body)["roomName"].text_or("").starts_with("/myroom-"));
  CHECK(json(answer.body)["endDate"].text() == "2026-01-01T01:00:00.000Z");
}

TEST_CASE("E14 a page of HTML is a failure of the service and no crash") {
  Account account;
  for (const auto& fault : {testing::Fault{.kind = testing::FaultKind::html, .times = 3}})
    account.transport->faults().add(fault);
  const auto page = account.client.list_meetings();
  REQUIRE(!page);
  CHECK(page.error().code == ErrorCode::unavailable);
  CHECK(page.error().http_status == 502);
}

TEST_CASE("E14 paths that do not exist answer with a page of HTML") {
  Wire wire;
  for (const auto* path :
       {"/meetings", "/v1/rooms", "/v2/meetings", "/v1/meetings/1/tokens", "/v1/meetingsx"}) {
    const auto answer = wire.send("GET", path);
    INFO(path);
    CHECK(answer.status == 404);
    CHECK(answer.body.starts_with("<!DOCTYPE html>"));
  }
}

TEST_CASE("E15 unknown fields are passed by, and an id that is a number becomes a text") {
  auto step = platform_on(testing::FakeClock(), settings_for({}))
                  ->find_meeting({.platform = "whereby", .id = "90000001"});
  step = answer(
      std::move(step), 200,
      R"({"meetingId":90000001,"roomUrl":"https://a.whereby.com/r","future":{"deep":[1]},"endDate":"2025-05-12T16:42:49Z"})");
  const auto meeting = std::move(step).take();
  REQUIRE(meeting);
  CHECK(meeting->ref.id == "90000001");
  CHECK(meeting->ref.room.empty());
  CHECK(meeting->ends_at == TimePoint{} + 1747068169s);
  CHECK(!meeting->created_at);
  CHECK(!meeting->host_link);
}
