#include "support/catch.hpp"

#include <algorithm>

#include "account.hpp"
#include "vplatform/spi/registry.hpp"

using namespace vplatform;
using namespace vplatform::platforms::whereby;

namespace {

struct Made {
  std::shared_ptr<const Platform> platform{};
  std::vector<std::string> faults{};
  std::string error{};
};

Made make_from(const std::string& settings, std::map<std::string, std::string> variables) {
  Registry registry;
  REQUIRE(add_to(registry));
  const auto maker = registry.find("whereby").value();
  SettingsReader reader("whereby", settings, Environment::of(std::move(variables)));
  const auto env = testing::FakeClock().env();
  auto platform = maker(reader, {.instance = "whereby", .now = env.now, .new_id = env.new_id});
  Made made{.faults = reader.faults()};
  if (platform) {
    made.platform = *platform;
  } else {
    made.error = platform.error().message;
  }
  return made;
}

std::string first_url(const Platform& platform) {
  auto step = platform.check_health();
  return request_of(step).url;
}

}  // namespace

TEST_CASE("variables alone make a platform") {
  const auto made = make_from("{}", {{"WHEREBY_API_KEY", "k"},
                                     {"WHEREBY_API_URL", "https://proxy.example/v1/"},
                                     {"WHEREBY_WEBHOOK_SECRET", "s"}});
  REQUIRE(made.platform);
  CHECK(made.faults.empty());
  CHECK(first_url(*made.platform) == "https://proxy.example/v1/meetings?limit=1");
  CHECK(made.platform->info().capabilities.has(Capability::webhooks));
}

TEST_CASE("settings of the file are read") {
  const auto made = make_from(
      R"({"api_key_env":"KEY","room_ttl_seconds":3600,"webhook_secret_env":["OLD","NEW"],"webhook_tolerance":60})",
      {{"KEY", "k"}, {"OLD", "a"}, {"NEW", "b"}});
  REQUIRE(made.platform);
  CHECK(made.faults.empty());
  auto step = made.platform->create_meeting({.key = "k", .fresh_key = true});
  CHECK(json(request_of(step).body)["endDate"].text() == "2026-01-01T01:00:00.000Z");
  CHECK(find_header(request_of(step).headers, "Authorization") == "Bearer k");
}

TEST_CASE("a key that is missing and a name that is misspelt are faults") {
  const auto made = make_from(R"({"webhook_secret_en":"X"})", {});
  CHECK(!made.platform);
  CHECK(made.faults.size() == 2);
  CHECK(std::any_of(made.faults.begin(), made.faults.end(),
                    [](const auto& fault) { return fault.find("WHEREBY_API_KEY") != std::string::npos; }));
}

TEST_CASE("a base URL that is none is refused") {
  for (const auto* url : {"api.whereby.dev", "ftp://api.whereby.dev", "https://user@api.whereby.dev",
                          "https://api.whereby.dev/v1?x=1"}) {
    const auto made = make_from(R"({"base_url":")" + std::string(url) + R"("})", {{"WHEREBY_API_KEY", "k"}});
    INFO(url);
    CHECK(!made.platform);
    CHECK((!made.error.empty() || !made.faults.empty()));
  }
}

TEST_CASE("what the platform can do is told, and reading webhooks needs a secret") {
  const auto info = make_from("{}", {{"WHEREBY_API_KEY", "k"}}).platform->info();
  CHECK(info.kind == "whereby");
  CHECK(info.instance == "whereby");
  CHECK(info.limits.max_participants == 200);
  for (const auto one :
       {Capability::update_end, Capability::size_limit, Capability::complete_presence,
        Capability::remove_participant, Capability::record_on_demand, Capability::manage_webhooks}) {
    CHECK_FALSE(info.capabilities.has(one));
  }
  CHECK_FALSE(info.capabilities.has(Capability::webhooks));
  CHECK(info.capabilities.covers({Capability::list_meetings, Capability::knocking,
                                  Capability::record_automatically, Capability::list_recordings,
                                  Capability::sessions, Capability::theme}));
}
