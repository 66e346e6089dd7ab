#include <algorithm>

#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

using Variables = std::map<std::string, std::string>;

struct Read {
  Settings settings{};
  std::vector<std::string> faults{};

  [[nodiscard]] bool blames(const std::string& name) const {
    return std::any_of(faults.begin(), faults.end(),
                       [&](const std::string& fault) { return fault.find(name) != std::string::npos; });
  }
};

Read read(const std::string& json, Variables variables = {}) {
  variables.emplace("DAILY_API_KEY", "a-key");
  SettingsReader reader("daily", json, Environment::of(std::move(variables)));
  Read result;
  result.settings = read_settings(reader);
  result.faults = reader.faults();
  return result;
}

/// Read without a fault.
Settings good(const std::string& json, Variables variables = {}) {
  auto result = read(json, std::move(variables));
  CHECK(result.faults == std::vector<std::string>{});
  return result.settings;
}

}  // namespace

TEST_CASE("nothing but a key is needed") {
  const auto settings = good("{}");
  CHECK(settings.api_key.reveal() == "a-key");
  CHECK(settings.base_url == "https://api.daily.co/v1");
  CHECK(settings.room_ttl == 6h);
  CHECK(settings.token_ttl == 1h);
  CHECK(settings.webhook_tolerance == 5min);
  CHECK(settings.tokens == TokenSource::local);
  CHECK(settings.recording.empty());
  SettingsReader none("daily", "{}", Environment::of({}));
  (void)read_settings(none);
  CHECK(!none.faults().empty());
}

TEST_CASE("a domain may be short or whole, and comes from either variable") {
  CHECK(good(R"({"domain":"acme"})").domain == "acme.daily.co");
  CHECK(good(R"({"domain":"Acme.daily.co"})").domain == "acme.daily.co");
  CHECK(good("{}", {{"DAILY_DOMAIN", "one.daily.co"}, {"DAILY_SUBDOMAIN", "two"}}).domain == "one.daily.co");
  CHECK(good("{}", {{"DAILY_SUBDOMAIN", "two"}}).domain == "two.daily.co");
  CHECK(good(R"({"domain":"file"})", {{"DAILY_DOMAIN", "one"}}).domain == "file.daily.co");
  CHECK(read(R"({"domain":"a b"})").blames("domain"));
  CHECK(read(R"({"domain":"https://acme.daily.co"})").blames("domain"));
  CHECK(read(R"({"domain":"acme.example.com"})").blames("domain"));
}

TEST_CASE("the seeds' variables fill what the file leaves out") {
  const auto settings = good("{}", {{"DAILY_ROOM_BASE_URL", "https://meet.example.org/"},
                                    {"DAILY_WEBHOOK_SECRET", webhook_secret},
                                    {"DAILY_ROOM_TTL_SECONDS", "7200"},
                                    {"DAILY_TOKEN_TTL_SECONDS", "600"},
                                    {"DAILY_ENABLE_RECORDING", "raw-tracks"},
                                    {"DAILY_START_CLOUD_RECORDING", "true"},
                                    {"DAILY_RECORDING_AUDIO_ONLY", "true"},
                                    {"AWS_DAILY_S3_BUCKET", "calls"},
                                    {"AWS_DAILY_ROLE_ARN", "arn:aws:iam::1:role/Daily"}});
  CHECK(settings.room_base_url == "https://meet.example.org");
  CHECK(settings.webhook_secrets == std::vector<Secret>{Secret(webhook_secret)});
  CHECK(settings.room_ttl == 2h);
  CHECK(settings.token_ttl == 10min);
  CHECK(settings.recording == std::vector<std::string>{"raw-tracks"});
  CHECK(settings.auto_record);
  REQUIRE(settings.recordings_bucket);
  CHECK(settings.recordings_bucket->name == "calls");
  CHECK(settings.recordings_bucket->region == "us-west-2");
  CHECK(settings.recordings_bucket->role_arn == "arn:aws:iam::1:role/Daily");
  CHECK(good("{}", {{"AWS_DAILY_S3_BUCKET", "b"},
                    {"AWS_DAILY_ROLE_ARN", "arn:x"},
                    {"AWS_DAILY_S3_REGION", "eu-west-1"}})
            .recordings_bucket->region == "eu-west-1");
}

TEST_CASE("the address of the API comes from either variable") {
  CHECK(good("{}",
             {{"DAILY_API_BASE_URL", "https://one.example/v1/"}, {"DAILY_API_URL", "https://two.example"}})
            .base_url == "https://one.example/v1");
  CHECK(good("{}", {{"DAILY_API_URL", "https://two.example/v1/"}}).base_url == "https://two.example/v1");
  CHECK(good(R"({"base_url":"http://127.0.0.1:9/v1"})").base_url == "http://127.0.0.1:9/v1");
  CHECK(read(R"({"base_url":"http://api.example"})").blames("base_url"));
  CHECK(read("{}", {{"DAILY_API_URL", "http://api.example"}}).blames("base_url"));
  CHECK(read(R"({"room_base_url":"meet"})").blames("room_base_url"));
}

TEST_CASE("a webhook secret is base64, or the legacy scheme is on") {
  CHECK(read("{}", {{"DAILY_WEBHOOK_SECRET", "change-me"}}).blames("webhook_secret"));
  const auto legacy = good(R"({"legacy_signature":true})", {{"DAILY_WEBHOOK_SECRET", "change-me"}});
  CHECK(legacy.legacy_signature);
  CHECK(legacy.webhook_secrets.size() == 1);
  const auto two =
      good(R"({"webhook_secret_env":["NEW","OLD"]})", {{"NEW", webhook_secret}, {"OLD", "b2xkLW9sZA=="}});
  CHECK(two.webhook_secrets.size() == 2);
  auto settings = settings_for({});
  settings.webhook_secrets = {Secret("change-me")};
  CHECK(!make(settings, env_of(testing::FakeClock{})));
}

TEST_CASE("recording is one kind, several, or none") {
  CHECK(good(R"({"recording":"cloud"})").recording == std::vector<std::string>{"cloud"});
  CHECK(good(R"({"recording":["raw-tracks","cloud"]})").recording ==
        std::vector<std::string>{"cloud", "raw-tracks"});
  CHECK(good(R"({"recording":"none"})", {{"DAILY_ENABLE_RECORDING", "cloud"}}).recording.empty());
  CHECK(good("{}", {{"DAILY_ENABLE_RECORDING", "cloud"}, {"DAILY_RECORDING_AUDIO_ONLY", "true"}}).recording ==
        std::vector<std::string>{"cloud-audio-only"});
  CHECK(good(R"({"recording":"cloud"})", {{"DAILY_RECORDING_AUDIO_ONLY", "true"}}).recording ==
        std::vector<std::string>{"cloud"});
  CHECK(good(R"({"auto_record":true})").recording == std::vector<std::string>{"cloud"});
  CHECK(read(R"({"recording":"everything"})").blames("recording"));
  CHECK(read(R"({"recording":["none","cloud"]})").blames("recording"));
  CHECK(read(R"({"recordings_bucket":"b","recordings_role_arn":"your-role"})").blames("recordings_role_arn"));
}

TEST_CASE("all faults are named at once") {
  const auto result =
      read(R"({"tokens":"remote","max_participants":0,"domain":"a b","web_hook_tolerance":5})");
  CHECK(result.blames("tokens"));
  CHECK(result.blames("max_participants"));
  CHECK(result.blames("domain"));
  CHECK(result.blames("web_hook_tolerance"));
}

TEST_CASE("capabilities follow from the settings") {
  const auto capabilities = [](const Settings& settings) {
    const auto platform = make(settings, env_of(testing::FakeClock{}));
    REQUIRE(platform);
    return (*platform)->info().capabilities;
  };
  auto settings = settings_for({});
  CHECK(capabilities(settings).has(Capability::webhooks));
  CHECK(!capabilities(settings).has(Capability::join_recording));
  CHECK(!capabilities(settings).has(Capability::join_chat));
  settings.recording = {"cloud"};
  settings.webhook_secrets.clear();
  CHECK(capabilities(settings).has(Capability::join_recording));
  CHECK(!capabilities(settings).has(Capability::webhooks));
}

TEST_CASE("a registry makes daily from its settings, and refuses it without a key") {
  Registry registry;
  REQUIRE(add_to(registry));
  CHECK(!add_to(registry));
  const auto maker = registry.find("daily");
  REQUIRE(maker);
  const auto env = env_of(testing::FakeClock{});
  SettingsReader reader("daily", "{}", Environment::of({{"DAILY_API_KEY", "a-key"}}));
  const auto platform = (*maker)(reader, env);
  REQUIRE(platform);
  CHECK((*platform)->info().kind == "daily");
  SettingsReader empty("daily", "{}", Environment::of({}));
  CHECK(!(*maker)(empty, env));
}
