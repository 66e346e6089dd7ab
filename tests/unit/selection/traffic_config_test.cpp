// The traffic of an instance: its configuration, and what outlives an update of it.

#include <string>
#include <vector>

#include "fake_platform.hpp"
#include "support/catch.hpp"
#include "vplatform/testing/scripted_transport.hpp"

using namespace selection_test;
using namespace std::chrono_literals;

namespace {

std::string with_traffic(const std::string& traffic, const std::string& settings = "") {
  return R"({"platforms": {"fake": {"traffic": )" + traffic + settings + "}}}";
}

Result<Config> read(const std::string& json) {
  return Config::from_text(json, Environment::of({}));
}

/// A factory of one or two instances that never get an answer.
struct Silent {
  testing::FakeClock clock{};
  std::shared_ptr<testing::ScriptedTransport> transport = std::make_shared<testing::ScriptedTransport>();
  PlatformFactory factory;

  explicit Silent(const std::string& json) : factory(open(json)) {}

  PlatformFactory open(const std::string& json) const {
    Registry registry;
    REQUIRE(registry.add("fake", [](SettingsReader& settings, const PlatformEnv& env) {
      return make_fake("fake", settings, env);
    }));
    return std::move(PlatformFactory::open(registry, read(json), transport, clock.env())).value();
  }
  void unreachable(int times) const {
    for (int i = 0; i < times; ++i) transport->unreachable();
  }
};

}  // namespace

TEST_CASE("traffic is read as it is written, and what is not said stays as it is") {
  const auto config = read(with_traffic(R"({
    "rates": {"general": {"amount": 50, "per_seconds": 5}, "start": {"amount": 0}},
    "retries": {"reserve": 7}, "breaker": {"failures": 4, "open_for_seconds": 2, "longest_seconds": 30}})",
                                        R"(, "seats": 3)"));
  REQUIRE(config);
  const auto& traffic = config->platforms[0].traffic;
  REQUIRE(traffic.rates.size() == 2);
  CHECK(traffic.rates[0].name == "general");
  CHECK(traffic.rates[0].amount == 50);
  CHECK(traffic.rates[0].per == 5s);
  CHECK(traffic.rates[1].amount == 0);
  CHECK(traffic.retries.reserve == 7);
  CHECK(traffic.retries.percent == 20);
  CHECK(traffic.retries.refill == 10s);
  CHECK(traffic.breaker.failures == 4);
  CHECK(traffic.breaker.open_for == 2s);
  CHECK(traffic.breaker.longest == 30s);
  CHECK(config->platforms[0].settings.text == R"({"seats":3})");
}

TEST_CASE("everything that is wrong with traffic is named with its place") {
  const auto config = read(with_traffic(R"({"rate": 1, "rates": {"general": {"amont": 1}, "slow": 3},
    "retries": [], "breaker": {"failures": -1, "open_for_seconds": 0, "longest_seconds": 1.5}})"));
  REQUIRE(!config);
  for (const char* fault : {
           "platforms.fake.traffic.rate is unknown (did you mean 'rates'?)",
           "platforms.fake.traffic.rates.general.amont is unknown (did you mean 'amount'?)",
           "platforms.fake.traffic.rates.general.amount is missing",
           "platforms.fake.traffic.rates.slow must be an object with amount and per_seconds",
           "platforms.fake.traffic.retries must be an object",
           "platforms.fake.traffic.breaker.failures must be a whole number from 0 to 1000000",
           "platforms.fake.traffic.breaker.open_for_seconds must be a whole number from 1 to 1000000",
           "platforms.fake.traffic.breaker.longest_seconds must be a whole number from 1 to 1000000",
       }) {
    INFO(config.error().message);
    CHECK(config.error().message.find(fault) != std::string::npos);
  }
}

TEST_CASE("a class of rates that the platform does not have is a fault") {
  Registry registry;
  REQUIRE(registry.add("fake", [](SettingsReader& settings, const PlatformEnv& env) {
    return make_fake("fake", settings, env);
  }));
  const auto factory = PlatformFactory::open(
      registry, read(with_traffic(R"({"rates": {"generel": {"amount": 1}}})")), nullptr);
  REQUIRE(!factory);
  CHECK(factory.error().message.find(
            "fake: traffic.rates.generel is unknown; fake has no classes of rates") != std::string::npos);
}

TEST_CASE("an update takes new rules over at once, and keeps what was counted, with other settings too") {
  const std::string settings = GENERATE(as<std::string>{}, "", R"(, "seats": 5)");
  Silent silent(with_traffic(R"({"breaker": {"failures": 2}})"));
  silent.unreachable(1);
  const auto client = silent.factory.client("fake").value();
  CHECK(!client.create_meeting({}, {.budget = 50ms}));  // one failure; no time for a second attempt
  CHECK(client.breaker() == BreakerState::closed);

  REQUIRE(silent.factory.update(
      read(with_traffic(R"({"breaker": {"failures": 2, "open_for_seconds": 30}})", settings))));
  silent.unreachable(1);
  const auto renewed = silent.factory.client("fake").value();
  CHECK(!renewed.create_meeting({}, {.budget = 50ms}));
  CHECK(renewed.breaker() == BreakerState::open);
  CHECK(client.breaker() == BreakerState::open);  // who holds the old client meets the same breaker
  CHECK(renewed.create_meeting({}).error().retry_after == 30s);
}

TEST_CASE("a create goes to the fallback at once where the chosen instance is left alone") {
  Silent silent(R"({"default": "a", "fallback": ["b"], "platforms": {
    "a": {"kind": "fake", "traffic": {"breaker": {"failures": 1}}}, "b": {"kind": "fake"}}})");
  silent.unreachable(1);
  const auto a = silent.factory.client("a").value();
  CHECK(!a.create_meeting({}, {.budget = 50ms}));
  silent.transport->answer(200);
  const auto made = silent.factory.create_meeting({.id = "room"}, {});
  REQUIRE(made);
  CHECK(made->ref.platform == "b");
  CHECK(silent.transport->sent().size() == 2);
  CHECK(silent.clock.waits().empty());
}
