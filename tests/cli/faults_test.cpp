// vplatform emulate: faults from a file, and the control surface.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

TEST_CASE("faults of a file hit from the first request on") {
  const File faults(R"([{"kind": "unavailable", "method": "GET", "path": "/v1/rooms", "times": 50},
                        {"kind": "lost_after", "method": "POST", "path": "/v1/rooms"}])");
  const World world{.emulators = Emulators({"--faults", faults.path()})};
  const auto list = world.call({"list", "daily"});
  CHECK(list.exit_code == 1);
  CHECK(list.json()["error"]["code"].text() == "unavailable");
  CHECK(world.call({"list", "whereby"}).exit_code == 0);
  (void)world.emulators.control("daily", "DELETE", "faults", "");
  CHECK(world.call({"list", "daily"}).exit_code == 0);
}

TEST_CASE("a lost answer from a file makes one meeting all the same") {
  const File faults(R"([{"kind": "lost_after", "method": "POST", "path": "/v1/meetings"}])");
  const World world{.emulators = Emulators({"--faults", faults.path()})};
  CHECK(world.call({"create", "--room", "r", "--on", "whereby", "--key", "k"}).exit_code == 0);
  CHECK(world.call({"list", "whereby"}).json()["items"].size() == 1);
}

TEST_CASE("a file of faults that cannot be read is refused by the entry that is wrong") {
  const auto refused = [](const std::string& text, const std::string& word) {
    const File faults(text);
    const auto result = run({"emulate", "--daily", "0", "--faults", faults.path(), "--json"});
    CAPTURE(text);
    CHECK(result.exit_code == 2);
    const auto message = result.json()["error"]["message"].text_or("");
    CAPTURE(message);
    CHECK(holds(message, faults.path()));
    CHECK(holds(message, word));
  };
  refused("no json", "not a JSON array");
  refused(R"({"kind": "html"})", "not a JSON array");
  refused(R"([{"kind": "html"}, {"kind": "lost"}])",
          "entry 2: a fault's kind 'lost' is none of rate_limited");
  refused(R"([{"kind": "html", "time": 2}])", "entry 1: a fault's member 'time'");
  refused(R"([7])", "entry 1");
  const auto missing = run({"emulate", "--daily", "0", "--faults", "/nowhere/faults.json", "--json"});
  CHECK(missing.exit_code == 2);
  CHECK(holds(missing.json()["error"]["message"].text_or(""), "cannot be read"));
}

TEST_CASE("the emulators say where they are steered from") {
  const World world;
  CHECK(world.emulators.play("daily", "dance", "{}")["error"]["code"].text() == "invalid_argument");
  CHECK(world.emulators.control("daily", "POST", "faults", R"({"kind":"html"})").is_object());
  CHECK(holds(world.emulators.url("livekit"), "http://127.0.0.1:"));
}

TEST_CASE("by hand somebody joins, is recorded, and leaves") {
  const World world;
  const auto ref = world.meeting_on("daily");
  const std::string room = R"({"room":")" + room_of(ref) + R"("})";
  const auto play = [&](const std::string& what, const std::string& arguments) {
    return world.emulators.play("daily", what, arguments);
  };
  const auto who = play("join", room)["participant"].text_or("");
  CHECK(play("start_recording", room).dump() == "{}");
  CHECK(world.call({"record", "list", ref}).json()["items"].items().front()["state"].text() == "active");
  CHECK(play("finish_recording", room).dump() == "{}");
  CHECK(world.call({"record", "list", ref}).json()["items"].items().front()["state"].text() == "ready");
  CHECK(world.call({"presence", ref}).json()["people"].items().front()["id"].text() == who);
  CHECK(play("leave", R"({"participant":")" + who + R"("})").dump() == "{}");
  CHECK(world.call({"presence", ref}).json()["state"].text() == "empty");
}
