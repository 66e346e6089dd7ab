#include <stdexcept>
#include <string>

#include "fake_platform.hpp"
#include "support/catch.hpp"

using namespace selection_test;

namespace {

class Flags final : public FlagSource {
 public:
  std::optional<FlagAnswer> answer{};
  bool throws = false;
  std::string asked{};

  std::optional<FlagAnswer> resolve(std::string_view flag, const RoomContext&) override {
    asked = flag;
    if (throws) throw std::runtime_error("the flag service is down");
    return answer;
  }
};

const std::string platforms =
    R"("platforms": {"daily": {}, "livekit": {}, "whereby": {}, "mock": {"state": "cordoned"},
                                 "old": {"kind": "mock", "state": "disabled"}})";

PlatformFactory factory_of(const std::string& choices, std::shared_ptr<FlagSource> flags = nullptr) {
  Host host;
  host.options.flags = std::move(flags);
  auto opened = host.open("{" + choices + (choices.empty() ? "" : ", ") + platforms + "}");
  REQUIRE(opened);
  return std::move(*opened);
}

std::string skipped(const Decision& decision) {
  std::string all;
  for (const auto& one : decision.passed_over()) {
    all += one.platform + ":" + std::string(to_string(one.source)) + ":" +
           std::string(to_string(one.reason)) + " ";
  }
  return all;
}

}  // namespace

TEST_CASE("a meeting keeps its platform whatever the configuration says") {
  const auto factory = factory_of(R"("version": 7, "force": "daily", "default": "daily")");
  for (const std::string instance : {"whereby", "mock", "old", "gone"}) {
    const auto decision = factory.select({.id = "board"}, {.platform = instance, .id = "x"});
    CHECK(decision.platform() == instance);
    CHECK(to_string(decision.source()) == "meeting");
    CHECK(decision.reason() == "pinned");
    CHECK(decision.config_version() == 7);
    CHECK(decision.passed_over().empty());
  }
}

TEST_CASE("force beats everything else") {
  auto flags = std::make_shared<Flags>();
  flags->answer = {.value = "whereby"};
  const auto decision =
      factory_of(R"("force": "livekit", "rooms": {"board": "daily"}, "default": "daily")", flags)
          .select({.id = "board"});
  CHECK(decision.platform() == "livekit");
  CHECK(decision.source() == DecisionSource::force);
  CHECK(decision.reason() == "forced");
}

TEST_CASE("a forced platform that does not fit is an error, never passed over") {
  for (const auto& [force, words] :
       std::map<std::string, std::string>{{"mock", "'mock' (force) is cordoned"},
                                          {"old", "'old' (force) is disabled"},
                                          {"zoom", "'zoom' (force) is not configured"}}) {
    const auto decision =
        factory_of(R"("force": ")" + force + R"(", "default": "daily")").select({.id = "board"});
    CHECK(!decision.has_platform());
    CHECK(decision.platform().empty());
    CHECK(decision.source() == DecisionSource::force);
    CHECK(decision.error().code == ErrorCode::failed_precondition);
    CHECK(decision.error().message == "no platform for the room: " + words);
  }
}

TEST_CASE("the flag service comes before rooms, with its own reason") {
  auto flags = std::make_shared<Flags>();
  const auto factory =
      factory_of(R"("flag": "video", "rooms": {"board": "daily"}, "default": "whereby")", flags);
  flags->answer = {.value = "livekit", .reason = "split"};
  const auto decision = factory.select({.id = "board"});
  CHECK(decision.platform() == "livekit");
  CHECK(decision.source() == DecisionSource::flag);
  CHECK(decision.reason() == "split");
  CHECK(flags->asked == "video");

  flags->answer = {.value = "livekit"};
  CHECK(factory.select({.id = "board"}).reason() == "targeting_match");
}

TEST_CASE("a flag service without an opinion, or one that throws, is left out") {
  auto flags = std::make_shared<Flags>();
  const auto factory = factory_of(R"("default": "daily")", flags);
  CHECK(factory.select({.id = "board"}).platform() == "daily");
  CHECK(flags->asked == "video-platform");
  flags->answer = FlagAnswer{};
  CHECK(factory.select({.id = "board"}).source() == DecisionSource::default_);
  flags->throws = true;
  CHECK(factory.select({.id = "board"}).platform() == "daily");
}

TEST_CASE("an unknown name from the flag service is passed over by name") {
  auto flags = std::make_shared<Flags>();
  flags->answer = {.value = "zoom"};
  const auto decision = factory_of(R"("default": "daily")", flags).select({.id = "board"});
  CHECK(decision.platform() == "daily");
  CHECK(decision.reason() == "default");
  CHECK(skipped(decision) == "zoom:flag:not_configured ");
}

TEST_CASE("a listed room goes where it is listed") {
  const auto factory = factory_of(R"("rooms": {"board": "daily"}, "default": "whereby")");
  const auto decision = factory.select({.id = "board"});
  CHECK(decision.platform() == "daily");
  CHECK(decision.source() == DecisionSource::rooms);
  CHECK(decision.reason() == "targeting_match");
  CHECK(!decision.bucket());
  CHECK(factory.select({.id = "Board"}).platform() == "whereby");
}

TEST_CASE("a rule holds if every attribute equals one of its values, in case too") {
  const auto factory = factory_of(
      R"("rules": [{"id": "acme", "to": "daily", "when": {"tenant": ["acme", "initech"], "plan": "pro"}}], "default": "whereby")");
  const auto platform = [&](std::map<std::string, std::string> attributes) {
    return std::string(factory.select({.id = "board", .attributes = std::move(attributes)}).platform());
  };
  CHECK(platform({{"tenant", "acme"}, {"plan", "pro"}}) == "daily");
  CHECK(platform({{"tenant", "initech"}, {"plan", "pro"}, {"other", "x"}}) == "daily");
  CHECK(platform({{"tenant", "acme"}}) == "whereby");
  CHECK(platform({{"tenant", "acme"}, {"plan", "free"}}) == "whereby");
  CHECK(platform({{"tenant", "Acme"}, {"plan", "pro"}}) == "whereby");
  CHECK(platform({{"Tenant", "acme"}, {"plan", "pro"}}) == "whereby");
  const auto decision = factory.select({.id = "board", .attributes = {{"tenant", "acme"}, {"plan", "pro"}}});
  CHECK(decision.source() == DecisionSource::rules);
  CHECK(decision.rule() == "acme");
  CHECK(decision.reason() == "targeting_match");
}

TEST_CASE("rules may look at any number of attributes, and rooms have more") {
  std::string when;
  std::map<std::string, std::string> attributes;
  for (const int rule_looks_at : {1, 8, 9, 20}) {
    while (attributes.size() < static_cast<std::size_t>(rule_looks_at)) {
      const std::string name = "attribute-" + std::to_string(attributes.size());
      when += (when.empty() ? "\"" : ", \"") + name + R"(": "yes")";
      attributes[name] = "yes";
    }
    const auto factory = factory_of(R"("rules": [{"id": "all", "to": "daily", "when": {)" + when +
                                    R"(}}], "default": "whereby")");
    const auto platform = [&](const std::map<std::string, std::string>& has) {
      return std::string(factory.select({.id = "board", .attributes = has}).platform());
    };
    CHECK(platform(attributes) == "daily");
    auto more = attributes;
    for (int i = 0; i < 10; ++i) more["beside " + std::to_string(i)] = "yes";
    CHECK(platform(more) == "daily");
    more["attribute-" + std::to_string(rule_looks_at - 1)] = "no";
    CHECK(platform(more) == "whereby");
    auto fewer = attributes;
    fewer.erase("attribute-0");
    CHECK(platform(fewer) == "whereby");
  }
}

TEST_CASE("the first rule that matches and fits wins; those that do not fit are passed over") {
  const auto decision = factory_of(R"("rooms": {"board": "old"}, "rules": [
        {"id": "a", "to": "mock"}, {"id": "b", "to": "zoom"}, {"id": "c", "to": "livekit"}, {"id": "d", "to": "daily"}])")
                            .select({.id = "board"});
  CHECK(decision.platform() == "livekit");
  CHECK(decision.rule() == "c");
  CHECK(skipped(decision) == "old:rooms:disabled mock:rules:cordoned zoom:rules:not_configured ");
}

TEST_CASE("more platforms than a few can be passed over") {
  std::string rules;
  for (int number = 0; number < 20; ++number) {
    rules += R"({"to": "mock", "id": "r)" + std::to_string(number) + (number == 19 ? "\"}" : "\"}, ");
  }
  const auto decision =
      factory_of(R"("rules": [)" + rules + R"(], "default": "daily")").select({.id = "board"});
  CHECK(decision.platform() == "daily");
  CHECK(decision.passed_over().size() == 20);
}

TEST_CASE("the default is last") {
  const auto decision = factory_of(R"("default": "whereby")").select({.id = "board"});
  CHECK(decision.platform() == "whereby");
  CHECK(decision.source() == DecisionSource::default_);
  CHECK(to_string(decision.source()) == "default");
  CHECK(decision.reason() == "default");
}

TEST_CASE("without any platform the decision says what was passed over") {
  const auto none = factory_of("").select({.id = "board"});
  CHECK(!none);
  CHECK(none.error().message ==
        "no platform for the room: nothing chooses one for it, and there is no default");

  const auto all = factory_of(R"("rooms": {"board": "mock"}, "default": "old")").select({.id = "board"});
  CHECK(all.error().code == ErrorCode::failed_precondition);
  CHECK(all.error().message ==
        "no platform for the room: 'mock' (rooms) is cordoned; 'old' (default) is disabled");
}

TEST_CASE("a platform that lacks what the room needs is passed over") {
  const auto factory = *Host{}.open(R"({"rooms": {"board": "daily"}, "default": "whereby", "platforms": {
      "daily": {"lacks": ["knocking"], "seats": 10}, "whereby": {"seats": 100}}})");
  CHECK(factory.select({.id = "board"}).platform() == "daily");
  CHECK(factory.select({.id = "board", .needs = {.people = 10}}).platform() == "daily");

  const auto knock = factory.select({.id = "board", .needs = {.capabilities = {Capability::knocking}}});
  CHECK(knock.platform() == "whereby");
  CHECK(skipped(knock) == "daily:rooms:lacks_capability ");
  const auto many = factory.select({.id = "board", .needs = {.people = 11}});
  CHECK(many.platform() == "whereby");
  CHECK(skipped(many) == "daily:rooms:too_small ");
  CHECK(!factory.select({.id = "board", .needs = {.people = 101}}));
}

TEST_CASE("an empty decision can be asked anything") {
  const Decision decision;
  CHECK(!decision);
  CHECK(decision.platform().empty());
  CHECK(decision.rule().empty());
  CHECK(decision.config_version() == 0);
  CHECK(decision.passed_over().empty());
  CHECK(!decision.error().message.empty());
}

TEST_CASE("a decision outlives its factory") {
  Decision decision;
  {
    const auto factory = factory_of(R"("rules": [{"id": "all", "to": "daily"}])");
    decision = factory.select({.id = "board"});
  }
  CHECK(decision.platform() == "daily");
  CHECK(decision.rule() == "all");
}
