#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"
#include "world.hpp"

// From the text of a configuration to what is sent, signed or accepted because of it.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

const MeetingRef somewhere{"daily", "room-1", "room-1"};
const std::string account = R"("domain":"acme","domain_id":"30000000-aaaa-4bbb-8ccc-000000000001")";
constexpr std::int64_t today = 1767225600;  // where the clock stands

/// The platform that the registry makes of these settings, a key at hand.
std::shared_ptr<const Platform> made(const std::string& members,
                                     std::map<std::string, std::string> variables = {},
                                     std::map<std::string, std::string> files = {}) {
  Registry registry;
  REQUIRE(add_to(registry));
  const auto maker = registry.find("daily").value();
  variables.emplace("KEY", "a-key");
  const bool has_key = members.find("api_key_") != std::string::npos;
  SettingsReader reader("daily",
                        "{" + std::string(has_key ? "" : R"("api_key_env":"KEY")") +
                            (has_key || members.empty() ? "" : ",") + members + "}",
                        Environment::of(std::move(variables), std::move(files)));
  const auto platform = maker(reader, env_of(testing::FakeClock{}));
  CHECK(reader.faults() == std::vector<std::string>{});
  REQUIRE(platform);
  return *platform;
}

template <class T>
HttpRequest request_of(Step<T> step) {
  REQUIRE(step.pending() != nullptr);
  return step.pending()->request;
}

JoinGrant grant_of(const Platform& platform, const JoinSpec& spec = {}) {
  auto step = platform.join(somewhere, spec);
  REQUIRE(step.pending() == nullptr);
  auto grant = std::move(step).take();
  REQUIRE(grant);
  return *grant;
}

spi::Json claims_of(const JoinGrant& grant) {
  return parsed(spi::split_jwt(grant.token.reveal())->claims);
}

/// The properties of the room that a create asks for.
spi::Json new_room(const Platform& platform) {
  return parsed(request_of(platform.create_meeting({.key = "k"})).body)["properties"];
}

/// What becomes of an event that was signed so many seconds ago with this secret.
WebhookOutcome outcome_of(const Platform& platform, const std::string& secret, std::int64_t age) {
  const std::string body = R"({"type":"meeting.started"})";
  const std::string timestamp = std::to_string(today - age);
  const auto mac = spi::HmacKey(*spi::from_base64(secret)).sign({timestamp, ".", body});
  return platform
      .read_webhook(
          {{{"X-Webhook-Timestamp", timestamp}, {"X-Webhook-Signature", spi::to_base64(spi::as_text(mac))}},
           body})
      .outcome;
}

}  // namespace

TEST_CASE("domain and domain_id spare the call that asks for them, and are in the token") {
  const auto claims = claims_of(grant_of(*made(account)));
  CHECK(claims["d"].text() == "30000000-aaaa-4bbb-8ccc-000000000001");
  CHECK(grant_of(*made(account)).url.reveal() == "https://acme.daily.co/room-1");
  for (const char* members :
       {"", R"("domain":"acme")", R"("domain_id":"30000000-aaaa-4bbb-8ccc-000000000001")"}) {
    CAPTURE(members);
    const auto ask = request_of(made(members)->join(somewhere, {}));
    CHECK(ask.method + " " + ask.path_template == "GET /");
  }
}

TEST_CASE("with tokens api each token is Daily's, with tokens local it is ours") {
  const auto ask = request_of(made(account + R"(,"tokens":"api")")->join(somewhere, {}));
  CHECK(ask.method + " " + ask.path_template == "POST /meeting-tokens");
  CHECK(parsed(ask.body)["properties"]["room_name"].text() == "room-1");
  CHECK_FALSE(grant_of(*made(account + R"(,"tokens":"local")")).token.empty());
}

TEST_CASE("token_ttl_seconds is how long a token opens a room, and room_ttl_seconds how long there is one") {
  const auto platform = made(account + R"(,"token_ttl_seconds":600,"room_ttl_seconds":"2h")");
  CHECK(claims_of(grant_of(*platform))["exp"].integer() == today + 600);
  CHECK(grant_of(*platform).expires_at == testing::FakeClock{}.now() + 10min);
  CHECK(grant_of(*platform, {.ttl = 60s}).expires_at == testing::FakeClock{}.now() + 1min);
  CHECK(new_room(*platform)["exp"].integer() == today + 7200);
  const auto by_api = made(account + R"(,"token_ttl_seconds":600,"tokens":"api")");
  CHECK(parsed(request_of(by_api->join(somewhere, {})).body)["properties"]["exp"].integer() == today + 600);
}

TEST_CASE("room_base_url is where people are sent, in place of the domain") {
  const auto platform = made(account + R"(,"room_base_url":"https://meet.example.org/calls/")");
  CHECK(grant_of(*platform).url.reveal() == "https://meet.example.org/calls/room-1");
}

TEST_CASE("recordings_bucket, region and role are said of every new room") {
  const auto platform = made(
      account +
      R"(,"recordings_bucket":"calls","recordings_region":"eu-west-1","recordings_role_arn":"arn:aws:iam::1:role/d")");
  CHECK(
      new_room(*platform)["recordings_bucket"].dump() ==
      R"({"allow_api_access":true,"assume_role_arn":"arn:aws:iam::1:role/d","bucket_name":"calls","bucket_region":"eu-west-1"})");
  CHECK(platform->info().capabilities.has(Capability::record_tracks));
  CHECK_FALSE(new_room(*made(account))["recordings_bucket"].is_present());
  CHECK_FALSE(made(account)->info().capabilities.has(Capability::record_tracks));
}

TEST_CASE("what may be recorded is said of every new room, and auto_record in the token too") {
  CHECK(new_room(*made(account + R"(,"recording":"raw-tracks")"))["enable_recording"].text() == "raw-tracks");
  CHECK(new_room(*made(account + R"(,"recording":["cloud","local"])"))["enable_recording"].dump() ==
        R"(["cloud","local"])");
  CHECK(new_room(*made(account + R"(,"recording":"cloud","recording_audio_only":true)"))["enable_recording"]
            .text() == "cloud-audio-only");
  CHECK_FALSE(new_room(*made(account))["enable_recording"].is_present());
  const auto automatic = made(account + R"(,"auto_record":true)");
  CHECK(new_room(*automatic)["enable_recording"].text() == "cloud");
  CHECK(claims_of(grant_of(*automatic))["sr"].boolean() == true);
  CHECK_FALSE(claims_of(grant_of(*made(account)))["sr"].is_present());
}

TEST_CASE("webhook_tolerance is how old an event may be, to the second") {
  const auto strict =
      made(account + R"(,"webhook_secret_env":"HMAC","webhook_tolerance":60)", {{"HMAC", webhook_secret}});
  CHECK(outcome_of(*strict, webhook_secret, 60) == WebhookOutcome::event);
  CHECK(outcome_of(*strict, webhook_secret, 61) == WebhookOutcome::refused);
  CHECK(outcome_of(*strict, webhook_secret, -61) == WebhookOutcome::refused);
  const auto lenient =
      made(account + R"(,"webhook_secret_env":"HMAC","webhook_tolerance":"15m")", {{"HMAC", webhook_secret}});
  CHECK(outcome_of(*lenient, webhook_secret, 900) == WebhookOutcome::event);
}

TEST_CASE("keys and secrets come from files, and of several secrets each is good") {
  const std::string other = "b3RoZXItb3RoZXI=";
  const auto platform =
      made(account + R"(,"api_key_file":"/run/key","webhook_secret_file":["/run/new","/run/old"])", {},
           {{"/run/key", "file-key\n"}, {"/run/new", webhook_secret + "\n"}, {"/run/old", other}});
  CHECK(find_header(request_of(platform->check_health()).headers, "Authorization") == "Bearer file-key");
  CHECK(outcome_of(*platform, webhook_secret, 0) == WebhookOutcome::event);
  CHECK(outcome_of(*platform, other, 0) == WebhookOutcome::event);
  CHECK(outcome_of(*platform, "bm9ib2R5cw==", 0) == WebhookOutcome::refused);
  // The token is signed with the key of the file.
  const auto grant = grant_of(*platform);
  const auto parts = spi::split_jwt(grant.token.reveal());
  CHECK(parts->signature == spi::as_text(spi::HmacKey("file-key").sign({parts->signed_part})));
}

TEST_CASE("allow_http reaches every request, and without it a plain address is refused") {
  const auto platform = made(account + R"(,"base_url":"http://daily.internal/v1","allow_http":true)");
  const auto room = request_of(platform->create_meeting({.key = "k"}));
  CHECK(room.url == "http://daily.internal/v1/rooms");
  CHECK(room.allow_http);
  CHECK(request_of(platform->list_meetings({})).allow_http);
  CHECK(request_of(dynamic_cast<const DailyPlatform&>(*platform).raw("GET", "/logs")).allow_http);
  CHECK_FALSE(request_of(made(account)->create_meeting({.key = "k"})).allow_http);
  SettingsReader plain("daily", R"({"base_url":"http://daily.internal/v1"})",
                       Environment::of({{"DAILY_API_KEY", "k"}}));
  (void)read_settings(plain);
  REQUIRE(plain.faults().size() == 1);
  CHECK(plain.faults()[0].find("allow_http") != std::string::npos);
}

TEST_CASE("webhook_retry, max_participants and legacy_signature do what they say") {
  const auto platform =
      made(account + R"(,"webhook_secret_env":"HMAC","webhook_retry":"exponential","max_participants":300)",
           {{"HMAC", webhook_secret}});
  CHECK(platform->info().limits.max_participants == 300);
  auto step = advance(platform->ensure_webhook({.url = "https://calls.example/hooks"}),
                      Reply{.answer = HttpResponse{.status = 200, .body = "[]"}});
  const auto post = request_of(std::move(step));
  CHECK(post.method == "POST");
  CHECK(parsed(post.body)["retryType"].text() == "exponential");
  CHECK(parsed(post.body)["hmac"].text() == webhook_secret);

  const std::string body = R"({"type":"meeting.started"})";
  const auto mac = spi::to_hex(spi::as_text(spi::HmacKey("free text").sign({body})));
  const auto legacy =
      made(account + R"(,"webhook_secret_env":"OLD","legacy_signature":true)", {{"OLD", "free text"}});
  CHECK(legacy->read_webhook({{{"X-Daily-Signature", mac}}, body}).outcome == WebhookOutcome::event);
  CHECK(platform->read_webhook({{{"X-Daily-Signature", mac}}, body}).outcome == WebhookOutcome::refused);
}
