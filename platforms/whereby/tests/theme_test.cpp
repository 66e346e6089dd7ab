#include "support/catch.hpp"

#include "account.hpp"

// How a room looks.

namespace vplatform::platforms::whereby {

namespace {

const std::string png = std::string("\x89PNG\r\n\x1a\n", 8) + std::string("\0\r\n--bytes", 10);

}  // namespace

TEST_CASE("E18 colours and pictures are set one by one, each picture as a part named image") {
  Account account;
  const auto meeting = account.client.create_meeting({.key = "call"})->ref;
  REQUIRE(account.client.set_theme(meeting,
                                   {.logo_png = png, .background_png = png, .primary_color = "#112233"}));
  std::vector<std::string> paths;
  for (const auto& one : account.transport->faults().requests()) {
    if (one.method != "PUT") continue;
    paths.push_back(one.path_template);
    if (one.path_template.ends_with("logo")) {
      CHECK(find_header(one.headers, "Content-Type")->starts_with("multipart/form-data; boundary="));
      CHECK(one.body.find("name=\"image\"; filename=\"image.png\"\r\nContent-Type: image/png\r\n\r\n" + png +
                          "\r\n--") != std::string::npos);
    }
    if (one.path_template.ends_with("tokens")) {
      CHECK(one.body == R"({"tokens":{"colors":{"primary":"#112233"}},"tokensPreset":"custom"})");
    }
  }
  CHECK(paths == std::vector<std::string>{"/rooms/{roomName}/theme/tokens", "/rooms/{roomName}/theme/logo",
                                          "/rooms/{roomName}/theme/room-background"});
}

TEST_CASE("a picture that is refused is an error, also after colours that were set") {
  Account account;
  const auto meeting = account.client.create_meeting({.key = "call"})->ref;
  account.transport->faults().add({.kind = testing::FaultKind::html, .path = "logo", .times = 3});
  const auto refused = account.client.set_theme(meeting, {.logo_png = png, .focus_color = "#112233"});
  REQUIRE(!refused);
  CHECK(refused.error().effect == Effect::unknown);
  CHECK(account.client
            .set_theme({.platform = "whereby", .id = "1", .room = "gone"}, {.primary_color = "#112233"})
            .error()
            .code == ErrorCode::not_found);
}

TEST_CASE("what is no picture and no colour is refused before anything is sent") {
  Account account;
  const auto meeting = account.client.create_meeting({.key = "call"})->ref;
  CHECK(account.client.set_theme(meeting, {.logo_png = "GIF89a"}).error().code ==
        ErrorCode::invalid_argument);
  CHECK(account.client.set_theme(meeting, {.primary_color = "red"}).error().code ==
        ErrorCode::invalid_argument);
  CHECK(account.client.set_theme(meeting, {}).error().code == ErrorCode::invalid_argument);
  CHECK(account.sent("PUT") == 0);
}

}  // namespace vplatform::platforms::whereby
