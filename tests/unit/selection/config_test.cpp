#include <string>
#include <vector>

#include "fake_platform.hpp"
#include "support/catch.hpp"

using namespace selection_test;

namespace {

Result<Config> read(std::string_view json, std::map<std::string, std::string> variables = {}) {
  return Config::from_text(json, Environment::of(std::move(variables)));
}

// With one platform and these members beside.
std::string beside(const std::string& members) {
  return R"({"platforms": {"daily": {}}, )" + members + "}";
}

std::string refusal(const std::string& json) {
  const auto config = read(json);
  if (config) return "(it was taken)";
  if (config.error().code != ErrorCode::invalid_argument) return "(another code)";
  const std::string start = "the configuration is wrong: ";
  const std::string& message = config.error().message;
  return message.starts_with(start) ? message.substr(start.size()) : message;
}

}  // namespace

TEST_CASE("a configuration is read as it is written") {
  const auto config = read(R"({
    "version": 7, "default": "whereby", "force": null, "flag": "video-platform",
    "rooms": {"board-room": "daily"},
    "rules": [{"id": "daily-ramp", "to": "daily", "percent": 12.5, "salt": "2026-01", "when": {"tenant": ["acme"]}},
              {"id": "all", "to": "daily"}],
    "fallback": ["whereby"],
    "platforms": {"daily": {"api_key_env": "KEY", "domain": "acme", "require": ["join"]},
                  "livekit": {"url": "https://lk.example", "state": "cordoned"},
                  "whereby-eu": {"kind": "whereby"}, "whereby": {}}
  })");
  REQUIRE(config);
  CHECK(config->version == 7);
  CHECK(config->default_platform == "whereby");
  CHECK(config->force.empty());
  CHECK(config->flag == "video-platform");
  CHECK(config->rooms.at("board-room") == "daily");
  REQUIRE(config->rules.size() == 2);
  CHECK(config->rules[0].ppm == 125'000);
  CHECK(config->rules[0].salt == "2026-01");
  CHECK(config->rules[0].when.at("tenant") == std::vector<std::string>{"acme"});
  CHECK(!config->rules[1].ppm);
  CHECK(config->rules[1].salt == "all");
  CHECK(config->fallback == std::vector<std::string>{"whereby"});
  REQUIRE(config->platforms.size() == 4);
  const auto& daily = config->platforms[0];
  CHECK(daily.kind == "daily");
  CHECK(daily.require == CapabilitySet{Capability::join});
  CHECK(daily.settings.text == R"({"api_key_env":"KEY","domain":"acme"})");
  CHECK(config->platforms[1].state == InstanceState::cordoned);
  CHECK(config->ignored.empty());
}

TEST_CASE("variables fill the only instance of a kind and the one named like it") {
  const auto config =
      read(R"({"platforms": {"eu": {"kind": "daily"}, "whereby": {}, "whereby-us": {"kind": "whereby"},
                                             "a": {"kind": "mock"}, "b": {"kind": "mock"}}})");
  REQUIRE(config);
  std::map<std::string, bool> fills;
  for (const auto& one : config->platforms) fills[one.name] = one.fill_from_environment;
  const std::map<std::string, bool> expected{
      {"eu", true}, {"whereby", true}, {"whereby-us", false}, {"a", false}, {"b", false}};
  CHECK(fills == expected);
}

TEST_CASE("percentages from 0 to 100 with at most four decimals are exact") {
  struct Case {
    std::string text;
    std::int64_t ppm;
  };
  for (const auto& [text, ppm] : std::vector<Case>{{"0", 0},
                                                   {"0.0001", 1},
                                                   {"0.07", 700},
                                                   {"0.1", 1'000},
                                                   {"12.5", 125'000},
                                                   {"33.3333", 333'333},
                                                   {"57.0203", 570'203},
                                                   {"99.9999", 999'999},
                                                   {"100", 1'000'000},
                                                   {"100.0", 1'000'000},
                                                   {"12.50000", 125'000}}) {
    const auto config = read(beside(R"("rules": [{"id": "r", "to": "daily", "percent": )" + text + "}]"));
    INFO(text);
    REQUIRE(config);
    CHECK(config->rules[0].ppm == ppm);
  }
}

TEST_CASE("every percentage of four decimals is taken exactly") {
  std::string rules;
  for (int number = 0; number < 1'000'000; number += 997) {
    const std::string decimals = std::to_string(10'000 + number % 10'000).substr(1);
    rules += std::string(rules.empty() ? "" : ",") + R"({"id": "r)" + std::to_string(number) +
             R"(", "to": "daily", "percent": )" + std::to_string(number / 10'000) + "." + decimals + "}";
  }
  const auto config = read(beside("\"rules\": [" + rules + "]"));
  REQUIRE(config);
  for (const auto& rule : config->rules) REQUIRE("r" + std::to_string(*rule.ppm) == rule.id);
}

TEST_CASE("other percentages are refused") {
  for (const std::string text : {"-0.0001", "-1", "100.0001", "101", "12.50001", "0.00001", "33.33333",
                                 "1e300", "\"12\"", "true", "null", "[1]"}) {
    INFO(text);
    CHECK(refusal(beside(R"("rules": [{"id": "r", "to": "daily", "percent": )" + text + "}]")) ==
          "rules[0].percent must be a number from 0 to 100 with at most four decimals");
  }
}

TEST_CASE("each fault of a configuration is said with its place") {
  struct Case {
    std::string json;
    std::string message;
  };
  const std::vector<Case> cases{
      {"", "the configuration is not JSON: line 1, column 1"},
      {"{\n  \"a\": 1,\n  oops", "the configuration is not JSON: line 3, column 3"},
      {"{} {}", "the configuration is not JSON: line 1, column 4"},
      {"{\"a\": \"\xff\"}", "the configuration is not JSON: line 1, column 8"},
      {"[]", "the configuration must be a JSON object"},
      {"{}", "platforms is missing"},
      {R"({"platforms": {}})", "platforms must be an object with at least one platform"},
      {R"({"platforms": []})", "platforms must be an object with at least one platform"},
      {R"({"platforms": {"daily": 1}})", "platforms.daily must be an object"},
      {R"({"platforms": {"": {}}})", "platforms must not hold an empty name"},
      {R"({"platforms": {"daily": {"kind": 1}}})", "platforms.daily.kind must be a text that is not empty"},
      {R"({"platforms": {"daily": {"state": "cordonned"}}})",
       "platforms.daily.state 'cordonned' is unknown (did you mean 'cordoned'?); it is enabled, cordoned or "
       "disabled"},
      {R"({"platforms": {"daily": {"state": "retired"}}})",
       "platforms.daily.state 'retired' is unknown; it is enabled, cordoned or disabled"},
      {R"({"platforms": {"daily": {"state": true}}})", "platforms.daily.state must be a text"},
      {R"({"platforms": {"daily": {"require": ["knoking"]}}})",
       "platforms.daily.require names no capability 'knoking' (did you mean 'knocking'?)"},
      {R"({"platforms": {"daily": {"require": [1]}}})",
       "platforms.daily.require must be a text or a list of texts"},
      {R"({"platforms": {"daily": {}}, "platforms": {"daily": {}}})", "platforms is there twice"},
      {R"({"platforms": {"daily": {"domain": "a", "domain": "b"}}})",
       "platforms.daily.domain is there twice"},
      {beside(R"("defalt": "daily")"), "defalt is unknown (did you mean 'default'?)"},
      {beside(R"("default": 1)"), "default must be a text"},
      {beside(R"("force": ["daily"])"), "force must be a text"},
      {beside(R"("flag": {})"), "flag must be a text"},
      {beside(R"("version": "7")"), "version must be a whole number"},
      {beside(R"("version": 1.5)"), "version must be a whole number"},
      {beside(R"("version": 18446744073709551615)"), "version must be a whole number"},
      {beside(R"("fallback": [1])"), "fallback must be a text or a list of texts"},
      {beside(R"("rooms": [])"), "rooms must be an object"},
      {beside(R"("rooms": {"board": null})"), "rooms.board must be a text that is not empty"},
      {beside(R"("rooms": {"board": "daily", "board": "daily"})"), "rooms.board is there twice"},
      {beside(R"("rules": {})"), "rules must be a list"},
      {beside(R"("rules": [1])"), "rules[0] must be an object"},
      {beside(R"("rules": [{"to": "daily"}])"), "rules[0].id is missing"},
      {beside(R"("rules": [{"id": "r"}])"), "rules[0].to is missing"},
      {beside(R"("rules": [{"id": "", "to": "daily"}])"), "rules[0].id must be a text that is not empty"},
      {beside(R"("rules": [{"id": "r", "to": "daily", "salt": ""}])"),
       "rules[0].salt must be a text that is not empty"},
      {beside(R"("rules": [{"id": "r", "to": "daily"}, {"id": "r", "to": "daily"}])"),
       "rules[1].id 'r' is there twice"},
      {beside(R"("rules": [{"id": "r", "to": "daily", "precent": 1}])"),
       "rules[0].precent is unknown (did you mean 'percent'?)"},
      {beside(R"("rules": [{"id": "r", "to": "daily", "when": []}])"), "rules[0].when must be an object"},
      {beside(R"("rules": [{"id": "r", "to": "daily", "when": {"tenant": 1}}])"),
       "rules[0].when.tenant must be a text or a list of texts"},
      {beside(R"("rules": [{"id": "r", "to": "daily", "when": {"tenant": []}}])"),
       "rules[0].when.tenant must name at least one value"},
  };
  for (const auto& [json, message] : cases) {
    INFO(json);
    CHECK(refusal(json) == message);
  }
}

TEST_CASE("all faults are said at once") {
  CHECK(
      refusal(R"({"defalt": "daily", "version": "x", "rules": [{"id": "r", "percent": 200}]})") ==
      "defalt is unknown (did you mean 'default'?); version must be a whole number; rules[0].to is missing; "
      "rules[0].percent must be a number from 0 to 100 with at most four decimals; platforms is missing");
}

TEST_CASE("a hundred thousand faults do not make a message of megabytes") {
  std::string rooms;
  for (int number = 0; number < 100'000; ++number) rooms += "\"r" + std::to_string(number) + "\": 1, ";
  const auto message = refusal(beside("\"rooms\": {" + rooms + "\"last\": \"daily\"}"));
  CHECK(message.size() < 5'000);
  CHECK(message.find("; and 99950 more") != std::string::npos);
}

TEST_CASE("what is nested too deep is refused, also when it is repeated") {
  const std::string open(100'000, '[');
  const std::string close(100'000, ']');
  CHECK(refusal(R"({"platforms": {"daily": {"domain": )" + open + close + "}}}") ==
        "platforms.daily.domain is nested too deep");
  std::string objects;
  for (int depth = 0; depth < 10'000; ++depth) objects += "{\"a\":";
  CHECK(refusal(objects + "1" + std::string(10'000, '}')).find("is nested too deep") != std::string::npos);
}

TEST_CASE("the variables of the emergency win over the file") {
  const auto config =
      read(R"({"default": "daily", "force": "daily", "platforms": {"daily": {}, "mock": {}}})",
           {{"VPLATFORM_FORCE", "mock"}, {"VPLATFORM_DEFAULT", "mock"}});
  REQUIRE(config);
  CHECK(config->force == "mock");
  CHECK(config->default_platform == "mock");
  const auto empty = read(R"({"default": "daily", "force": "daily", "platforms": {"daily": {}}})",
                          {{"VPLATFORM_FORCE", ""}, {"VPLATFORM_DEFAULT", ""}});
  CHECK(empty->force == "daily");
  CHECK(empty->default_platform == "daily");
}

TEST_CASE("names that nobody has configured are reported, not refused") {
  const auto config =
      read(R"({"default": "dayli", "force": "zoom", "rooms": {"a": "whereby", "b": "whereby", "c": "daily"},
                               "rules": [{"id": "r", "to": "teams"}], "fallback": ["jitsi"], "platforms": {"daily": {}}})");
  REQUIRE(config);
  CHECK(config->ignored ==
        std::vector<std::string>{"force: 'zoom' is not configured",
                                 "rooms.a and 1 more: 'whereby' is not configured",
                                 "rules[0].to: 'teams' is not configured",
                                 "default: 'dayli' is not configured (did you mean 'daily'?)",
                                 "fallback: 'jitsi' is not configured"});
}

TEST_CASE("with a file the switch of the migration is not read, and that is said") {
  const auto config = read(beside(R"("default": "daily")"),
                           {{"DAILY_MIGRATION_ENABLED", "nonsense"}, {"DEFAULT_VIDEO_PLATFORM", "whereby"}});
  REQUIRE(config);
  CHECK(config->default_platform == "daily");
  CHECK(config->ignored ==
        std::vector<std::string>{"DAILY_MIGRATION_ENABLED is not read, since there is a configuration file",
                                 "DEFAULT_VIDEO_PLATFORM is not read, since there is a configuration file"});
}

TEST_CASE("a file that is not there or wrong is named") {
  const auto files = Environment::of({}, {{"good.json", beside(R"("version": 3)")}, {"bad.json", "{"}});
  CHECK(Config::from_file("good.json", files)->version == 3);
  const auto missing = Config::from_file("missing.json", files);
  REQUIRE(!missing);
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK(missing.error().message == "the configuration 'missing.json' is not there");
  const auto bad = Config::from_file("bad.json", files);
  REQUIRE(!bad);
  CHECK(bad.error().message == "bad.json: the configuration is not JSON: line 1, column 2");
}

TEST_CASE("no text of a broken configuration is in its error") {
  const auto config = read(R"({"platforms": {"daily": {"api_key": "s3cr3t" oops}}})");
  REQUIRE(!config);
  CHECK(config.error().message.find("s3cr3t") == std::string::npos);
  CHECK(config.error().message.find("oops") == std::string::npos);
}
