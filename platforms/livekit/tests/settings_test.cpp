#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

struct Made {
  std::vector<std::string> faults{};
  std::shared_ptr<const Platform> platform{};
};

Made made_from(const std::string& settings, std::map<std::string, std::string> variables,
               std::map<std::string, std::string> files = {}) {
  Registry registry;
  REQUIRE(add_to(registry));
  SettingsReader reader("livekit", settings, Environment::of(std::move(variables), std::move(files)));
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

// Whether a webhook that this pair has signed is taken.
bool is_good(const Made& made, const std::string& key, const std::string& secret) {
  REQUIRE(made.platform);
  const std::string body = R"({"event":"room_started"})";
  spi::JsonWriter claims;
  claims.begin_object().member("iss", key).member("exp", std::int64_t{1767225700});
  claims.member("sha256", spi::to_base64(spi::as_text(spi::sha256(body)))).end_object();
  const WebhookRequest request{
      .headers = {{.name = "Authorization", .value = spi::sign_hs256(spi::HmacKey(secret), claims.text())}},
      .body = body};
  return made.platform->read_webhook(request).outcome == WebhookOutcome::event;
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

TEST_CASE("public_url is where people go, and url where we ask") {
  const auto made =
      made_from(R"({"url":"http://127.0.0.1:7880","public_url":"https://meet.example/lk/"})", key_pair);
  CHECK(made.faults.empty());
  CHECK(addresses_of(made) ==
        std::pair<std::string, std::string>{"http://127.0.0.1:7880", "wss://meet.example/lk"});
  auto step = made.platform->create_meeting({.key = "k"});
  const auto name = (*spi::Json::parse(request_of(step).body))["name"].dump();
  const auto meeting =
      advance(std::move(step), {.answer = HttpResponse{.status = 200, .body = R"({"name":)" + name + "}"}})
          .take();
  REQUIRE(meeting);
  CHECK(meeting->url == "https://meet.example/lk");
  const auto grant = made.platform->join(meeting->ref, {}).take();
  CHECK(grant->url.reveal() == "https://meet.example/lk");
  CHECK(grant->hosts == std::vector<std::string>{"https://meet.example", "wss://meet.example"});
  CHECK(made_from(R"({"url":"wss://lk.example","public_url":"ftp://x"})", key_pair).faults.size() == 1);
}

TEST_CASE("webhook_tolerance is the leeway on a webhook's times") {
  const std::pair<const char*, WebhookOutcome> rows[] = {
      {"", WebhookOutcome::event},
      {R"(,"webhook_tolerance":"90s")", WebhookOutcome::event},
      {R"(,"webhook_tolerance":20)", WebhookOutcome::refused}};
  for (const auto& [setting, outcome] : rows) {
    INFO(setting);
    const auto made = made_from(std::string(R"({"url":"wss://lk.example")") + setting + "}", key_pair);
    CHECK(made.faults.empty());
    const std::string body = R"({"event":"room_started"})";
    spi::JsonWriter claims;  // good until 40 seconds ago
    claims.begin_object().member("iss", "k").member("exp", std::int64_t{1767225560});
    claims.member("sha256", spi::to_base64(spi::as_text(spi::sha256(body)))).end_object();
    const WebhookRequest request{
        .headers = {{.name = "Authorization",
                     .value = spi::sign_hs256(spi::HmacKey("secret"), claims.text())}},
        .body = body};
    CHECK(made.platform->read_webhook(request).outcome == outcome);
  }
}

TEST_CASE("secrets may stand in files, and what stands there signs") {
  const std::map<std::string, std::string> files{
      {"/key", "kf\n"}, {"/secret", "sf\n"}, {"/hook-key", "hk"}, {"/hook-secret", "hs\n"}};
  const auto made = made_from(
      R"({"url":"wss://lk.example","api_key_file":"/key","api_secret_file":"/secret",
          "webhook_keys":[{"key_file":"/hook-key","secret_file":"/hook-secret"}]})",
      {}, files);
  CHECK(made.faults.empty());
  REQUIRE(made.platform);
  const auto token = std::string(token_of(request_of(made.platform->check_health())));
  CHECK(claims_of(token)["iss"].text() == "kf");
  const spi::JwtVerifier verifier({{.issuer = "kf", .secret = Secret("sf")}});
  CHECK(verifier.claims(token, testing::FakeClock().now(), 60s));
  CHECK(is_good(made, "hk", "hs"));
  CHECK_FALSE(is_good(made, "kf", "sf"));

  const auto pair = made_from(
      R"({"url":"wss://lk.example","api_key_file":"/key","api_secret_file":"/secret",
          "webhook_api_key_file":"/hook-key","webhook_api_secret_file":"/hook-secret"})",
      {}, files);
  CHECK(pair.faults.empty());
  CHECK(is_good(pair, "hk", "hs"));
  CHECK(made_from(R"({"url":"wss://lk.example","api_key_file":"/nowhere"})", key_pair, files).faults.size() ==
        1);
}

TEST_CASE("allow_http goes with every request, and is off unless it is set") {
  const MeetingRef room{.platform = "livekit", .id = "r", .room = "r"};
  const auto plain = made_from(R"({"url":"http://livekit:7880","allow_http":true})", key_pair);
  const auto safe = made_from(R"({"url":"http://127.0.0.1:7880"})", key_pair);
  REQUIRE(plain.platform);
  REQUIRE(safe.platform);
  for (const auto& [made, allowed] : {std::pair{plain, true}, {safe, false}}) {
    const auto& platform = *made.platform;
    CHECK(request_of(platform.check_health()).allow_http == allowed);
    CHECK(request_of(platform.create_meeting({.key = "k"})).allow_http == allowed);
    CHECK(request_of(platform.presence(room)).allow_http == allowed);
    CHECK(request_of(platform.list_recordings(room, {})).allow_http == allowed);
  }
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
