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

TEST_CASE("the demo's guest is on the list of those who are in, where the platform has one") {
  const auto people = run({"demo", "--json"}).json()["people"].items();
  std::vector<std::string> seen;
  for (const auto& one : people) {
    const auto presence = one["presence"];
    CAPTURE(one["platform"].text_or(""));
    CHECK(presence["as_of"].is_present());
    if (presence["state"].text() == "unknown") {
      CHECK(presence["complete"].boolean() == false);
      seen.push_back("unknown on " + one["platform"].text_or(""));
      continue;
    }
    CHECK(presence["state"].text() == "occupied");
    REQUIRE(presence["people"].size() == 1);
    const auto person = presence["people"].items().front();
    seen.push_back(person["name"].text_or("") + " as " + person["identity"].text_or("") + " on " +
                   one["platform"].text_or(""));
  }
  CHECK(seen == std::vector<std::string>{"Grace as grace on daily", "Grace as grace on livekit",
                                         "unknown on whereby", "Grace as grace on mock"});
}

TEST_CASE("the demo's recording is one recording from its start to its link") {
  const auto result = run({"demo", "--json"});
  const auto fact = result.json()["recording"];
  CHECK(fact["platform"].text() == "daily");
  const auto key = fact["started"]["key"].text_or("");
  const auto id = fact["found"]["id"].text_or("");
  CHECK(key.size() == 36);
  CHECK_FALSE(id.empty());
  CHECK(fact["started"]["meeting"].text() ==
        "daily/" + result.json()["rooms"].items().front()["meeting"]["id"].text_or(""));
  CHECK_FALSE(fact["started"]["id"].is_present());
  CHECK(fact["started_webhook"]["kind"].text() == "recording_started");
  CHECK(fact["started_webhook"]["outcome"].text() == "event");
  CHECK(fact["started_webhook"]["recording"]["key"].text() == key);
  CHECK(fact["started_webhook"]["recording"]["id"].text() == id);
  CHECK(fact["ready_webhook"]["kind"].text() == "recording_ready");
  CHECK(fact["ready_webhook"]["recording"]["id"].text() == id);
  CHECK(fact["found"]["key"].text() == key);
  CHECK(fact["found"]["state"].text() == "ready");
  CHECK(fact["found"]["files"].size() == 1);
  CHECK(fact["has_link"].boolean() == true);
  CHECK(fact["link_expires_at"].text_or("").ends_with("Z"));
  CHECK_FALSE(holds(result.out, "signature="));
}

TEST_CASE("the demo's webhook fails and is revived as the emulator has it") {
  const auto fact = run({"demo", "--json"}).json()["revival"];
  CHECK(fact["platform"].text() == "daily");
  CHECK(fact["made"]["changes"].dump() == R"(["created"])");
  CHECK(fact["made"]["active"].boolean() == true);
  CHECK(fact["lost"].integer() == 3);
  CHECK(fact["failed"]["active"].boolean() == false);
  CHECK(fact["failed"]["failures"].integer() == 3);
  CHECK(fact["planned"]["changes"].dump() == R"(["revived"])");
  CHECK(fact["planned"]["active"].boolean() == false);
  CHECK(fact["revived"]["changes"].dump() == R"(["revived"])");
  CHECK(fact["revived"]["active"].boolean() == true);
  CHECK(fact["revived"]["failures"].integer() == 0);
  for (const char* when : {"failed", "planned", "revived"}) {
    CHECK(fact[when]["id"].text() == fact["made"]["id"].text());
  }
}

TEST_CASE("with credentials the demo uses the services themselves, and leaves nothing there") {
  const auto where = GENERATE(as<std::string>{}, "LIVEKIT_URL", "LIVEKIT_WS_URL", "LIVEKIT_HOST");
  CAPTURE(where);
  const World world;
  auto variables = world.emulators.variables();
  variables["DAILY_API_BASE_URL"] = world.emulators.url("daily") + "/v1";
  variables["WHEREBY_API_URL"] = world.emulators.url("whereby") + "/v1";
  variables[where] = world.emulators.url("livekit");
  const auto result = run({"demo", "--json"}, variables);
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  std::map<std::string, std::string> addresses;
  for (const auto& service : result.json()["services"].items()) {
    if (service["service"].text() != "real") continue;
    addresses[service["platform"].text_or("")] = service["address"].text_or("");
  }
  CHECK(addresses == std::map<std::string, std::string>{{"daily", world.emulators.url("daily") + "/v1"},
                                                        {"livekit", world.emulators.url("livekit")},
                                                        {"whereby", world.emulators.url("whereby") + "/v1"}});
  for (const auto& room : result.json()["rooms"].items()) {
    const auto on = room["meeting"]["platform"].text_or("");
    CAPTURE(on);
    CHECK(room["webhook"]["platform"].text() == (on == "mock" ? on : on + "-emulator"));
  }
  // What people do, records and webhooks are played beside it: an account of somebody is not to be changed.
  CHECK(result.json()["recording"]["platform"].text() == "daily-emulator");
  CHECK(result.json()["revival"]["platform"].text() == "daily-emulator");
  CHECK(world.call({"webhooks", "state", "--on", "daily"}).json()["subscriptions"].size() == 0);
  for (const char* instance : {"daily", "whereby", "livekit"}) {
    CAPTURE(instance);
    CHECK(world.call({"list", instance}).json()["items"].size() == 0);
  }
  for (const auto& [name, secret] : world.emulators.variables()) {
    CAPTURE(name);
    CHECK_FALSE(holds(result.out + result.err, secret));
  }
}

TEST_CASE("a provider whose credentials are not all there is emulated") {
  const auto result = run({"demo", "--json"}, {{"LIVEKIT_API_KEY", "k"}, {"LIVEKIT_API_SECRET", "s"}});
  CHECK(result.exit_code == 0);
  for (const auto& service : result.json()["services"].items()) CHECK(service["service"].text() != "real");
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
  CHECK(holds(result.out, "occupied: Grace ✓"));
  CHECK(holds(result.out, "recording_ready ✓"));
  CHECK(holds(result.out, "after 3 lost webhooks  FAILED"));
  CHECK(holds(result.out, "revived, no failures"));
  CHECK_FALSE(holds(result.out, "✗"));
  CHECK_FALSE(holds(result.out, "signature="));
  CHECK(result.out.find("\x1b[") == std::string::npos);  // no colour where nobody looks
}
