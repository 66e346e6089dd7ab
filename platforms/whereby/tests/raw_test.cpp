#include "support/catch.hpp"

#include "account.hpp"

// Any other call of Whereby's API.

namespace vplatform::platforms::whereby {

namespace {

struct Raw : Account {
  Raw() : Account(EmulatorOptions{.cloud_recording = true}) {}
  Result<JsonText> raw(const std::string& method, const std::string& path, const std::string& body = {},
                       Repeat repeat = Repeat::never) {
    return client.run(client.as<WherebyPlatform>()->raw(method, path, {body}, repeat));
  }
  [[nodiscard]] HttpRequest last() { return transport->faults().requests().back(); }
};

}  // namespace

TEST_CASE("any call of Whereby's API can be made with our key, and its answer comes as it is") {
  Raw raw;
  const auto made = raw.raw("POST", "/meetings", R"({"endDate":"2026-01-01T01:00:00.000Z"})");
  REQUIRE(made);
  const auto id = json(made->text)["meetingId"].text_or("");
  CHECK(json(raw.raw("GET", "/meetings/" + id + "?fields=hostRoomUrl")->text)["hostRoomUrl"].is_present());
  CHECK(raw.last().path_template == "/{path}");
  CHECK(find_header(raw.last().headers, "Content-Type") == std::nullopt);
  CHECK(raw.raw("DELETE", "/meetings/" + id)->text == "{}");
  const auto gone = raw.raw("GET", "/meetings/" + id);
  CHECK(gone.error().code == ErrorCode::not_found);
  CHECK(gone.error().provider_message == "Meeting not found");
}

TEST_CASE("many recordings are deleted at once by hand, and unknown ones are no error") {
  Raw raw;
  const auto meeting = raw.client.create_meeting({.key = "call"})->ref;
  const auto id = raw.emulator->finish_recording(meeting.room, raw.clock.now());
  CHECK(raw.raw("POST", "/recordings/bulk-delete", R"({"recordingIds":[")" + *id + R"(","other"]})")->text ==
        "{}");
  CHECK(raw.client.list_recordings(meeting)->items.empty());
  CHECK(raw.raw("POST", "/recordings/bulk-delete", "{}").error().code == ErrorCode::invalid_argument);
  const auto text = raw.emulator->start_transcription(meeting.room, raw.clock.now());
  CHECK(raw.raw("POST", "/transcriptions/bulk-delete", R"({"transcriptionIds":[")" + *text + R"("]})"));
  CHECK(raw.raw("GET", "/transcriptions/" + *text).error().code == ErrorCode::not_found);
}

TEST_CASE("each call by hand costs what Whereby's price list says") {
  Raw raw;
  const std::vector<std::tuple<std::string, std::string, int>> rows{
      {"GET", "/meetings/1", 1},           {"GET", "/recordings/1/access-link?validForSeconds=60", 1},
      {"GET", "/recordings?limit=5", 3},   {"GET", "/insights/rooms?limit=1", 5},
      {"POST", "/summaries", 3},           {"PUT", "/rooms/x/theme/tokens", 3},
      {"DELETE", "/summaries/some-id", 3}, {"POST", "/recordings/bulk-delete", 10},
  };
  for (const auto& [method, path, points] : rows) {
    CAPTURE(method, path);
    (void)raw.raw(method, path);
    CHECK(raw.last().rate_class == "points");
    CHECK(raw.last().rate_cost == points);
  }
}

TEST_CASE("the library counts a call as the emulated account does, so that a full budget is not overdrawn") {
  Account account(EmulatorOptions{.points_per_minute = 5});
  CHECK(account.client.list_meetings());
  auto step = account.client.as<WherebyPlatform>()->list_meetings({});
  CHECK(request_of(step).rate_cost == 3);
  const HttpRequest again = request_of(step);
  CHECK(account.emulator->handle(again, account.clock.now()).status == 429);
}

TEST_CASE("a call by hand goes to Whereby's API and nowhere else") {
  Raw raw;
  const auto before = raw.transport->faults().requests().size();
  for (const char* path : {"", "meetings", "//other.example", "/meetings/../x", "/a b", "/meetings#x",
                           "/meetings\n", "https://other.example/"}) {
    CAPTURE(path);
    CHECK(raw.raw("GET", path).error().code == ErrorCode::invalid_argument);
  }
  CHECK(raw.raw("PATCH", "/meetings/1").error().code == ErrorCode::invalid_argument);
  CHECK(raw.raw("POST", "/meetings", "[]").error().code == ErrorCode::invalid_argument);
  CHECK(raw.raw("GET", "/meetings", "{}").error().code == ErrorCode::invalid_argument);
  CHECK(raw.transport->faults().requests().size() == before);
}

TEST_CASE("a call by hand is repeated only where its caller says that it may be") {
  Raw raw;
  const std::string body = R"({"endDate":"2026-01-01T01:00:00.000Z"})";
  raw.transport->faults().add({.kind = testing::FaultKind::lost_after, .method = "POST"});
  CHECK(raw.raw("POST", "/meetings", body).error().effect == Effect::unknown);
  CHECK(raw.meetings().size() == 1);
  raw.transport->faults().add({.kind = testing::FaultKind::lost_before, .method = "DELETE"});
  CHECK(raw.raw("DELETE", "/meetings/" + raw.meetings()[0].id, {}, Repeat::idempotent));
  CHECK(raw.sent("DELETE") == 2);
}

TEST_CASE("a call by hand blanks the keys in its body, and takes no web page for an answer") {
  Raw raw;
  const auto* whereby = raw.client.as<WherebyPlatform>();
  auto step = whereby->raw(
      "POST", "/meetings",
      {R"({"recording":{"destination":{"accessKeyId":"AKIA0","accessKeySecret":"very-secret"}}})"});
  CHECK(request_of(step).secrets.size() == 2);
  auto page = answer(whereby->raw("GET", "/meetings"), 200, "<!DOCTYPE html>");
  CHECK(std::move(page).take().error().code == ErrorCode::bad_response);
  CHECK(raw.raw("GET", "/no-such-thing").error().code == ErrorCode::bad_response);
}

}  // namespace vplatform::platforms::whereby
