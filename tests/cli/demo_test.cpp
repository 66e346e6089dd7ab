// What the demo says is what the emulators' own books say.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

TEST_CASE("the demo's facts are those of the emulators' own records") {
  const auto result = run({"demo", "--json"});
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  const auto facts = result.json();
  REQUIRE(facts["rooms"].size() == 4);

  std::vector<std::string> sources;
  for (const auto& room : facts["rooms"].items()) {
    CAPTURE(room["room"].text_or(""));
    CHECK(room["decision"]["platform"].text() == room["meeting"]["platform"].text());
    CHECK(room["host"]["role"].text() == "host");
    CHECK(room["guest"]["role"].text() == "participant");
    CHECK(room["webhook"]["outcome"].text() == "event");
    CHECK(room["webhook"]["reply_status"].integer() == 200);
    CHECK(room["forged"]["outcome"].text() == "refused");
    CHECK(room["forged"]["reply_status"].integer() == 401);
    sources.push_back(room["decision"]["source"].text_or(""));
  }
  CHECK(sources == std::vector<std::string>{"rooms", "rules", "default", "flag"});

  const auto move = facts["move"];
  CHECK(move["moved"]["platform"].text() == "daily");
  CHECK(move["found"]["id"].text() == move["running"]["id"].text());
  CHECK(move["back"]["platform"].text() == "whereby");
}

TEST_CASE("every meeting that the demo shows is in an emulator's books, once, and none is left") {
  const auto facts = run({"demo", "--json"}).json();
  std::size_t shown = 0;
  const auto is_in_books = [&](const vplatform::spi::Json& meeting) {
    ++shown;
    std::size_t times = 0;
    for (const auto& one : facts["emulator"][meeting["platform"].text_or("")]["meetings"].items()) {
      if (one["id"].text() == meeting["id"].text() && one["room"].text() == meeting["room"].text()) ++times;
    }
    return times == 1;
  };
  for (const auto& room : facts["rooms"].items()) {
    CAPTURE(room["room"].text_or(""));
    CHECK(is_in_books(room["meeting"]));
  }
  CHECK(is_in_books(facts["move"]["made"]));

  std::size_t written = 0;
  for (const auto& [platform, books] : facts["emulator"].members()) {
    CAPTURE(platform);
    CHECK(books["left"].integer() == 0);
    written += books["meetings"].size();
  }
  // One more: the meeting whose answer was lost, which two calls share.
  CHECK(written == shown + 1);
}

TEST_CASE("the demo for people has no link of a host and no whole token") {
  const auto result = run({"demo"});
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("roomKey") == std::string::npos);
  CHECK(result.out.find("eyJ") != std::string::npos);
  CHECK(result.out.find("eyJhbGciOi") == std::string::npos);
  CHECK(result.out.find("\x1b[") == std::string::npos);  // no colour where nobody looks
}
