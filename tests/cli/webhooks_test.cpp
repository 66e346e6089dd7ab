// vplatform webhooks, and what doctor says of subscriptions.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

namespace {

constexpr const char* url = "https://app.example/hooks/daily";

Arguments ensure(Arguments more = {}) {
  Arguments all{"webhooks", "ensure", "--on", "daily", "--url", url};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

vplatform::spi::Json state_of(const World& world) {
  return world.call({"webhooks", "state", "--on", "daily"}).json()["subscriptions"];
}

// Three deliveries that our server does not answer.
void make_it_fail(const World& world) {
  const auto ref = world.meeting_on("daily");
  (void)world.emulators.play("daily", "fail_webhooks", R"({"times":3})");
  for (int person = 0; person < 3; ++person) {
    (void)world.emulators.play("daily", "join", R"({"room":")" + room_of(ref) + R"("})");
  }
}

// What doctor says of an instance.
vplatform::spi::Json item_of(const Run& doctor, const std::string& instance) {
  for (const auto& item : doctor.json()["items"].items()) {
    if (item["platform"].text() == instance) return item["webhooks"];
  }
  return {};
}

// The emulator delivers once a second.
bool comes_to_fail(const World& world) {
  for (int look = 0; look < 600; ++look) {
    const auto state = state_of(world);
    if (state.size() == 1 && state.items().front()["active"].boolean() == false) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a subscription is made, found as it should be, and changed; a dry run does nothing") {
  const World world;
  const auto planned = world.call(ensure({"--dry-run"}));
  CHECK(planned.exit_code == 0);
  CHECK(planned.json()["dry_run"].boolean() == true);
  CHECK(planned.json()["subscription"]["changes"].dump() == R"(["created"])");
  CHECK(state_of(world).size() == 0);

  const auto made = world.call(ensure());
  INFO(made.out << made.err);
  REQUIRE(made.exit_code == 0);
  CHECK(made.json()["dry_run"].boolean() == false);
  const auto subscription = made.json()["subscription"];
  CHECK(subscription["changes"].dump() == R"(["created"])");
  CHECK(subscription["url"].text() == url);
  CHECK(subscription["active"].boolean() == true);
  CHECK(subscription["failures"].integer() == 0);
  REQUIRE(state_of(world).size() == 1);
  CHECK(state_of(world).items().front()["id"].text() == subscription["id"].text());

  CHECK(world.call(ensure()).json()["subscription"]["changes"].size() == 0);
  CHECK(holds(world.show(ensure()).out, "it is as it should be"));
  const auto fewer = world.call(ensure({"--event", "participant_joined", "--event", "recording_ready"}));
  CHECK(fewer.json()["subscription"]["changes"].dump() == R"(["events"])");
  CHECK(holds(world.show(ensure({"--dry-run"})).out, "would change  events; nothing was done yet"));
}

TEST_CASE("a webhook that Daily has given up is shown by state and doctor, and revived by ensure") {
  const World world{.emulators = Emulators({"--webhooks-to", "http://127.0.0.1:9"})};
  REQUIRE(world.call(ensure()).exit_code == 0);
  make_it_fail(world);
  REQUIRE(comes_to_fail(world));
  CHECK(state_of(world).items().front()["failures"].integer() == 3);
  CHECK(holds(world.show({"webhooks", "state", "--on", "daily"}).out, "has FAILED, 3 failures"));

  const auto ill = world.call({"doctor"});
  CHECK(ill.exit_code == 1);
  const auto told = item_of(ill, "daily")["subscriptions"].items().front();
  CHECK(told["active"].boolean() == false);
  CHECK(told["failures"].integer() == 3);
  const auto shown = world.show({"doctor"});
  CHECK(shown.exit_code == 1);
  CHECK(holds(shown.out, "has FAILED, 3 failures"));
  CHECK(holds(shown.out, "'vplatform webhooks ensure --on daily --url URL' revives it"));
  CHECK_FALSE(holds(shown.out, "everything is fine"));

  CHECK(world.call(ensure()).json()["subscription"]["changes"].dump() == R"(["revived"])");
  CHECK(world.call({"doctor"}).exit_code == 0);
  CHECK(holds(world.show({"doctor"}).out, std::string(url) + " is active, 0 failures"));
}

TEST_CASE("where webhooks are set up by hand it is said what to set where") {
  const World world;
  const auto doctor = world.call({"doctor"});
  for (const auto& [instance, word] :
       {std::pair{"whereby", "dashboard"}, std::pair{"livekit", "livekit.yaml"}}) {
    CAPTURE(instance);
    const auto state = world.call({"webhooks", "state", "--on", instance});
    CHECK(state.exit_code == 0);
    CHECK(holds(state.json()["advice"].text_or(""), word));
    CHECK(holds(world.show({"webhooks", "state", "--on", instance}).out, word));
    CHECK(holds(item_of(doctor, instance)["advice"].text_or(""), word));
    const auto refused = world.call({"webhooks", "ensure", "--on", instance, "--url", url});
    CHECK(refused.exit_code == 1);
    CHECK(refused.json()["error"]["code"].text() == "unsupported");
    CHECK(holds(refused.json()["error"]["message"].text_or(""), word));
    CHECK(holds(world.show({"webhooks", "ensure", "--on", instance, "--url", url}).err, word));
  }
  // Something to paste is pasted from lines, not from one with marks in it.
  CHECK(holds(world.show({"webhooks", "ensure", "--on", "livekit", "--url", url}).err,
              "\n  webhook:\n    api_key:"));
  CHECK(holds(world.show({"doctor"}).out, "none is subscribed; 'vplatform webhooks ensure --on daily"));
}

TEST_CASE("doctor shows no query of a webhook's url, since it may be a secret; state shows it") {
  const World world;
  REQUIRE(
      world.call({"webhooks", "ensure", "--on", "daily", "--url", std::string(url) + "?token=tell-nobody"})
          .exit_code == 0);
  const auto doctor = world.call({"doctor"});
  const auto shown = world.show({"doctor"});
  CHECK_FALSE(holds(doctor.out + doctor.err + shown.out + shown.err, "tell-nobody"));
  CHECK(holds(shown.out, std::string(url) + "?… is active"));
  CHECK(holds(world.show({"webhooks", "state", "--on", "daily"}).out, "tell-nobody"));
}

TEST_CASE("doctor is not content where the subscription cannot be asked for") {
  const World world;
  (void)world.emulators.control("daily", "POST", "faults",
                                R"({"kind":"unavailable","path":"/webhooks","times":50})");
  const auto doctor = world.call({"doctor"});
  CHECK(doctor.exit_code == 1);
  CHECK(item_of(doctor, "daily")["error"]["code"].text() == "unavailable");
}

TEST_CASE("misuse of webhooks is told with the word that is wrong") {
  const File file(R"({"default": "mock", "platforms": {"mock": {}}})");
  const auto names = [&](Arguments arguments, int exit_code, const char* word) {
    arguments.insert(arguments.end(), {"--config", file.path()});
    const auto result = run(arguments);
    INFO(result.err);
    CHECK(result.exit_code == exit_code);
    CHECK(holds(result.err, word));
  };
  names({"webhooks", "state"}, 2, "--on is required");
  names({"webhooks", "ensure", "--on", "mock"}, 2, "--url is required");
  names({"webhooks", "ensure", "--on", "mock", "--url", url, "--event", "joined"}, 2, "participant_joined");
  names({"webhooks", "ensure", "--on", "zoom", "--url", url}, 2, "'zoom'");
  names({"webhooks", "ensure", "--on", "mock", "--url", url}, 1, "'mock'");
  names({"webhooks", "state", "--on", "mock"}, 1, "'mock' has no webhooks to subscribe to");
}
