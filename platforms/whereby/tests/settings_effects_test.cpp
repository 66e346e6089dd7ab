#include "support/catch.hpp"

#include "account.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/registry.hpp"

// From the text of a configuration to what is sent or accepted because of it.

namespace vplatform::platforms::whereby {

namespace {

/// The platform that the registry makes of these settings.
std::shared_ptr<const Platform> made(const std::string& settings,
                                     std::map<std::string, std::string> variables = {},
                                     std::map<std::string, std::string> files = {}) {
  Registry registry;
  REQUIRE(add_to(registry));
  variables.emplace("WHEREBY_API_KEY", "a-key");
  SettingsReader reader("whereby", settings, Environment::of(std::move(variables), std::move(files)));
  const auto env = testing::FakeClock().env();
  const auto platform =
      registry.find("whereby").value()(reader, {.instance = "whereby", .now = env.now, .new_id = env.new_id});
  CHECK(reader.faults() == std::vector<std::string>{});
  REQUIRE(platform);
  return *platform;
}

/// What becomes of an event that was signed so many seconds ago with this secret.
WebhookOutcome outcome_of(const Platform& platform, const std::string& secret, std::int64_t age) {
  const std::string body = R"({"type":"room.session.started","data":{}})";
  const std::string time = std::to_string(1767225600 - age);
  const auto mac = spi::HmacKey(secret).sign({time, ".", body});
  return platform
      .read_webhook({.headers = {{.name = "Whereby-Signature",
                                  .value = "t=" + time + ",v1=" + spi::to_hex(spi::as_text(mac))}},
                     .body = body})
      .outcome;
}

}  // namespace

TEST_CASE("webhook_tolerance is how old an event may be, to the second") {
  const auto strict = made(R"({"webhook_secret_env":"S","webhook_tolerance":60})", {{"S", "s"}});
  CHECK(outcome_of(*strict, "s", 60) == WebhookOutcome::event);
  CHECK(outcome_of(*strict, "s", 61) == WebhookOutcome::refused);
  CHECK(outcome_of(*strict, "s", -61) == WebhookOutcome::refused);
  const auto lenient =
      made(R"({"webhook_secret_env":"S"})", {{"S", "s"}, {"WHEREBY_WEBHOOK_TOLERANCE", "10m"}});
  CHECK(outcome_of(*lenient, "s", 600) == WebhookOutcome::event);
}

TEST_CASE("of several secrets each is good, by variables and by files") {
  const auto by_variables = made(R"({"webhook_secret_env":["NEW","OLD"]})", {{"NEW", "new"}, {"OLD", "old"}});
  const auto by_files = made(R"({"webhook_secret_file":["/run/new","/run/old"]})", {},
                             {{"/run/new", "new\n"}, {"/run/old", "old"}});
  for (const auto& platform : {by_variables, by_files}) {
    CHECK(outcome_of(*platform, "new", 0) == WebhookOutcome::event);
    CHECK(outcome_of(*platform, "old", 0) == WebhookOutcome::event);
    CHECK(outcome_of(*platform, "other", 0) == WebhookOutcome::refused);
  }
}

TEST_CASE("the key comes from a file, without the line's end") {
  auto step = made(R"({"api_key_file":"/run/key"})", {}, {{"/run/key", "file-key\n"}})->check_health();
  CHECK(find_header(request_of(step).headers, "Authorization") == "Bearer file-key");
}

TEST_CASE("allow_http reaches every request, and without it a plain address is refused") {
  const auto platform = made(R"({"base_url":"http://whereby.internal/v1","allow_http":true})");
  const auto& whereby = dynamic_cast<const WherebyPlatform&>(*platform);
  auto create = platform->create_meeting({.key = "k", .fresh_key = true});
  CHECK(request_of(create).url == "http://whereby.internal/v1/meetings");
  CHECK(request_of(create).allow_http);
  auto list = platform->list_meetings({});
  CHECK(request_of(list).allow_http);
  auto link = whereby.transcription_link("t", std::chrono::hours(1));
  CHECK(request_of(link).allow_http);
  auto raw = whereby.raw("GET", "/summaries");
  CHECK(request_of(raw).allow_http);
  auto usual = made("{}")->list_meetings({});
  CHECK_FALSE(request_of(usual).allow_http);

  Registry registry;
  REQUIRE(add_to(registry));
  SettingsReader plain("whereby", R"({"base_url":"http://whereby.internal/v1"})",
                       Environment::of({{"WHEREBY_API_KEY", "k"}}));
  (void)registry.find("whereby").value()(plain, {.instance = "whereby"});
  REQUIRE(plain.faults().size() == 1);
  CHECK(plain.faults()[0].find("allow_http") != std::string::npos);
}

TEST_CASE("points_per_minute is what the library may spend, and a number that is none is a fault") {
  CHECK(made(R"({"points_per_minute":1000})")->info().rates.front().amount == 1000);
  CHECK(made("{}")->info().rates.front().amount == 100);
  Registry registry;
  REQUIRE(add_to(registry));
  SettingsReader reader("whereby", R"({"points_per_minute":0})", Environment::of({{"WHEREBY_API_KEY", "k"}}));
  (void)registry.find("whereby").value()(reader, {.instance = "whereby"});
  CHECK(reader.faults().size() == 1);
}

TEST_CASE("token_ttl_seconds is taken, as everywhere, and changes nothing: there are no tokens") {
  const Meeting meeting{.ref = {.platform = "whereby", .id = "1", .room = "r"},
                        .url = "https://x.whereby.com/r"};
  auto step = made(R"({"token_ttl_seconds":60})")->join(meeting, {.role = Role::participant});
  const auto grant = std::move(step).take();
  REQUIRE(grant);
  CHECK(grant->token.empty());
  CHECK_FALSE(grant->expires_at);
}

}  // namespace vplatform::platforms::whereby
