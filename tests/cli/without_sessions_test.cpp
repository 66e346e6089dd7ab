// The tool as it is where the component sessions was not built.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

TEST_CASE("a tool without the component has none of its commands, and says why") {
  CHECK(holds(run({"--help"}).out, "Built without the component sessions"));
  CHECK_FALSE(holds(run({"--help"}).out, "recordings  "));
  CHECK_FALSE(holds(run({"--help"}).out, "  inbox"));
  for (const auto* command : {"session", "inbox", "recordings"}) {
    const auto result = run({command, "list"});
    INFO(result.err);
    CHECK(result.exit_code == 2);
    CHECK(holds(result.err, "there is no command '" + std::string(command) + "'"));
    CHECK(holds(result.err, "built without the component sessions"));
    const auto json = run({command, "--store", "sqlite:x.db", "list", "--json"});
    CHECK(json.exit_code == 2);
    CHECK(json.json()["error"]["code"].text() == "invalid_argument");
  }
  CHECK_FALSE(holds(run({"selekt"}).err, "built without"));
  CHECK(run({"platforms"}).exit_code == 0);
}
