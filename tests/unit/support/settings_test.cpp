#include "vplatform/spi/settings.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace vplatform;
using namespace std::chrono;

namespace {

using Texts = std::vector<std::string>;

SettingsReader reader(const std::string& settings, std::map<std::string, std::string> variables = {},
                      bool fill = true) {
  return SettingsReader("daily", settings, Environment::of(std::move(variables)), fill);
}

}  // namespace

TEST_CASE("settings of every type are read") {
  auto in = reader(R"({"domain":"acme","tokens":null,"on":true,"n":-7,"whole":3.0,"ttl":90,"wait":"2d",)"
                   R"("one":"a","many":["a","b"]})");
  CHECK(in.instance() == "daily");
  CHECK(in.text("domain") == "acme");
  CHECK(in.text("tokens") == std::nullopt);
  CHECK(in.text("missing") == std::nullopt);
  CHECK(in.flag("on") == true);
  CHECK(in.number("n") == -7);
  CHECK(in.number("whole") == 3);
  CHECK(in.duration("ttl") == seconds{90});
  CHECK(in.duration("wait") == hours{48});
  CHECK(in.list("one") == Texts{"a"});
  CHECK(in.list("many") == Texts{"a", "b"});
  CHECK(in.list("none").empty());
  CHECK(in.faults().empty());
}

TEST_CASE("a setting of the wrong type is a fault that names it and what is expected") {
  auto in = reader(
      R"({"a":1,"b":"","c":"true","d":"7","e":1.5,"f":1e300,"g":0,"h":"soon","i":-5,"j":{},"k":[""],"l":[1]})");
  CHECK_FALSE(in.text("a"));
  CHECK_FALSE(in.text("b"));
  CHECK_FALSE(in.flag("c"));
  CHECK_FALSE(in.number("d"));
  CHECK_FALSE(in.number("e"));
  CHECK_FALSE(in.number("f"));
  CHECK_FALSE(in.duration("g"));
  CHECK_FALSE(in.duration("h"));
  CHECK_FALSE(in.duration("i"));
  CHECK(in.list("j").empty());
  CHECK(in.list("k").empty());
  CHECK(in.list("l").empty());
  const std::string duration =
      " must be a positive number of seconds, or a duration such as 90s, 30m, 1h or 2d";
  const std::string list = " must be a text or a list of texts, none of them empty";
  CHECK(in.faults() == Texts{"daily: 'a' must be a text that is not empty",
                             "daily: 'b' must be a text that is not empty",
                             "daily: 'c' must be true or false", "daily: 'd' must be a whole number",
                             "daily: 'e' must be a whole number", "daily: 'f' must be a whole number",
                             "daily: 'g'" + duration, "daily: 'h'" + duration, "daily: 'i'" + duration,
                             "daily: 'j'" + list, "daily: 'k'" + list, "daily: 'l'" + list});
}

TEST_CASE("a variable fills what the configuration leaves out, and nothing else") {
  auto in = reader(R"({"domain":"acme","on":null})", {{"DOMAIN", "other"},
                                                      {"ON", "Yes"},
                                                      {"OFF", "0"},
                                                      {"N", "12"},
                                                      {"TTL", "60"},
                                                      {"WAIT", "1h"},
                                                      {"ONE", "a,b"},
                                                      {"MANY", R"(["a","b"])"},
                                                      {"EMPTY", ""}});
  CHECK(in.text("domain", {.env = "DOMAIN"}) == "acme");
  CHECK(in.flag("on", {.env = "ON"}) == true);
  CHECK(in.flag("off", {.env = "OFF"}) == false);
  CHECK(in.number("n", {.env = "N"}) == 12);
  CHECK(in.duration("ttl", {.env = "TTL"}) == seconds{60});
  CHECK(in.duration("wait", {.env = "WAIT"}) == hours{1});
  CHECK(in.list("one", {.env = "ONE"}) == Texts{"a,b"});
  CHECK(in.list("many", {.env = "MANY"}) == Texts{"a", "b"});
  CHECK(in.text("empty", {.env = "EMPTY"}) == std::nullopt);
  CHECK(in.text("unset", {.env = "UNSET"}) == std::nullopt);
  CHECK(in.faults().empty());
}

TEST_CASE("a variable of the wrong type is a fault that names it and not what it holds") {
  auto in = reader("{}", {{"ON", "maybe"}, {"N", "7x"}, {"TTL", "-1"}, {"MANY", "[1]"}});
  CHECK_FALSE(in.flag("on", {.env = "ON", .required = true}));
  CHECK_FALSE(in.number("n", {.env = "N"}));
  CHECK_FALSE(in.duration("ttl", {.env = "TTL"}));
  CHECK(in.list("many", {.env = "MANY"}).empty());
  const auto faults = in.faults();
  REQUIRE(faults.size() == 4);
  CHECK(faults[0] == "daily: the variable ON must be true or false");
  CHECK(faults[1] == "daily: the variable N must be a whole number");
  CHECK(faults[2].starts_with("daily: the variable TTL must be a positive number of seconds"));
  CHECK(faults[3].starts_with("daily: the variable MANY must be a text or a list of texts"));
}

TEST_CASE("a second account is not filled from the first one's variables") {
  auto in = reader("{}", {{"DOMAIN", "acme"}}, false);
  CHECK_FALSE(in.text("domain", {.env = "DOMAIN", .required = true}));
  CHECK(in.faults() == Texts{"daily: no 'domain': set it"});
}

TEST_CASE("a required setting that is missing says how to give it") {
  auto in = reader("{}");
  CHECK_FALSE(in.text("domain", {.env = "DAILY_DOMAIN", .required = true}));
  CHECK(in.list("hosts", {.required = true}).empty());
  CHECK(in.faults() ==
        Texts{"daily: no 'domain': set it, or the variable DAILY_DOMAIN", "daily: no 'hosts': set it"});
}

TEST_CASE("a name that nobody asked for is a fault, with the nearest right one") {
  auto in = reader(R"({"domian":"x","api_ky_env":"X","api_keyfile":"x","room_ttl":1,"stat":"enabled",)"
                   R"("whatever":1,"domain":"acme"})");
  (void)in.text("domain");
  (void)in.secret("api_key");
  (void)in.duration("room_ttl_seconds");
  CHECK(in.faults() == Texts{"daily: there is no setting 'api_keyfile'; did you mean 'api_key_file'?",
                             "daily: there is no setting 'api_ky_env'; did you mean 'api_key_env'?",
                             "daily: there is no setting 'domian'; did you mean 'domain'?",
                             "daily: there is no setting 'room_ttl'; did you mean 'room_ttl_seconds'?",
                             "daily: there is no setting 'stat'; did you mean 'state'?",
                             "daily: there is no setting 'whatever'"});
}

TEST_CASE("who misspells a secret's plain name is sent to the variable") {
  auto in = reader(R"({"apikey":"sk-123"})");
  (void)in.secret("api_key");
  CHECK(in.faults() == Texts{"daily: there is no setting 'apikey'; did you mean 'api_key_env'?"});
}

TEST_CASE("names that the configuration itself reads are no fault") {
  CHECK(reader(R"({"kind":"daily","state":"enabled","require":["join"]})").faults().empty());
}

TEST_CASE("settings that are no object are a fault, and none at all are not") {
  CHECK(reader("").faults().empty());
  for (const auto* settings : {"[]", "null", "7", "{", "\"x\""}) {
    CAPTURE(settings);
    CHECK(reader(settings).faults() == Texts{"daily: the settings must be a JSON object"});
  }
}

TEST_CASE("a platform adds faults of its own") {
  auto in = reader("{}");
  in.fault("domain", "'a b' is not a host name");
  CHECK(in.faults() == Texts{"daily: domain 'a b' is not a host name"});
}

TEST_CASE("sections are read in their own right, and their faults come up") {
  auto in = reader(R"({"webhook_keys":[{"key":"a"},{"kye":"b"},{"key":7,"kind":"x"}]})");
  {
    auto sections = in.sections("webhook_keys");
    REQUIRE(sections.size() == 3);
    CHECK(sections[0].text("key", {.required = true}) == "a");
    CHECK_FALSE(sections[1].text("key", {.required = true}));
    CHECK_FALSE(sections[2].text("key", {.required = true}));
    CHECK(sections[2].instance() == "daily");
  }
  CHECK(in.faults() == Texts{"daily: webhook_keys[1]: no 'key': set it",
                             "daily: webhook_keys[1]: there is no setting 'kye'; did you mean 'key'?",
                             "daily: webhook_keys[2]: 'key' must be a text that is not empty",
                             "daily: webhook_keys[2]: there is no setting 'kind'"});
}

TEST_CASE("sections that are no list of objects are a fault") {
  for (const auto* settings : {R"({"keys":{}})", R"({"keys":"x"})", R"({"keys":[{},1]})"}) {
    CAPTURE(settings);
    auto in = reader(settings);
    CHECK(in.sections("keys").empty());
    CHECK(in.faults() == Texts{"daily: 'keys' must be a list of objects"});
  }
  auto none = reader("{}");
  CHECK(none.sections("keys").empty());
  CHECK(none.faults().empty());
}

TEST_CASE("the settings that every platform has come with their defaults") {
  auto in = reader("{}");
  const auto common = read_common_settings(in, "DAILY", "DAILY_API_BASE_URL");
  CHECK_FALSE(common.base_url);
  CHECK_FALSE(common.allow_http);
  CHECK(common.room_ttl == hours{6});
  CHECK(common.token_ttl == hours{1});
  CHECK_FALSE(common.webhook_tolerance);
  CHECK(in.faults().empty());
}

TEST_CASE("the settings that every platform has are read, or filled from its variables") {
  auto in = reader(
      R"({"base_url":"https://h/v1//","room_ttl_seconds":60,"webhook_tolerance":"10m"})",
      {{"DAILY_ROOM_TTL_SECONDS", "5"}, {"DAILY_TOKEN_TTL_SECONDS", "120"}, {"DAILY_ALLOW_HTTP", "true"}});
  const auto common = read_common_settings(in, "DAILY", "DAILY_API_BASE_URL");
  CHECK(common.base_url == "https://h/v1");
  CHECK(common.allow_http);
  CHECK(common.room_ttl == seconds{60});
  CHECK(common.token_ttl == seconds{120});
  CHECK(common.webhook_tolerance == minutes{10});
  auto filled = reader("{}", {{"DAILY_API_BASE_URL", "https://h"}});
  CHECK(read_common_settings(filled, "DAILY", "DAILY_API_BASE_URL").base_url == "https://h");
}

TEST_CASE("a base URL is checked, and never shown") {
  const auto faults_of = [](const std::string& url, const std::string& more = "") {
    auto in = reader(R"({"base_url":")" + url + "\"" + more + "}");
    (void)read_common_settings(in, "DAILY", "");
    for (const auto& fault : in.faults()) CHECK(fault.find("pa55") == std::string::npos);
    return in.faults();
  };
  CHECK(faults_of("http://127.0.0.1:8080").empty());
  CHECK(faults_of("http://[::1]:8080").empty());
  CHECK(faults_of("http://h", R"(,"allow_http":true)").empty());
  CHECK(faults_of("http://h") == Texts{"daily: base_url is not encrypted: use https, or set 'allow_http'"});
  CHECK(faults_of("https://pa55@h") == Texts{"daily: base_url must not hold a user or a password"});
  CHECK(faults_of("https://h?key=pa55") == Texts{"daily: base_url must not hold a query"});
  CHECK(faults_of("h/pa55") == Texts{"daily: base_url is not a usable URL: it has no scheme"});
}
