// vplatform select: the golden vectors, and each of the six sources.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

namespace {

constexpr const char* config = R"({
  "version": 7, "default": "whereby", "rooms": {"board-room": "daily"},
  "rules": [{"id": "golden", "to": "daily", "percent": 100, "salt": "2026-01", "when": {"golden": "yes"}},
            {"id": "ramp", "to": "livekit", "percent": 12.5, "salt": "2026-01", "when": {"tenant": ["acme", "globex"]}},
            {"id": "asked", "to": "livekit", "when": {"tenant": "initech"}},
            {"id": "resting", "to": "daily-us", "when": {"tenant": "hooli"}}],
  "platforms": {
    "daily":    {"api_key_env": "KEY", "domain": "acme"},
    "daily-us": {"kind": "daily", "api_key_env": "KEY", "domain": "acme-us", "state": "cordoned"},
    "livekit":  {"url": "https://lk.example", "api_key_env": "KEY", "api_secret_env": "KEY"},
    "whereby":  {"api_key_env": "KEY"}}})";

const Variables key{{"KEY", "a-key-that-nobody-may-see"}};

vplatform::spi::Json select(Arguments more, Variables variables = key) {
  const File file(config);
  Arguments arguments{"select", "--config", file.path(), "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto result = run(arguments, variables);
  INFO(result.out << result.err);
  CHECK(result.exit_code == 0);
  return result.json();
}

}  // namespace

TEST_CASE("select gives rooms their golden buckets") {
  const std::vector<std::pair<std::string, std::int64_t>> golden{
      {"room-1", 747813}, {"room-2", 436916}, {"room-3", 963473}, {"board", 348703}, {"sälen", 944738}};
  for (const auto& [room, bucket] : golden) {
    CAPTURE(room);
    const auto decision = select({"--room", room, "--attr", "golden=yes"});
    CHECK(decision["bucket"].integer() == bucket);
    CHECK(decision["rule"].text() == "golden");
    CHECK(decision["reason"].text() == "split");
    CHECK(decision["source"].text() == "rules");
  }
}

TEST_CASE("select names each of the six sources") {
  const auto of = [](const vplatform::spi::Json& decision) {
    return decision["source"].text_or("?") + " " + decision["platform"].text_or("?") + " " +
           decision["reason"].text_or("?");
  };
  CHECK(of(select({"--room", "x"})) == "default whereby default");
  CHECK(of(select({"--room", "x", "--attr", "tenant=initech"})) == "rules livekit targeting_match");
  CHECK(of(select({"--room", "board-room"})) == "rooms daily targeting_match");
  CHECK(of(select({"--room", "board-room", "--flag", "livekit"})) == "flag livekit targeting_match");
  auto forced = key;
  forced["VPLATFORM_FORCE"] = "whereby";
  CHECK(of(select({"--room", "board-room", "--flag", "livekit"}, forced)) == "force whereby forced");
  CHECK(of(select({"--room", "x", "--meeting", "daily-us/standup"}, forced)) == "meeting daily-us pinned");
}

TEST_CASE("select says what was passed over and why, and leaves out what there is not") {
  const auto decision = select({"--room", "x", "--flag", "nobody", "--attr", "tenant=hooli"});
  CHECK(decision["platform"].text() == "whereby");
  CHECK(decision["config_version"].integer() == 7);
  CHECK_FALSE(decision["rule"].is_present());
  CHECK_FALSE(decision["bucket"].is_present());
  const auto over = decision["passed_over"].items();
  REQUIRE(over.size() == 2);
  CHECK(over[0].dump() == R"({"platform":"nobody","reason":"not_configured","source":"flag"})");
  CHECK(over[1].dump() == R"({"platform":"daily-us","reason":"cordoned","source":"rules"})");
}

TEST_CASE("attributes are compared in their case, and a percentage takes its part of the rooms") {
  CHECK(select({"--room", "x", "--attr", "tenant=Initech"})["source"].text() == "default");
  // 12.5 % is bucket 125000: board's 348703 is out.
  CHECK(select({"--room", "board", "--attr", "tenant=acme"})["source"].text() == "default");
}

TEST_CASE("a forced platform that cannot serve is an error with everything in words") {
  const File file(config);
  auto forced = key;
  forced["VPLATFORM_FORCE"] = "daily-us";
  const auto result = run({"select", "--config", file.path(), "--room", "x", "--json"}, forced);
  CHECK(result.exit_code == 1);
  const auto error = result.json()["error"];
  CHECK(error["code"].text() == "failed_precondition");
  CHECK(error["message"].text_or("").find("daily-us") != std::string::npos);
}
