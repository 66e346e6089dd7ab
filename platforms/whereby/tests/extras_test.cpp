#include "support/catch.hpp"

#include "account.hpp"

// What a host adds to a create, merged by RFC 7396 into what the library says.

namespace vplatform::platforms::whereby {

namespace {

struct Extras : Account {
  Extras() : Account(EmulatorOptions{.cloud_recording = true}) {}
  Result<Meeting> create(const std::string& extras, std::optional<RecordingSpec> recording = {}) {
    MeetingSpec spec{.name = "x", .access = Access::knock, .recording = std::move(recording)};
    spec.extras["whereby"] = {extras};
    return client.create_meeting(spec);
  }
  /// The body that is sent because of them.
  spi::Json body_with(const std::string& extras, std::optional<RecordingSpec> recording = {}) {
    REQUIRE(create(extras, std::move(recording)));
    return json(transport->faults().requests().back().body);
  }
};

}  // namespace

TEST_CASE("extras stand beside what the library says") {
  Extras extras;
  const auto body = extras.body_with(R"({"isDialInEnabled":true,"roomPreferences":{"chat":false}})");
  CHECK(body["isDialInEnabled"].boolean() == true);
  CHECK(body["roomPreferences"].dump() == R"({"chat":false})");
  CHECK(body["isLocked"].boolean() == true);
  CHECK(body["roomMode"].text() == "group");
  CHECK(body["fields"].size() == 2);
}

TEST_CASE("an object in the extras is merged member by member, and a list replaces") {
  Extras extras;
  const auto body = extras.body_with(
      R"({"recording":{"startTrigger":"manual","destination":{"fileFormat":"mkv","languages":["de"]}}})",
      RecordingSpec{});
  CHECK(
      body["recording"].dump() ==
      R"({"destination":{"fileFormat":"mkv","languages":["de"],"provider":"whereby"},"startTrigger":"manual","type":"cloud"})");
}

TEST_CASE("null in the extras removes, at any depth, and a null that meets nothing adds nothing") {
  Extras extras;
  const auto body = extras.body_with(
      R"({"recording":{"startTrigger":null,"destination":{"fileFormat":null}},"streaming":null})",
      RecordingSpec{});
  CHECK(body["recording"].dump() == R"({"destination":{"provider":"whereby"},"type":"cloud"})");
  CHECK_FALSE(body["streaming"].is_present());
  CHECK_FALSE(extras.body_with(R"({"recording":null})")["recording"].is_present());
}

TEST_CASE("what follows from the spec cannot be said, and nothing is sent") {
  Extras extras;
  const std::string member =
      GENERATE("endDate", "isLocked", "roomMode", "roomNamePrefix", "roomNamePattern", "fields");
  for (const auto* value : {"null", "true", "\"x\"", "{}"}) {
    const auto refused = extras.create(R"({")" + member + R"(":)" + value + "}");
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
    CHECK(refused.error().message.find("'" + member + "'") != std::string::npos);
  }
  CHECK(extras.transport->faults().requests().empty());
}

TEST_CASE("whether there is a recording is the spec's, where it asks for one") {
  Extras extras;
  const std::string words =
      GENERATE(R"({"recording":{"type":"none"}})", R"({"recording":null})", R"({"recording":"none"})");
  CAPTURE(words);
  const auto refused = extras.create(words, RecordingSpec{});
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  CHECK(refused.error().message.find("'recording") != std::string::npos);
  CHECK(extras.transport->faults().requests().empty());
}

TEST_CASE("extras of another platform are none of ours, and what is no object is refused") {
  Extras extras;
  MeetingSpec spec{.name = "x"};
  spec.extras["daily"] = {"not even JSON"};
  CHECK(extras.client.create_meeting(spec));
  for (const auto* words : {"[]", "7", "\"x\"", "null", "{"}) {
    CAPTURE(words);
    CHECK(extras.create(words).error().code == ErrorCode::invalid_argument);
  }
}

}  // namespace vplatform::platforms::whereby
