#include <string>
#include <vector>

#include "fake_platform.hpp"
#include "support/catch.hpp"

using namespace selection_test;

namespace {

class Watcher final : public Observer {
 public:
  std::vector<std::string> updates{};
  int decisions = 0;

  void decided(const Decision&) override {
    ++decisions;
    throw 1;  // what an observer throws is dropped
  }
  void config_updated(const ConfigUpdated& update) override {
    updates.push_back(std::to_string(update.version) +
                      (update.applied ? " applied" : " refused: " + std::string(update.error)));
    throw 1;
  }
};

std::string names(const PlatformFactory& factory) {
  std::string all;
  for (const auto& client : factory.clients()) {
    all += client.info().instance + ":" + std::string(to_string(client.state())) + " ";
  }
  return all;
}

const Platform* platform_of(const PlatformFactory& factory, std::string_view instance) {
  return factory.client(instance)->as<FakePlatform>();
}

std::string on(const std::string& instance, int version = 1) {
  return R"({"version": )" + std::to_string(version) + R"(, "default": ")" + instance +
         R"(", "platforms": {"daily": {}, "whereby": {}}})";
}

Result<Config> text(const std::string& json) {
  return Config::from_text(json, no_variables());
}

}  // namespace

TEST_CASE("a registry refuses a name twice and knows what it has") {
  auto registry = fakes({"daily", "whereby"});
  const Maker maker = [](SettingsReader& settings, const PlatformEnv& env) {
    return make_fake("daily", settings, env);
  };
  const auto again = registry.add("daily", maker);
  REQUIRE(!again);
  CHECK(again.error().code == ErrorCode::already_exists);
  CHECK(!registry.add("", maker));
  CHECK(!registry.add("empty", nullptr));
  CHECK(registry.kinds() == std::vector<std::string>{"daily", "whereby"});
  const auto unknown = registry.find("dayli");
  REQUIRE(!unknown);
  CHECK(unknown.error().code == ErrorCode::not_found);
  CHECK(unknown.error().message ==
        "no platform 'dayli' (did you mean 'daily'?); this build has: daily, whereby");
}

TEST_CASE("a factory gives a client for each instance, in two accounts of one kind too") {
  const auto factory =
      Host{}.open(R"({"platforms": {"daily": {}, "daily-eu": {"kind": "daily", "state": "cordoned"}}})");
  REQUIRE(factory);
  CHECK(names(*factory) == "daily:enabled daily-eu:cordoned ");
  CHECK(factory->client("daily-eu")->info().kind == "daily");
  CHECK(factory->client_for({.platform = "daily-eu", .id = "x"})->info().instance == "daily-eu");
  const auto unknown = factory->client("dayli");
  REQUIRE(!unknown);
  CHECK(unknown.error().code == ErrorCode::not_found);
  CHECK(unknown.error().message ==
        "no platform 'dayli' is configured (did you mean 'daily'?); there are: daily, daily-eu");
}

TEST_CASE("a second account is not filled with the first one's key") {
  const auto key = Environment::of({{"FAKE_API_KEY", "first"}});
  const Host host;
  const Maker needs_key = [](SettingsReader& settings, const PlatformEnv& env) {
    (void)settings.secret("api_key", {.env = "FAKE_API_KEY", .required = true});
    return make_fake("daily", settings, env);
  };
  Registry registry;
  REQUIRE(registry.add("daily", needs_key));
  const auto opened = PlatformFactory::open(
      registry, Config::from_text(R"({"platforms": {"daily": {}, "daily-eu": {"kind": "daily"}}})", key),
      host.transport);
  REQUIRE(!opened);
  CHECK(opened.error().message.find("daily-eu: no 'api_key'") != std::string::npos);
  CHECK(opened.error().message.find("daily: no 'api_key'") == std::string::npos);
}

TEST_CASE("opening names all faults of all instances at once") {
  const auto opened = Host{}.open(R"({"platforms": {
    "daily": {"seatz": 4}, "livekit": {"broken": "its url is odd"}, "zoom": {},
    "whereby": {"lacks": ["knocking", "join"], "require": ["knocking", "join", "health"]}}})");
  REQUIRE(!opened);
  CHECK(opened.error().code == ErrorCode::invalid_argument);
  const std::string& message = opened.error().message;
  for (const std::string part : {"'seatz'", "'seats'", "livekit: its url is odd",
                                 "zoom: no platform 'zoom'; this build has: daily, livekit, mock, whereby",
                                 "whereby: lacks what 'require' asks for: knocking, join"}) {
    INFO(message);
    CHECK(message.find(part) != std::string::npos);
  }
}

TEST_CASE("a maker that throws or makes nothing is a fault like any other") {
  Registry registry;
  REQUIRE(registry.add(
      "throws",
      [](SettingsReader&, const PlatformEnv&) -> Result<std::shared_ptr<const Platform>> { throw 1; }));
  REQUIRE(registry.add("nothing", [](SettingsReader&, const PlatformEnv&) {
    return Result<std::shared_ptr<const Platform>>(std::shared_ptr<const Platform>());
  }));
  const auto opened =
      PlatformFactory::open(registry, text(R"({"platforms": {"throws": {}, "nothing": {}}})"), nullptr);
  REQUIRE(!opened);
  CHECK(opened.error().message ==
        "the configuration is wrong: nothing: its maker made nothing; throws: its maker threw something");
}

TEST_CASE("a configuration made by hand is checked too") {
  const Config config{
      .rules = {{.id = "r", .to = "daily", .ppm = 2'000'000}},
      .platforms = {{.name = "daily", .kind = "daily"}, {.name = "daily", .kind = "daily"}, {.kind = "mock"}},
      .environment = no_variables()};
  const auto opened = PlatformFactory::open(fakes(), config, nullptr);
  REQUIRE(!opened);
  CHECK(opened.error().message ==
        "the configuration is wrong: daily: is configured twice; a platform has no name; rule 'r': ppm is "
        "not 0 to 1000000");
}

TEST_CASE("a factory cannot be opened with a configuration that was not read") {
  const auto opened = Host{}.open("{");
  REQUIRE(!opened);
  CHECK(opened.error().message == "the configuration is not JSON: line 1, column 2");
}

TEST_CASE("an update moves rooms at once and another one rolls back") {
  Host host;
  auto watcher = std::make_shared<Watcher>();
  host.options.observer = watcher;
  auto factory = *host.open(on("whereby", 1));
  const auto before = factory.create_meeting({.id = "board"}, {.name = "board"});
  REQUIRE(before);
  CHECK(before->ref.platform == "whereby");

  REQUIRE(factory.update(text(on("daily", 2))));
  CHECK(factory.config_version() == 2);
  CHECK(factory.select({.id = "board"}).platform() == "daily");
  CHECK(factory.select({.id = "board"}, before->ref).platform() == "whereby");
  CHECK(factory.client_for(before->ref)->find_meeting(before->ref));

  REQUIRE(factory.update(text(on("whereby", 3))));
  CHECK(factory.select({.id = "board"}).platform() == "whereby");
  CHECK(watcher->updates == std::vector<std::string>{"1 applied", "2 applied", "3 applied"});
  CHECK(watcher->decisions == 4);
}

TEST_CASE("a bad update changes nothing and is reported") {
  Host host;
  auto watcher = std::make_shared<Watcher>();
  host.options.observer = watcher;
  auto factory = *host.open(on("whereby", 1));
  const Platform* const platform = platform_of(factory, "daily");
  for (const std::string bad :
       {"{", R"({"version": 2, "platforms": {"zoom": {}}})",
        R"({"version": 2, "platforms": {"daily": {"seatz": 1}, "whereby": {"state": "disabled"}}})"}) {
    CHECK(!factory.update(text(bad)));
  }
  CHECK(factory.config_version() == 1);
  CHECK(factory.select({.id = "board"}).platform() == "whereby");
  CHECK(names(factory) == "daily:enabled whereby:enabled ");
  CHECK(platform_of(factory, "daily") == platform);
  REQUIRE(watcher->updates.size() == 4);
  CHECK(watcher->updates[1] == "1 refused: the configuration is not JSON: line 1, column 2");
  CHECK(watcher->updates[2].starts_with("2 refused: the configuration is wrong: zoom: no platform 'zoom'"));
}

TEST_CASE("an instance keeps its runtime while its settings say the same") {
  std::map<std::string, std::string> variables{{"KEY", "one"}};
  Environment environment;
  environment.variable = [&](const std::string& name) -> std::optional<std::string> {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  };
  const auto update = [&](PlatformFactory& factory, const std::string& daily) {
    return factory.update(Config::from_text(R"({"platforms": {"daily": {)" + daily + "}}}", environment))
        .has_value();
  };
  auto factory = *Host{}.open(R"({"platforms": {"daily": {"api_key_env": "KEY", "seats": 4}}})", environment);
  const auto first = *factory.client("daily");
  const Platform* const platform = first.as<FakePlatform>();

  REQUIRE(update(factory, R"("seats": 4, "api_key_env": "KEY", "state": "cordoned", "require": ["join"])"));
  CHECK(platform_of(factory, "daily") == platform);
  CHECK(first.state() == InstanceState::cordoned);

  REQUIRE(update(factory, R"("seats": 5, "api_key_env": "KEY")"));
  const Platform* const second = platform_of(factory, "daily");
  CHECK(second != platform);
  CHECK(first.info().limits.max_participants == 4);

  variables["KEY"] = "two";
  REQUIRE(update(factory, R"("seats": 5, "api_key_env": "KEY")"));
  CHECK(platform_of(factory, "daily") != second);

  // Clients from before the change are still held by hosts: they obey too.
  REQUIRE(update(factory, R"("seats": 5, "api_key_env": "KEY", "state": "disabled")"));
  CHECK(first.state() == InstanceState::disabled);
}

TEST_CASE("an instance that an update leaves out is retired, and comes back") {
  auto factory = *Host{}.open(on("daily"));
  const auto client = *factory.client("daily");
  const Platform* const platform = platform_of(factory, "daily");
  REQUIRE(factory.update(text(R"({"default": "daily", "platforms": {"whereby": {}}})")));
  CHECK(names(factory) == "whereby:enabled daily:retired ");
  CHECK(client.state() == InstanceState::retired);

  const MeetingRef ref{.platform = "daily", .id = "room"};
  CHECK(factory.client_for(ref)->find_meeting(ref));
  CHECK(!factory.client("daily")->create_meeting({.name = "board"}));
  const auto decision = factory.select({.id = "board"});
  CHECK(decision.error().message == "no platform for the room: 'daily' (default) is retired");
  CHECK(factory.select({.id = "board"}, ref).platform() == "daily");

  REQUIRE(factory.update(text(on("daily"))));
  CHECK(names(factory) == "daily:enabled whereby:enabled ");
  CHECK(platform_of(factory, "daily") == platform);
  CHECK(client.state() == InstanceState::enabled);
}

TEST_CASE("an update from a file is read where the first configuration was") {
  const auto files = Environment::of({}, {{"new.json", on("daily", 9)}, {"bad.json", "{"}});
  auto factory = *Host{}.open(on("whereby"), files);
  REQUIRE(factory.update_from_file("new.json"));
  CHECK(factory.config_version() == 9);
  CHECK(!factory.update_from_file("bad.json"));
  const auto missing = factory.update_from_file("missing.json");
  REQUIRE(!missing);
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK(factory.config_version() == 9);
}

TEST_CASE("a hundred thousand listed rooms are found") {
  std::string rooms;
  for (int number = 0; number < 100'000; ++number) {
    rooms += (number == 0 ? "\"room-" : ", \"room-") + std::to_string(number) + "\": \"daily\"";
  }
  const auto factory = Host{}.open(R"({"default": "whereby", "rooms": {)" + rooms +
                                   R"(}, "platforms": {"daily": {}, "whereby": {}}})");
  REQUIRE(factory);
  CHECK(factory->select({.id = "room-99999"}).platform() == "daily");
  CHECK(factory->select({.id = "room-100000"}).platform() == "whereby");
}
