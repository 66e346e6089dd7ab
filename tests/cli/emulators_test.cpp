// The life of a meeting, each step in a process of its own, on all three emulators.

#include <cstdlib>

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;
using vplatform::spi::Json;

namespace {

bool holds(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

struct World {
  Emulators emulators{};
  File config{emulators.config()};

  [[nodiscard]] Run call(Arguments arguments) const {
    arguments.insert(arguments.begin() + 1, {"--config", config.path(), "--json"});
    auto result = run(arguments, emulators.variables());
    for (const auto& [name, secret] : emulators.variables()) {
      CAPTURE(name);
      CHECK_FALSE(holds(result.out + result.err, secret));
    }
    return result;
  }
};

std::string ref_of(const Json& meeting) {
  const auto id = meeting["id"].text_or("");
  const auto room = meeting["room"].text_or("");
  return meeting["platform"].text_or("") + "/" + id + (room == id ? "" : "#" + room);
}

}  // namespace

TEST_CASE("a meeting lives across processes on each emulator") {
  const World world;
  for (const std::string instance : {"daily", "whereby", "livekit"}) {
    CAPTURE(instance);
    const auto made = world.call({"create", "--room", "standup", "--on", instance, "--name", "Stand-up",
                                  "--key", "k-" + instance, "--ends-in", "1h"});
    INFO(made.out << made.err);
    REQUIRE(made.exit_code == 0);
    const auto ref = ref_of(made.json());
    CHECK(made.json()["key"].text() == "k-" + instance);
    CHECK_FALSE(holds(made.out, "roomKey"));

    const auto again = world.call({"create", "--room", "standup", "--on", instance, "--name", "Other",
                                   "--key", "k-" + instance, "--ends-in", "3h"});
    CHECK(again.json()["id"].text() == made.json()["id"].text());
    CHECK(again.json()["differs"].dump() == R"(["ends_at"])");

    const auto found = world.call({"find", ref});
    CHECK(found.exit_code == 0);
    CHECK(found.json()["id"].text() == made.json()["id"].text());
    CHECK(world.call({"list", instance}).json()["items"].size() == 1);

    CHECK(world.call({"end", ref}).exit_code == 0);
    CHECK(world.call({"end", ref}).exit_code == 0);
    const auto gone = world.call({"find", ref});
    CHECK(gone.exit_code == 1);
    CHECK(gone.json()["error"]["code"].text() == "not_found");
  }
}

TEST_CASE("grants are of the role that was asked for, and a host link is for hosts alone") {
  const World world;
  for (const std::string instance : {"daily", "whereby", "livekit"}) {
    CAPTURE(instance);
    const auto ref =
        ref_of(world.call({"create", "--room", "r", "--on", instance, "--ends-in", "1h"}).json());
    const auto host =
        world.call({"join", ref, "--role", "host", "--name", "Ada", "--user-id", "ada-1", "--ttl", "10m"})
            .json();
    const auto guest = world.call({"join", ref, "--role", "participant", "--name", "Grace"}).json();
    const auto other = world.call({"join", ref, "--role", "participant", "--name", "Grace"}).json();
    CHECK(host["role"].text() == "host");
    CHECK(host["identity"].text() == "ada-1");
    CHECK(guest["identity"].text() != other["identity"].text());
    CHECK(host["hosts"].size() >= 1);
    if (instance == "whereby") {
      CHECK(holds(host["url"].text_or(""), "roomKey="));
      CHECK_FALSE(holds(guest["url"].text_or(""), "roomKey="));
      CHECK_FALSE(host["token"].is_present());
    } else {
      CHECK(host["token"].text_or("").size() > 100);
      CHECK(host["expires_at"].text_or("").ends_with("Z"));
    }
  }
}

TEST_CASE("a meeting is extended where the platform can, and nowhere else") {
  const World world;
  const auto daily = ref_of(world.call({"create", "--room", "r", "--on", "daily", "--ends-in", "1h"}).json());
  const auto extended = world.call({"extend", daily, "--until", "2h"});
  CHECK(extended.exit_code == 0);
  CHECK(world.call({"find", daily}).json()["ends_at"].text() == extended.json()["ends_at"].text());
  const auto livekit =
      ref_of(world.call({"create", "--room", "r", "--on", "livekit", "--ends-in", "1h"}).json());
  const auto refused = world.call({"extend", livekit, "--until", "2h"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.json()["error"]["code"].text() == "unsupported");
}

TEST_CASE("the doctor finds all three well, shows what to paste, and no secret") {
  const World world;
  const auto well = world.call({"doctor"});
  INFO(well.out << well.err);
  CHECK(well.exit_code == 0);
  CHECK(holds(well.out, "domain_id"));
}

TEST_CASE("the emulators end cleanly when they are asked to") {
  Emulators emulators;
  CHECK(emulators.stop() == 0);
}
