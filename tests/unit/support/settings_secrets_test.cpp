#include <string>
#include <vector>

#include "support/catch.hpp"
#include "vplatform/spi/settings.hpp"

using namespace vplatform;

namespace {

using Texts = std::vector<std::string>;

SettingsReader reader(const std::string& settings, bool fill = true) {
  return SettingsReader(
      "daily", settings,
      Environment::of(
          {{"DAILY_API_KEY", "default-key"}, {"KEY_A", "key-a"}, {"KEY_B", "key-b"}, {"EMPTY_KEY", ""}},
          {{"/plain", "key-f"},
           {"/line", "key-f\n"},
           {"/lines", "key-f\n\n"},
           {"/dos", "key-f\r\n"},
           {"/empty", "\n"}}),
      fill);
}

Texts revealed(const std::vector<Secret>& secrets) {
  Texts texts;
  for (const auto& secret : secrets) texts.push_back(secret.reveal());
  return texts;
}

std::string secret_of(const std::string& settings) {
  auto in = reader(settings);
  const auto secret = in.secret("api_key", {.env = "DAILY_API_KEY"});
  CHECK(in.faults().empty());
  return secret ? secret->reveal() : "none";
}

Texts faults_of(const std::string& settings) {
  auto in = reader(settings);
  (void)in.secret("api_key", {.env = "DAILY_API_KEY", .required = true});
  return in.faults();
}

}  // namespace

TEST_CASE(
    "a secret comes from the variable or the file that its setting names, else from the usual variable") {
  CHECK(secret_of(R"({"api_key_env":"KEY_A"})") == "key-a");
  CHECK(secret_of(R"({"api_key_file":"/plain"})") == "key-f");
  CHECK(secret_of(R"({})") == "default-key");
  CHECK(secret_of(R"({"api_key_env":null})") == "default-key");
}

TEST_CASE("a secret's file loses one line end, and no more") {
  CHECK(secret_of(R"({"api_key_file":"/line"})") == "key-f");
  CHECK(secret_of(R"({"api_key_file":"/dos"})") == "key-f");
  CHECK(secret_of(R"({"api_key_file":"/lines"})") == "key-f\n");
}

TEST_CASE("a secret in the configuration itself is a fault and is not taken") {
  auto in = reader(R"({"api_key":"sk-123"})");
  CHECK_FALSE(in.secret("api_key", {.env = "DAILY_API_KEY", .required = true}));
  CHECK(
      in.faults() ==
      Texts{"daily: 'api_key' must not be in the configuration itself; use 'api_key_env' or 'api_key_file'"});
}

TEST_CASE("a variable or a file that is named and not there, or empty, is a fault") {
  CHECK(faults_of(R"({"api_key_env":"KEY_X"})") ==
        Texts{"daily: the variable KEY_X named by 'api_key_env' is not set, or empty"});
  CHECK(faults_of(R"({"api_key_env":"EMPTY_KEY"})") ==
        Texts{"daily: the variable EMPTY_KEY named by 'api_key_env' is not set, or empty"});
  CHECK(faults_of(R"({"api_key_file":"/missing"})") ==
        Texts{"daily: the file that 'api_key_file' names cannot be read"});
  CHECK(faults_of(R"({"api_key_file":"/empty"})") ==
        Texts{"daily: the file that 'api_key_file' names is empty"});
}

TEST_CASE("a secret that was put where the name of its variable belongs is not shown") {
  for (const auto* settings : {R"({"api_key_env":"sk-live-123"})", R"({"api_key_env":"DEADBEEF0123"})",
                               R"({"api_key_file":"sk-live-123"})"}) {
    const auto faults = faults_of(settings);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].find("123") == std::string::npos);
  }
  CHECK(faults_of(R"({"api_key_env":"sk-live-123"})") ==
        Texts{"daily: the variable named by 'api_key_env' is not set, or empty"});
}

TEST_CASE("a secret's setting that is no text, or is there twice, is a fault") {
  CHECK(faults_of(R"({"api_key_env":7})") == Texts{"daily: 'api_key_env' must be a text that is not empty"});
  CHECK(faults_of(R"({"api_key_env":["KEY_A"]})") ==
        Texts{"daily: 'api_key_env' must be a text that is not empty"});
  CHECK(faults_of(R"({"api_key_env":"KEY_A","api_key_file":"/plain"})") ==
        Texts{"daily: there are both 'api_key_env' and 'api_key_file'; one of them is enough"});
}

TEST_CASE("a required secret that is missing says how to give it") {
  const auto missing = [](const SettingOptions& options, bool fill) {
    auto in = reader("{}", fill);
    CHECK_FALSE(in.secret("api_key", options));
    return in.faults();
  };
  CHECK(missing({.env = "DAILY_OTHER", .required = true}, true) ==
        Texts{"daily: no 'api_key': set 'api_key_env' or 'api_key_file', or the variable DAILY_OTHER"});
  CHECK(missing({.env = "DAILY_API_KEY", .required = true}, false) ==
        Texts{"daily: no 'api_key': set 'api_key_env' or 'api_key_file'"});
  CHECK(missing({.env = "DAILY_OTHER"}, true).empty());
}

TEST_CASE("several secrets may be good at once") {
  auto in = reader(R"({"webhook_secret_env":["KEY_A","KEY_B"],"webhook_secret_file":"/line"})");
  CHECK(revealed(in.secrets("webhook_secret")) == Texts{"key-a", "key-b", "key-f"});
  CHECK(in.faults().empty());
  auto one = reader(R"({"webhook_secret_env":"KEY_B"})");
  CHECK(revealed(one.secrets("webhook_secret")) == Texts{"key-b"});
  auto usual = reader("{}");
  CHECK(revealed(usual.secrets("webhook_secret", {.env = "DAILY_API_KEY"})) == Texts{"default-key"});
  auto none = reader("{}");
  CHECK(none.secrets("webhook_secret").empty());
  CHECK(none.faults().empty());
}

TEST_CASE("one of several secrets that is missing is a fault, whatever the others are") {
  auto in = reader(R"({"webhook_secret_env":["KEY_A","KEY_X"]})");
  CHECK(revealed(in.secrets("webhook_secret")) == Texts{"key-a"});
  CHECK(in.faults() == Texts{"daily: the variable KEY_X named by 'webhook_secret_env' is not set, or empty"});
  auto wrong = reader(R"({"webhook_secret_env":["KEY_A",""]})");
  CHECK(wrong.secrets("webhook_secret").empty());
  CHECK(wrong.faults() ==
        Texts{"daily: 'webhook_secret_env' must be a text or a list of texts that is not empty"});
}

TEST_CASE("a fingerprint changes with what was looked up outside, and only with that") {
  const auto fingerprint = [](const std::string& settings, const std::string& key, const std::string& file,
                              bool look = true) {
    SettingsReader in("daily", settings, Environment::of({{"KEY_A", key}, {"OTHER", key}}, {{"/f", file}}));
    if (look) (void)in.secret("api_key");
    for (auto& section : in.sections("keys")) (void)section.secret("key");
    return in.fingerprint();
  };
  const std::string by_env = R"({"api_key_env":"KEY_A"})";
  const std::string by_file = R"({"api_key_file":"/f"})";
  const std::string in_section = R"({"keys":[{"key_env":"KEY_A"}]})";
  CHECK(fingerprint(by_env, "1", "").size() == 64);
  CHECK(fingerprint(by_env, "1", "x") == fingerprint(by_env, "1", "y"));
  CHECK(fingerprint(by_env, "1", "") != fingerprint(by_env, "2", ""));
  CHECK(fingerprint(by_file, "1", "x") != fingerprint(by_file, "1", "y"));
  CHECK(fingerprint(in_section, "1", "") != fingerprint(in_section, "2", ""));
  CHECK(fingerprint(by_env, "1", "", false) == fingerprint(by_env, "2", "", false));
  CHECK(fingerprint(R"({"api_key_env":"UNSET"})", "", "") !=
        fingerprint(R"({"api_key_env":"KEY_A"})", "", ""));
}
