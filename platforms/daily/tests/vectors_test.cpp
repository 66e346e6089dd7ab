#include <fstream>
#include <sstream>

#include "daily_token.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"
#include "world.hpp"

// Fixed values that were computed elsewhere: Daily's signature, its probe, its tokens.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

spi::Json vectors() {
  std::ifstream file(DAILY_TEST_DATA "/vectors.json");
  std::ostringstream text;
  text << file.rdbuf();
  return parsed(text.str());
}

struct Vector {
  std::string name{};
  std::string timestamp{};
  std::string body{};
  std::string signature{};
};

Vector vector_named(const std::string& name) {
  for (const auto& one : vectors()["positive"].items()) {
    if (json_text(one, "name") != name) continue;
    CHECK(spi::to_hex(spi::as_text(spi::sha256(json_text(one, "body")))) == json_text(one, "body_sha256"));
    return {name, json_text(one, "timestamp"), json_text(one, "body"), json_text(one, "signature")};
  }
  FAIL("there is no vector " + name);
  return {};
}

TimePoint time_of(const Vector& vector) {
  const std::int64_t value = std::stoll(vector.timestamp);
  return TimePoint(std::chrono::milliseconds(vector.timestamp.size() == 13 ? value : value * 1000));
}

WebhookRequest request_for(const Vector& vector) {
  return {{{"x-webhook-timestamp", vector.timestamp}, {"X-WEBHOOK-SIGNATURE", vector.signature}},
          vector.body};
}

WebhookVerdict read_at(const WebhookRequest& request, TimePoint now, Settings settings = settings_for({})) {
  const auto platform =
      make(std::move(settings), {"daily", [now] { return now; }, [] { return std::string("id"); }});
  REQUIRE(platform);
  return (*platform)->read_webhook(request);
}

void check_refused(const WebhookVerdict& verdict) {
  CHECK(verdict.outcome == WebhookOutcome::refused);
  CHECK(verdict.reply_status == 401);
  CHECK(!verdict.event);
  REQUIRE(verdict.error);
  CHECK(verdict.error->code == ErrorCode::unauthenticated);
}

}  // namespace

TEST_CASE("V1, V3, V4: genuine events are read") {
  const auto vector = vector_named(GENERATE("V1", "V3", "V4"));
  const auto verdict = read_at(request_for(vector), time_of(vector));
  REQUIRE(verdict.outcome == WebhookOutcome::event);
  CHECK(verdict.reply_status == 200);
  CHECK((*verdict.event)->room == "vp-standup-42");
  CHECK((*verdict.event)->raw.text == vector.body);
}

TEST_CASE("V2: the probe is a probe") {
  const auto vector = vector_named("V2");
  const auto verdict = read_at(request_for(vector), time_of(vector));
  CHECK(verdict.outcome == WebhookOutcome::probe);
  CHECK(verdict.reply_status == 200);
}

TEST_CASE("V5: a genuine empty body is unreadable and still answered with 200") {
  const auto vector = vector_named("V5");
  const auto verdict = read_at(request_for(vector), time_of(vector));
  CHECK(verdict.outcome == WebhookOutcome::unreadable);
  CHECK(verdict.reply_status == 200);
}

TEST_CASE("every wrong way to sign is refused") {
  int seen = 0;
  for (const auto& wrong : vectors()["negative"].items()) {
    CAPTURE(json_text(wrong, "wrong_way"));
    auto vector = vector_named(json_text(wrong, "vector"));
    vector.signature = json_text(wrong, "signature");
    check_refused(read_at(request_for(vector), time_of(vector)));
    ++seen;
  }
  CHECK(seen == 10);
}

TEST_CASE("a signature or timestamp that is not exactly Daily's is refused") {
  const auto vector = vector_named("V1");
  auto changed = vector;
  const auto check_with = [&] { check_refused(read_at(request_for(changed), time_of(vector))); };
  SECTION("a flipped byte of the body") {
    changed.body[200] = static_cast<char>(changed.body[200] ^ 1);
    check_with();
  }
  SECTION("a trailing blank") {
    changed.signature += ' ', check_with();
  }
  SECTION("a newline") {
    changed.signature += '\n', check_with();
  }
  SECTION("missing padding") {
    changed.signature.pop_back(), check_with();
  }
  SECTION("an empty signature") {
    changed.signature.clear(), check_with();
  }
  SECTION("an empty timestamp") {
    changed.timestamp.clear(), check_with();
  }
  SECTION("another timestamp") {
    changed.timestamp = "1760000000124", check_with();
  }
  SECTION("no signature") {
    check_refused(read_at({{{"X-Webhook-Timestamp", vector.timestamp}}, vector.body}, time_of(vector)));
  }
  SECTION("no timestamp") {
    check_refused(read_at({{{"X-Webhook-Signature", vector.signature}}, vector.body}, time_of(vector)));
  }
  SECTION("a repeated signature") {
    auto request = request_for(vector);
    request.headers.push_back({"X-Webhook-Signature", vector.signature});
    check_refused(read_at(request, time_of(vector)));
  }
  SECTION("a body over 1 MiB") {
    const spi::HmacKey key(*spi::from_base64(webhook_secret));
    changed.body.append(1024 * 1024, ' ');
    changed.signature = spi::to_base64(spi::as_text(key.sign({changed.timestamp, ".", changed.body})));
    const auto verdict = read_at(request_for(changed), time_of(vector));
    check_refused(verdict);
    CHECK(verdict.error->message.find("1 MiB") != std::string::npos);
  }
}

TEST_CASE("a timestamp is ten or thirteen digits, even under a right signature") {
  const spi::HmacKey key(*spi::from_base64(webhook_secret));
  const std::string body = R"({"type":"meeting.started"})";
  const std::string timestamp =
      GENERATE("01760000000", "0760000000123", "+1760000000", "+1760000000123", "17600000001234", "176000000",
               "1760000000.5", "1760000000123 ", "1.76e9", "now");
  const auto mac = spi::to_base64(spi::as_text(key.sign({timestamp, ".", body})));
  check_refused(read_at(request_for({"", timestamp, body, mac}), TimePoint(1760000000123ms)));
}

TEST_CASE("a timestamp does not begin with a zero, even at that very time") {
  const spi::HmacKey key(*spi::from_base64(webhook_secret));
  const std::string body = R"({"type":"meeting.started"})";
  const std::string timestamp = GENERATE("0760000000", "0760000000000");
  const auto now = TimePoint(timestamp.size() == 10 ? 760000000000ms : 760000000ms * 1000);
  const auto mac = spi::to_base64(spi::as_text(key.sign({timestamp, ".", body})));
  check_refused(read_at(request_for({"", timestamp, body, mac}), now));
}

TEST_CASE("a signature is good for five minutes either way, or as long as the settings say") {
  const auto vector = vector_named("V1");
  const auto request = request_for(vector);
  const auto at = time_of(vector);
  CHECK(read_at(request, at + 5min).outcome == WebhookOutcome::event);
  CHECK(read_at(request, at - 5min).outcome == WebhookOutcome::event);
  check_refused(read_at(request, at + 5min + 1ms));
  check_refused(read_at(request, at - 5min - 1ms));
  auto settings = settings_for({});
  settings.webhook_tolerance = 1h;
  CHECK(read_at(request, at + 1h, settings).outcome == WebhookOutcome::event);
  check_refused(read_at(request, at + 1h + 1ms, settings));
}

TEST_CASE("of several secrets each is good, and a short one too") {
  const auto vector = vector_named("V1");
  auto settings = settings_for({});
  settings.webhook_secrets = {Secret("c2hvcnQ="), Secret(webhook_secret)};
  CHECK(read_at(request_for(vector), time_of(vector), settings).outcome == WebhookOutcome::event);
  settings.webhook_secrets = {Secret("c2hvcnQ=")};
  check_refused(read_at(request_for(vector), time_of(vector), settings));
  auto mine = vector;
  mine.signature = spi::to_base64(spi::as_text(spi::HmacKey("short").sign({mine.timestamp, ".", mine.body})));
  CHECK(read_at(request_for(mine), time_of(mine), settings).outcome == WebhookOutcome::event);
}

TEST_CASE("without a secret everything but the probe is refused with 503") {
  auto settings = settings_for({});
  settings.webhook_secrets.clear();
  const auto vector = vector_named("V1");
  const auto verdict = read_at(request_for(vector), time_of(vector), settings);
  CHECK(verdict.outcome == WebhookOutcome::refused);
  CHECK(verdict.reply_status == 503);
  CHECK(read_at({{}, R"({"test":"test"})"}, time_of(vector), settings).outcome == WebhookOutcome::probe);
}

TEST_CASE("the exact probe is answered whoever signs it, and nothing like it is") {
  const auto now = time_of(vector_named("V2"));
  CHECK(read_at({{}, R"({"test":"test"})"}, now).reply_status == 200);
  CHECK(read_at({{{"X-Webhook-Signature", "x"}}, R"({"test":"test"})"}, now).outcome ==
        WebhookOutcome::probe);
  const std::string like =
      GENERATE(R"({"test": "test"})", R"({"test":"test"} )", R"({"test":"test","type":"meeting.ended"})");
  check_refused(read_at({{}, like}, now));
}

TEST_CASE("the legacy signature is taken only where the settings ask for it") {
  const auto vector = vector_named("V1");
  const std::string hex = "64fd7b97b249bfeaccadbfcc47479032c95c30b6329b27a7287da938e5efba98";
  const std::string form = GENERATE("", "sha256=", "v1=");
  const WebhookRequest request{{{"X-Daily-Signature", form + hex}}, vector.body};
  auto settings = settings_for({});
  check_refused(read_at(request, time_of(vector), settings));
  settings.legacy_signature = true;
  // Nothing signs the time, so it is good for ever: hence off unless asked for.
  CHECK(read_at(request, time_of(vector) + 1000h, settings).outcome == WebhookOutcome::event);
  auto flipped = request;
  flipped.body[10] = 'X';
  check_refused(read_at(flipped, time_of(vector), settings));
  check_refused(
      read_at({{{"X-Daily-Signature", "zz" + hex.substr(2)}}, vector.body}, time_of(vector), settings));
  CHECK(read_at(request_for(vector), time_of(vector), settings).outcome == WebhookOutcome::event);
  settings.webhook_secrets = {Secret("change-me")};
  CHECK(make(settings, {"daily", [] { return TimePoint{}; }, [] { return std::string{}; }}));
  check_refused(read_at(request, time_of(vector), settings));
}

TEST_CASE("a token is signed byte by byte as Daily's documents say") {
  const auto json = vectors();
  const spi::HmacKey key(json_text(json, "api_key"));
  Token token;
  token.room = "vp-standup-42";
  token.issued_at = 1760000000;
  const std::string domain_id = "30000000-aaaa-4bbb-8ccc-000000000001";
  const auto check_as = [&](const spi::Json& vector) {
    CHECK(token_claims(token, domain_id).view() == json_text(vector, "claims"));
    CHECK(spi::sign_hs256(key, token_claims(token, domain_id).view()) == json_text(vector, "token"));
  };
  const auto tokens = json["tokens"].items();
  REQUIRE(tokens.size() == 2);
  check_as(tokens[1]);
  token.expires_at = 1760003600;
  token.user_id = "0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e";
  token.user_name = "Ada";
  token.owner = true;
  token.extras = *read_token_extras({R"({"eject_at_token_exp":true})"}, TokenSource::local);
  check_as(tokens[0]);
}
