#include "vplatform/webhook.hpp"

#include <type_traits>

#include "support/catch.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/verify.hpp"

using namespace vplatform;

namespace {

spi::Verified pass() {
  const spi::HmacKey key("secret");
  const auto mac = key.sign("body");
  return *spi::HmacVerifier({Secret("secret")})
              .verify_without_time({.parts = {"body"}, .mac = spi::as_text(mac)});
}

}  // namespace

TEST_CASE("nobody but a verifier makes a pass") {
  CHECK_FALSE(std::is_default_constructible_v<spi::Verified>);
  CHECK_FALSE(std::is_constructible_v<WebhookEvent, EventFields>);
}

TEST_CASE("a genuine event is answered with 200") {
  const auto verdict = WebhookVerdict::genuine(
      pass(), [] { return EventFields{.id = "evt-1", .kind = EventKind::meeting_started}; });
  CHECK(verdict.outcome == WebhookOutcome::event);
  CHECK(verdict.reply_status == 200);
  REQUIRE(verdict.event);
  CHECK((*verdict.event)->id == "evt-1");
  CHECK((**verdict.event).kind == EventKind::meeting_started);
  CHECK_FALSE(verdict.error);
}

TEST_CASE("a probe is answered with 200 and is no event") {
  const auto verdict = WebhookVerdict::probe();
  CHECK(verdict.outcome == WebhookOutcome::probe);
  CHECK(verdict.reply_status == 200);
  CHECK_FALSE(verdict.event);
  CHECK_FALSE(verdict.error);
}

TEST_CASE("what is genuine and cannot be read is answered with 200 too") {
  const auto verdict = WebhookVerdict::unreadable(pass(), "the body is not JSON");
  CHECK(verdict.outcome == WebhookOutcome::unreadable);
  CHECK(verdict.reply_status == 200);
  REQUIRE(verdict.error);
  CHECK(verdict.error->code == ErrorCode::bad_response);
  CHECK(verdict.error->message == "the body is not JSON");
}

TEST_CASE("a forgery is refused with 401") {
  const auto verdict = WebhookVerdict::refuse("the signature is wrong");
  CHECK(verdict.outcome == WebhookOutcome::refused);
  CHECK(verdict.reply_status == 401);
  CHECK_FALSE(verdict.event);
  REQUIRE(verdict.error);
  CHECK(verdict.error->code == ErrorCode::unauthenticated);
  CHECK(verdict.error->message == "the signature is wrong");
}

TEST_CASE("without a secret everything is refused with 503, and the setting is named") {
  const auto verdict = WebhookVerdict::no_secret("webhook_secret_env");
  CHECK(verdict.outcome == WebhookOutcome::refused);
  CHECK(verdict.reply_status == 503);
  REQUIRE(verdict.error);
  CHECK(verdict.error->code == ErrorCode::failed_precondition);
  CHECK(verdict.error->message.find("'webhook_secret_env'") != std::string::npos);
}
