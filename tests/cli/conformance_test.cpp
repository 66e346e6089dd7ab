// vplatform conformance, on emulators over HTTP.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

TEST_CASE("an account is held against the catalogue, and nothing of it is left") {
  const World world;
  for (const std::string instance : {"whereby", "daily", "livekit"}) {
    CAPTURE(instance);
    const auto result = world.call({"conformance", "--on", instance});
    CHECK(result.exit_code == 0);
    CHECK(result.json()["instance"].text() == instance);
    CHECK(result.json()["passed"].boolean() == true);
    int passed = 0;
    for (const auto& check : result.json()["checks"].items()) {
      CAPTURE(check["name"].text_or(""), check["why"].text_or(""));
      CHECK(check["outcome"].text() != "failed");
      CHECK(check["left"].size() == 0);
      if (check["outcome"].text() == "passed") ++passed;
    }
    CHECK(passed >= 40);
    CHECK(world.call({"list", "--on", instance}).json()["items"].size() == 0);
  }
}

TEST_CASE("one check may be asked for, and one that there is not is misuse") {
  const World world;
  const auto one = world.show({"conformance", "--on", "daily", "--check", "says_401"});
  CHECK(one.exit_code == 0);
  CHECK(holds(one.out, "passed  errors: 401 is unauthenticated"));
  CHECK(holds(one.out, "1 passed, 0 failed, 0 not applicable"));
  const auto none = world.show({"conformance", "--on", "daily", "--check", "says_402"});
  CHECK(none.exit_code == 2);
  CHECK(holds(none.err, "the catalogue has no check 'says_402'"));
}

TEST_CASE("an account that cannot be reached does not conform") {
  const World world;
  auto config = world.emulators.config();
  const auto url = world.emulators.url("daily");
  config.replace(config.find(url), url.size(), "http://127.0.0.1:1");
  const File file(config);
  const auto result =
      run({"conformance", "--config", file.path(), "--on", "daily", "--check", "gives_a_meeting"},
          world.emulators.variables());
  CHECK(result.exit_code == 1);
  CHECK(holds(result.out, "failed  create:"));
  CHECK(holds(result.out, "create_meeting failed: unavailable"));
}
