// vplatform doctor, where things are not well.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

namespace {

vplatform::spi::Json item_of(const Run& doctor, const std::string& instance) {
  for (const auto& item : doctor.json()["items"].items()) {
    if (item["platform"].text() == instance) return item;
  }
  return {};
}

}  // namespace

TEST_CASE("a key that the platform does not take is told by its instance, and the others are well") {
  const World world;
  auto variables = world.emulators.variables();
  variables["DAILY_API_KEY"] = "a-key-that-nobody-may-see";
  const auto result = run({"doctor", "--config", world.config.path(), "--json"}, variables);
  INFO(result.out << result.err);
  CHECK(result.exit_code == 1);
  CHECK(item_of(result, "daily")["healthy"].boolean() == false);
  CHECK(item_of(result, "daily")["error"]["code"].text() == "unauthenticated");
  CHECK_FALSE(item_of(result, "daily")["webhooks"].is_present());
  CHECK(item_of(result, "whereby")["healthy"].boolean() == true);
  CHECK(item_of(result, "livekit")["healthy"].boolean() == true);
  const auto shown = run({"doctor", "--config", world.config.path()}, variables);
  CHECK(shown.exit_code == 1);
  CHECK(holds(shown.out, "DAILY_API_KEY is there"));
  CHECK_FALSE(holds(shown.out, "everything is fine"));
  CHECK_FALSE(holds(result.out + result.err + shown.out + shown.err, "nobody-may-see"));
}

TEST_CASE("an instance that does not answer is told apart from one that refuses the key") {
  const File file(R"({"default": "daily", "platforms": {
    "daily": {"api_key_env": "KEY", "base_url": "http://127.0.0.1:9/v1"}, "mock": {}}})");
  const auto result = run({"doctor", "--config", file.path(), "--json"}, {{"KEY", "a-key"}});
  CHECK(result.exit_code == 1);
  CHECK(item_of(result, "daily")["error"]["code"].text() == "unavailable");
  CHECK(item_of(result, "daily")["error"]["effect"].text() == "none");
  CHECK(item_of(result, "mock")["healthy"].boolean() == true);
}

TEST_CASE("a secret that is not there is told by the name of its variable, and nothing is asked") {
  const File file(R"({"default": "daily", "platforms": {
    "daily": {"api_key_env": "MY_DAILY_KEY", "webhook_secret_env": "MY_SECRET"},
    "whereby": {"api_key_env": "KEY"}}})");
  const auto result =
      run({"doctor", "--config", file.path(), "--json"}, {{"KEY", "a-key-that-nobody-may-see"}});
  INFO(result.out << result.err);
  CHECK(result.exit_code == 2);
  CHECK(result.json()["error"]["code"].text() == "invalid_argument");
  const auto daily = item_of(result, "daily");
  CHECK(daily["faults"].size() >= 1);
  CHECK_FALSE(daily["healthy"].is_present());
  std::string secrets;
  for (const auto& one : daily["secrets"].items()) secrets += one.dump();
  CHECK(holds(secrets, R"({"name":"MY_DAILY_KEY","present":false})"));
  CHECK(holds(secrets, R"({"name":"MY_SECRET","present":false})"));
  const auto shown = run({"doctor", "--config", file.path()}, {{"KEY", "a-key-that-nobody-may-see"}});
  CHECK(shown.exit_code == 2);
  CHECK(holds(shown.out, "MY_DAILY_KEY is not set"));
  CHECK_FALSE(holds(result.out + result.err + shown.out, "nobody-may-see"));
}

TEST_CASE("what a configuration says in vain is told") {
  const World world;
  const auto parsed = vplatform::spi::merge_patch(world.emulators.config(), R"({"rooms":{"board":"dayly"}})");
  REQUIRE(parsed.has_value());
  const File file(*parsed);
  const auto result = run({"doctor", "--config", file.path(), "--json"}, world.emulators.variables());
  CHECK(result.exit_code == 0);
  REQUIRE(result.json()["ignored"].size() == 1);
  CHECK(holds(result.json()["ignored"].items().front().text_or("").data(), "'dayly'"));
}
