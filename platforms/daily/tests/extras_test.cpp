#include "world.hpp"

// What a host adds to a create, merged by RFC 7396 into what the library says.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

Settings recorded() {
  Settings settings = settings_for({});
  settings.recording = {"cloud", "raw-tracks"};
  settings.recordings_bucket = RecordingsBucket{"calls", "eu-central-1", "arn:aws:iam::111122223333:role/d"};
  return settings;
}

struct Extras : World {
  Extras() : World(recorded()) {}
  Result<Meeting> create(const std::string& extras) {
    MeetingSpec spec{.name = "x", .access = Access::knock};
    spec.extras["daily"] = {extras};
    return client.create_meeting(spec);
  }
  /// The body that is sent because of them.
  spi::Json body_with(const std::string& extras) {
    REQUIRE(create(extras));
    return parsed(transport->faults().requests().back().body);
  }
};

}  // namespace

TEST_CASE("extras of a create stand beside what the library says") {
  Extras extras;
  const auto body = extras.body_with(R"({"properties":{"lang":"de","enable_chat":true}})");
  CHECK(body["privacy"].text() == "private");
  CHECK(body["properties"]["lang"].text() == "de");
  CHECK(body["properties"]["enable_chat"].boolean() == true);
  CHECK(body["properties"]["enable_knocking"].boolean() == true);
  CHECK(body["properties"]["exp"].is_present());
}

TEST_CASE("an object in the extras of a create is merged member by member, and a list replaces") {
  Extras extras;
  const auto properties = extras.body_with(
      R"({"properties":{"recordings_bucket":{"allow_streaming_from_bucket":true,"bucket_region":"us-east-1"},"enable_recording":["local"]}})")
                              ["properties"];
  CHECK(
      properties["recordings_bucket"].dump() ==
      R"({"allow_api_access":true,"allow_streaming_from_bucket":true,"assume_role_arn":"arn:aws:iam::111122223333:role/d","bucket_name":"calls","bucket_region":"us-east-1"})");
  CHECK(properties["enable_recording"].dump() == R"(["local"])");
}

TEST_CASE("null in the extras of a create removes, and one that meets nothing adds nothing") {
  Extras extras;
  const auto properties = extras.body_with(
      R"({"properties":{"enable_recording":null,"recordings_bucket":null,"geo":null}})")["properties"];
  for (const char* gone : {"enable_recording", "recordings_bucket", "geo"}) {
    CHECK_FALSE(properties[gone].is_present());
  }
  CHECK(properties["exp"].is_present());
}

TEST_CASE("what the fields of a create say cannot be said by extras, not even null, and nothing is sent") {
  Extras extras;
  const std::string words = GENERATE(
      R"({"name":null})", R"({"privacy":null})", R"({"properties":{"exp":null}})", R"({"properties":[]})",
      R"({"properties":{"enable_knocking":false}})", R"({"properties":{"eject_at_room_exp":null}})");
  CAPTURE(words);
  const auto refused = extras.create(words);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  CHECK(extras.sent().empty());
}

TEST_CASE("extras of a create that are no object are refused, and what Daily does not know is its refusal") {
  Extras extras;
  for (const char* words : {"[]", "7", "\"x\"", "null", "{"}) {
    CAPTURE(words);
    CHECK(extras.create(words).error().code == ErrorCode::invalid_argument);
  }
  CHECK(extras.sent().empty());
  const auto unknown = extras.create(R"({"properties":{"no_such_property":1}})");
  CHECK(unknown.error().code == ErrorCode::invalid_argument);
  CHECK(unknown.error().provider_code == "invalid-request-error");
  CHECK(extras.emulator->meetings(extras.clock.now()).empty());
}
