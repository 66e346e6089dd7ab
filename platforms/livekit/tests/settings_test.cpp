#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

struct Made {
  std::vector<std::string> faults{};
  std::shared_ptr<const Platform> platform{};
};

Made made_from(const std::string& settings, std::map<std::string, std::string> variables) {
  Registry registry;
  REQUIRE(add_to(registry));
  SettingsReader reader("livekit", settings, Environment::of(std::move(variables)));
  const auto env = testing::FakeClock().env();
  auto platform =
      (*registry.find("livekit"))(reader, {.instance = "livekit", .now = env.now, .new_id = env.new_id});
  Made made{.faults = reader.faults()};
  if (platform) made.platform = *platform;
  return made;
}

// Where requests go, and where browsers are sent.
std::pair<std::string, std::string> addresses_of(const Made& made) {
  REQUIRE(made.platform);
  const auto step = made.platform->check_health();
  const auto url = request_of(step).url;
  const auto grant = made.platform->join({.platform = "livekit", .id = "r", .room = "r"}, {}).take();
  return {url.substr(0, url.find("/twirp")), grant->server_url};
}

const std::map<std::string, std::string> key_pair{{"LIVEKIT_API_KEY", "k"}, {"LIVEKIT_API_SECRET", "secret"}};

std::map<std::string, std::string> with(std::map<std::string, std::string> more) {
  more.insert(key_pair.begin(), key_pair.end());
  return more;
}

}  // namespace

TEST_CASE("the seeds' variables say where the server is, the inner address first") {
  using Addresses = std::pair<std::string, std::string>;
  CHECK(addresses_of(made_from("{}", with({{"LIVEKIT_HOST", "https://lk.example/"}}))) ==
        Addresses{"https://lk.example", "wss://lk.example"});
  CHECK(addresses_of(made_from(
            "{}", with({{"LIVEKIT_HOST", "https://lk.example"}, {"LIVEKIT_URL", "ws://127.0.0.1:7880"}}))) ==
        Addresses{"http://127.0.0.1:7880", "wss://lk.example"});
  CHECK(addresses_of(made_from("{}", with({{"LIVEKIT_WS_URL", "wss://in.example"},
                                           {"LIVEKIT_PUBLIC_URL", "wss://out.example"}}))) ==
        Addresses{"https://in.example", "wss://out.example"});
  CHECK(addresses_of(made_from(R"({"url":"wss://file.example:7443/lk/"})",
                               with({{"LIVEKIT_URL", "wss://env.example"}}))) ==
        Addresses{"https://file.example:7443/lk", "wss://file.example:7443/lk"});
}

TEST_CASE("base_url is another word for url") {
  CHECK(addresses_of(
            made_from(R"({"base_url":"https://a.example/"})", with({{"LIVEKIT_URL", "wss://env.example"}})))
            .first == "https://a.example");
  CHECK(made_from(R"({"base_url":"https://a.example","url":"https://a.example/"})", key_pair).faults.empty());
  CHECK(made_from(R"({"base_url":"https://a.example","url":"https://b.example"})", key_pair).faults.size() ==
        1);
}

TEST_CASE("what is missing is said at once") {
  const auto made = made_from("{}", {});
  CHECK(made.faults.size() == 3);
  CHECK_FALSE(made.platform);
}

TEST_CASE("a short secret is fine and an empty one is not") {
  CHECK(made_from(R"({"url":"http://127.0.0.1:7880"})", key_pair).faults.empty());
  CHECK_FALSE(make({.url = "http://127.0.0.1:7880", .api_key = "k"}, {}));
  CHECK_FALSE(make({.url = "http://127.0.0.1:7880", .api_secret = Secret("s")}, {}));
  CHECK_FALSE(make({.url = "not an address", .api_key = "k", .api_secret = Secret("s")}, {}));
}

TEST_CASE("plain http needs loopback or the host's word") {
  CHECK(made_from(R"({"url":"http://livekit:7880"})", key_pair).faults.size() == 1);
  CHECK(made_from(R"({"url":"ws://livekit:7880"})", key_pair).faults.size() == 1);
  CHECK(made_from(R"({"url":"http://livekit:7880","allow_http":true})", key_pair).faults.empty());
  CHECK(made_from(R"({"url":"ws://localhost:7880"})", key_pair).faults.empty());
  CHECK_FALSE(made_from(R"({"url":"lk.example"})", key_pair).faults.empty());
  CHECK_FALSE(made_from(R"({"url":"https://u:p@lk.example"})", key_pair).faults.empty());
}

TEST_CASE("webhook keys come from the file, from the seeds' variables, or are the API's own") {
  const auto is_good = [](const Made& made, const std::string& key, const std::string& secret) {
    REQUIRE(made.platform);
    const std::string body = R"({"event":"room_started"})";
    spi::JsonWriter claims;
    claims.begin_object().member("iss", key).member("exp", std::int64_t{1767225700});
    claims.member("sha256", spi::to_base64(spi::as_text(spi::sha256(body)))).end_object();
    const WebhookRequest request{
        .headers = {{.name = "Authorization", .value = spi::sign_hs256(spi::HmacKey(secret), claims.text())}},
        .body = body};
    return made.platform->read_webhook(request).outcome == WebhookOutcome::event;
  };
  const std::string url = R"("url":"wss://lk.example")";
  const auto plain = made_from("{" + url + "}", key_pair);
  CHECK(is_good(plain, "k", "secret"));

  const auto seed = made_from("{" + url + "}",
                              with({{"LIVEKIT_WEBHOOK_API_KEY", "w"}, {"LIVEKIT_WEBHOOK_API_SECRET", "ws"}}));
  CHECK(seed.faults.empty());
  CHECK(is_good(seed, "w", "ws"));
  CHECK_FALSE(is_good(seed, "k", "secret"));

  const auto listed = made_from(
      "{" + url + R"(,"webhook_keys":[{"key_env":"A","secret_env":"B"},{"key_env":"C","secret_env":"D"}]})",
      with({{"A", "a"}, {"B", "b"}, {"C", "c"}, {"D", "d"}}));
  CHECK(listed.faults.empty());
  CHECK(is_good(listed, "a", "b"));
  CHECK(is_good(listed, "c", "d"));

  CHECK(made_from("{" + url + "}", with({{"LIVEKIT_WEBHOOK_API_KEY", "w"}})).faults.size() == 1);
}

TEST_CASE("settings that nobody knows are reported, and none shows a secret") {
  const auto made =
      made_from(R"({"url":"wss://lk.example","auto_creat":false,"api_secret":"hunter2"})", key_pair);
  CHECK(made.faults.size() == 2);
  for (const auto& fault : made.faults) CHECK(fault.find("hunter2") == std::string::npos);
}

TEST_CASE("times come from the settings") {
  const auto made = made_from(
      R"({"url":"wss://lk.example","room_ttl_seconds":600,"token_ttl_seconds":"30m","auto_create":false})",
      key_pair);
  CHECK(made.faults.empty());
  CHECK(made.platform->info().capabilities.has(Capability::end_bars_return));
  const auto create = made.platform->create_meeting({.key = "k"});
  CHECK(request_of(create).body.find(R"("emptyTimeout":600)") != std::string::npos);
  const auto grant = made.platform->join({.platform = "livekit", .id = "r", .room = "r"}, {}).take();
  CHECK(grant->expires_at == testing::FakeClock().now() + 30min);
}

TEST_CASE("the kind is registered once") {
  Registry registry;
  CHECK(add_to(registry));
  CHECK(add_to(registry).error().code == ErrorCode::already_exists);
}
