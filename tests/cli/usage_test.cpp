// Exit codes, the shape of failures, and bad input.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

namespace {

const Variables key{{"KEY", "a-key-that-nobody-may-see"}};

}  // namespace

TEST_CASE("without a command the tool says how it is used, and that is misuse") {
  CHECK(run({}).exit_code == 2);
  CHECK(run({"fly"}).exit_code == 2);
  CHECK(run({"select"}).exit_code == 2);
  CHECK(run({"--help"}).exit_code == 0);
}

TEST_CASE("misuse names the word that is wrong") {
  const auto names = [](const Arguments& arguments, const char* word) {
    const auto result = run(arguments);
    INFO(result.err);
    CHECK(result.exit_code == 2);
    CHECK(holds(result.err, word));
  };
  names({"selekt", "--room", "x"}, "'selekt'");
  names({"list", "--bogus", "mock"}, "--bogus");
  names({"find", "no-reference"}, "'no-reference'");
  names({"create", "--room", "x", "--ends-in", "soon"}, "--ends-in 'soon'");
  names({"create", "--room", "x", "--extra", R"(dayly={"lang":"de"})"}, "did you mean 'daily'");
  names({"create", "--room", "x", "--extra", "zoom={}"}, "daily, livekit, mock, whereby");
  names({"create", "--room", "x", "--extra", "daily"}, "--extra is not PLATFORM=JSON");
  names({"create", "--room", "x", "--extra", "daily=[1]"}, "--extra for 'daily' is not a JSON object");
  names({"create", "--room", "x", "--extra", "daily={}", "--extra", "daily={}"}, "'daily' is there twice");
  names({"join", "mock/1", "--role", "host", "--name", "Ada", "--until", "later"}, "--until 'later'");
  names({"emulate", "--faults", "/nowhere/faults.json"}, "/nowhere/faults.json");
  names({"extend", "mock/1", "--until", "later"}, "--until 'later'");
  names({"join", "mock/1", "--role", "host", "--name", "Ada", "--ttl", "long"}, "--ttl 'long'");
}

TEST_CASE("misuse is one JSON value with --json, wherever that stands") {
  for (const Arguments& arguments :
       {Arguments{"--json"}, Arguments{"fly", "--json"}, Arguments{"record", "start", "--json"},
        Arguments{"create", "--json", "--room", "x", "--extra", "dayly={}"}}) {
    const auto result = run(arguments);
    CHECK(result.exit_code == 2);
    CHECK(result.json()["error"]["code"].text() == "invalid_argument");
  }
}

TEST_CASE("the platforms of this build are listed") {
  const auto result = run({"platforms", "--json"});
  CHECK(result.exit_code == 0);
  const auto items = result.json()["items"].items();
  REQUIRE(items.size() >= 4);
  for (const auto* kind : {"daily", "livekit", "mock", "whereby"}) CHECK(holds(result.out, kind));
}

TEST_CASE("a wrong configuration is told whole, with the nearest right names and without a secret") {
  const File file(R"({"default": "daily", "platforms": {
    "daily": {"api_key_env": "KEY", "domian": "acme"}, "zoom": {}, "whereby": {"api_key": "a-key-that-nobody-may-see"},
    "livekit": {"url": "https://lk.example", "api_key_env": "KEY"}}})");
  const auto result = run({"list", "--config", file.path(), "daily", "--json"}, key);
  CHECK(result.exit_code == 2);
  const auto message = result.json()["error"]["message"].text_or("");
  CAPTURE(message);
  CHECK(holds(message, "did you mean 'domain'"));
  CHECK(holds(message, "no platform 'zoom'"));
  CHECK(holds(message, "daily, livekit, mock, whereby"));
  CHECK(holds(message, "api_secret"));
  CHECK(holds(message, "'api_key_env' or 'api_key_file'"));
  CHECK_FALSE(holds(result.out + result.err, "nobody-may-see"));
}

TEST_CASE("a failure is one JSON value on stdout and words for people on stderr") {
  const File file(R"({"default": "mock", "platforms": {"mock": {}}})");
  const auto result = run({"find", "--config", file.path(), "mock/gone", "--json"});
  CHECK(result.exit_code == 1);
  const auto error = result.json()["error"];
  CHECK(error["code"].text() == "not_found");
  CHECK(error["effect"].text() == "none");
  CHECK(error["attempts"].integer() == 0);
  CHECK_FALSE(error["http_status"].is_present());
  CHECK_FALSE(error["retry_after_ms"].is_present());
  CHECK(holds(result.err, "mock has no meeting 'gone'"));
}

TEST_CASE("what the platform cannot do is its failure, what the call cannot mean is misuse") {
  const File file(R"({"default": "whereby", "platforms": {"whereby": {"api_key_env": "KEY"}}})");
  const auto of = [&](Arguments more) {
    Arguments all{more[0], "--config", file.path(), "--json"};
    all.insert(all.end(), more.begin() + 1, more.end());
    return run(all, key);
  };
  const auto extend = of({"extend", "whereby/90000001", "--until", "2099-01-01T00:00:00Z"});
  CHECK(extend.exit_code == 1);
  CHECK(extend.json()["error"]["code"].text() == "unsupported");
  CHECK(of({"find", "no-reference"}).exit_code == 2);
  CHECK(of({"create", "--room", "x", "--on", "nobody"}).exit_code == 2);
  CHECK(of({"create", "--room", "x", "--ends-in", "-5m"}).exit_code == 2);
  CHECK(of({"create", "--room", "x", "--ends-in", "soon"}).exit_code == 2);
  CHECK(of({"join", "whereby/1", "--role", "king", "--name", "Ada"}).exit_code == 2);
  CHECK(of({"join", "whereby/1", "--role", "host", "--name", "Ada", "--ttl", "0s"}).exit_code == 2);
  CHECK(of({"select", "--room", "x", "--attr", "no-equals-sign"}).exit_code == 2);
}

TEST_CASE("without a file everything comes from the environment") {
  const auto result = run({"select", "--room", "x", "--json"}, {{"WHEREBY_API_KEY", "k1"},
                                                                {"DAILY_API_KEY", "k2"},
                                                                {"DAILY_MIGRATION_ENABLED", "true"},
                                                                {"DAILY_MIGRATION_ROOM_IDS", R"(["x"])"},
                                                                {"DEFAULT_VIDEO_PLATFORM", "whereby"}});
  INFO(result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.json()["platform"].text() == "daily");
  CHECK(result.json()["source"].text() == "rooms");
}

TEST_CASE("a webhook that is not genuine ends with 3 and one without a secret asks to come again") {
  const File file(R"({"default": "whereby", "platforms": {
    "whereby": {"api_key_env": "KEY", "webhook_secret_env": "KEY"}, "daily": {"api_key_env": "KEY", "domain": "acme"}}})");
  const auto forged = run(
      {"webhook", "--config", file.path(), "--on", "whereby", "--header",
       "Whereby-Signature: t=1767225600,v1=82b585cc235046f23f2e6df7c426f9da29eb9effccbbeb82f8e3251c6ece6adf",
       "--json"},
      key, "{}");
  CHECK(forged.exit_code == 3);
  CHECK(forged.json()["outcome"].text() == "refused");
  CHECK(forged.json()["reply_status"].integer() == 401);
  const auto bare = run({"webhook", "--config", file.path(), "--on", "daily", "--json"}, key,
                        R"({"type":"meeting.started"})");
  CHECK(bare.exit_code == 3);
  CHECK(bare.json()["reply_status"].integer() == 503);
  const auto probe =
      run({"webhook", "--config", file.path(), "--on", "daily", "--json"}, key, R"({"test":"test"})");
  CHECK(probe.exit_code == 0);
  CHECK(probe.json()["outcome"].text() == "probe");
}
