#include <string>
#include <vector>

#include "support/catch.hpp"
#include "vplatform/config.hpp"

using namespace vplatform;

namespace {

using Variables = std::map<std::string, std::string>;

Config from(Variables variables) {
  auto config = Config::from_environment(Environment::of(std::move(variables)));
  REQUIRE(config);
  return std::move(*config);
}

std::string instances(const Config& config) {
  std::string all;
  for (const auto& one : config.platforms)
    all += one.name + (one.kind == one.name ? "" : ":" + one.kind) + " ";
  return all;
}

Variables both(const Variables& more = {}) {
  Variables all{{"WHEREBY_API_KEY", "w"}, {"DAILY_API_KEY", "d"}};
  all.insert(more.begin(), more.end());
  return all;
}

}  // namespace

TEST_CASE("every platform whose key is set becomes an instance") {
  CHECK(instances(from({{"WHEREBY_API_KEY", "w"}})) == "whereby ");
  CHECK(instances(from({{"DAILY_API_KEY", "d"}})) == "daily ");
  CHECK(instances(from({{"DAILY_API_KEY", ""}})) == "mock ");
  CHECK(instances(from({{"LIVEKIT_API_KEY", "l"}})) == "mock ");
  for (const std::string url : {"LIVEKIT_URL", "LIVEKIT_WS_URL", "LIVEKIT_HOST"}) {
    CHECK(instances(from({{"LIVEKIT_API_KEY", "l"}, {url, "wss://lk.example"}})) == "livekit ");
  }
  CHECK(instances(from(both({{"LIVEKIT_API_KEY", "l"}, {"LIVEKIT_URL", "u"}}))) == "whereby daily livekit ");
}

TEST_CASE("the mock is there where nothing else is or where it is asked for") {
  const auto alone = from({});
  CHECK(instances(alone) == "mock ");
  CHECK(alone.default_platform == "mock");
  CHECK(instances(from(both({{"VPLATFORM_FORCE", "mock"}}))) == "whereby daily mock ");
  CHECK(instances(from(both({{"VPLATFORM_DEFAULT", "mock"}}))) == "whereby daily mock ");
  CHECK(from(both({{"VPLATFORM_DEFAULT", "mock"}})).default_platform == "mock");
}

TEST_CASE("every instance from variables is filled from variables") {
  for (const auto& one : from(both()).platforms) {
    CHECK(one.fill_from_environment);
    CHECK(one.settings.text == "{}");
  }
}

TEST_CASE("without the switch, or with it off, everything is on Whereby") {
  for (const std::string off : {"", "false", "0", "no", "off", "False", "OFF"}) {
    const auto config = from(both({{"DAILY_MIGRATION_ENABLED", off},
                                   {"DAILY_MIGRATION_ROOM_IDS", R"(["board"])"},
                                   {"DEFAULT_VIDEO_PLATFORM", "daily"}}));
    INFO(off);
    CHECK(config.default_platform == "whereby");
    CHECK(config.rooms.empty());
    CHECK(config.ignored == std::vector<std::string>{
                                "DAILY_MIGRATION_ROOM_IDS is not read, since DAILY_MIGRATION_ENABLED is off",
                                "DEFAULT_VIDEO_PLATFORM is not read, since DAILY_MIGRATION_ENABLED is off"});
  }
}

TEST_CASE("with the switch on, listed rooms are on Daily and the others on the default") {
  for (const std::string on : {"true", "1", "yes", "on", "True", "YES"}) {
    const auto config = from(
        both({{"DAILY_MIGRATION_ENABLED", on}, {"DAILY_MIGRATION_ROOM_IDS", R"(["board", "standup"])"}}));
    INFO(on);
    CHECK(config.default_platform == "whereby");
    CHECK(config.rooms == std::map<std::string, std::string>{{"board", "daily"}, {"standup", "daily"}});
    CHECK(config.ignored.empty());
  }
  const auto moved = from(both({{"DAILY_MIGRATION_ENABLED", "true"}, {"DEFAULT_VIDEO_PLATFORM", "daily"}}));
  CHECK(moved.default_platform == "daily");
}

TEST_CASE("the only platform is the default, unless the switch forbids it") {
  CHECK(from({{"DAILY_API_KEY", "d"}}).default_platform == "daily");
  CHECK(from({{"LIVEKIT_API_KEY", "l"}, {"LIVEKIT_URL", "u"}}).default_platform == "livekit");
  CHECK(from({{"WHEREBY_API_KEY", "w"}}).default_platform == "whereby");
  const auto off = from({{"DAILY_API_KEY", "d"}, {"DAILY_MIGRATION_ENABLED", "false"}});
  CHECK(off.default_platform == "whereby");
  CHECK(off.ignored == std::vector<std::string>{"default: 'whereby' is not configured"});
}

TEST_CASE("the emergency variables win over the switch") {
  const auto config = from(both({{"DAILY_MIGRATION_ENABLED", "true"},
                                 {"DEFAULT_VIDEO_PLATFORM", "daily"},
                                 {"VPLATFORM_DEFAULT", "whereby"},
                                 {"VPLATFORM_FORCE", "daily"}}));
  CHECK(config.default_platform == "whereby");
  CHECK(config.force == "daily");
}

TEST_CASE("a switch or a list that cannot be read is refused") {
  const auto refused = [](Variables variables) {
    const auto config = Config::from_environment(Environment::of(std::move(variables)));
    if (config) return std::string("(it was taken)");
    CHECK(config.error().code == ErrorCode::invalid_argument);
    return config.error().message;
  };
  CHECK(refused({{"DAILY_MIGRATION_ENABLED", "maybe"}}) ==
        "the configuration is wrong: DAILY_MIGRATION_ENABLED must be one of true, 1, yes, on, false, 0, no, "
        "off");
  for (const std::string list : {"board", "{}", "[1]", "[\"a\"", "\"board\""}) {
    INFO(list);
    CHECK(refused({{"DAILY_MIGRATION_ENABLED", "true"}, {"DAILY_MIGRATION_ROOM_IDS", list}}) ==
          "the configuration is wrong: DAILY_MIGRATION_ROOM_IDS must be a JSON list of texts");
  }
}

TEST_CASE("variables that the old systems had and nothing reads are told, with what is there instead") {
  const auto config = Config::from_environment(Environment::of({{"DAILY_API_KEY", "key"},
                                                                {"DAILY_WEBHOOK_UUID", "1"},
                                                                {"LIVEKIT_WEBHOOK_SECRET", "2"},
                                                                {"WHEREBY_STORAGE_AWS_BUCKET_NAME", "3"}}));
  REQUIRE(config);
  CHECK(config->ignored ==
        std::vector<std::string>{
            "WHEREBY_STORAGE_AWS_BUCKET_NAME is not read: a bucket is RecordingSpec::target",
            "DAILY_WEBHOOK_UUID is not read: a subscription is found by its url",
            "LIVEKIT_WEBHOOK_SECRET is not read: LiveKit signs with an API key, or one of "
            "webhook_keys"});
}
