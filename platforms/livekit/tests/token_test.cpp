#include "livekit_request_tokens.hpp"
#include "livekit_token.hpp"

#include "support/catch.hpp"
#include "vplatform/spi/verify.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

constexpr std::int64_t base = 1767225600;  // 2026-01-01T00:00:00Z

std::string vector_token(const std::string& id) {
  for (const auto& token : vectors()["tokens"].items()) {
    if (token["id"].text() == id) return token["jwt"].text_or("");
  }
  return {};
}

std::string signed_token(const TokenClaims& claims) {
  return spi::sign_hs256(spi::HmacKey(test_secret), write_claims(claims).view());
}

}  // namespace

TEST_CASE("a join token is the sheet's T1, byte for byte") {
  TokenClaims claims{.issuer = test_key,
                     .identity = "alice",
                     .not_before = base,
                     .expires = base + 21600,
                     .name = "Alice Ünïcode"};
  claims.video.room_join = true;
  claims.video.room = "room-1";
  claims.video.can_publish = true;
  claims.video.can_subscribe = true;
  claims.video.can_publish_sources = {.camera = true, .microphone = true};
  claims.metadata = R"({"role":"host"})";
  claims.attributes = {{"team_id", "42"}};
  CHECK(signed_token(claims) == vector_token("T1"));
}

TEST_CASE("the tokens of requests are the sheet's T2 and T3, byte for byte") {
  TokenClaims admin{.issuer = test_key, .not_before = base, .expires = base + 600};
  admin.video.room_admin = true;
  admin.video.room = "room-1";
  CHECK(signed_token(admin) == vector_token("T2"));

  TokenClaims create{.issuer = test_key, .not_before = base, .expires = base + 600};
  create.video.room_create = true;
  CHECK(signed_token(create) == vector_token("T3"));
}

TEST_CASE("the verifier tells the sheet's good tokens from the bad one") {
  const spi::JwtVerifier verifier({{.issuer = test_key, .secret = Secret(test_secret)}});
  const auto all = vectors();
  const TimePoint now{std::chrono::seconds(*all["now_for_tests"].integer())};
  int seen = 0;
  for (const auto& token : all["tokens"].items()) {
    INFO(token["id"].text_or(""));
    const auto claims = verifier.claims(token["jwt"].text_or(""), now, 60s);
    CHECK(claims.has_value() == *token["valid"].boolean());
    if (claims) CHECK(*claims == token["claims_json"].text_or(""));
    ++seen;
  }
  CHECK(seen == 5);
}

TEST_CASE("a request's token is short, dated back, and good for one thing") {
  const TimePoint now{std::chrono::seconds(base)};
  const auto claims = request_claims(test_key, {.room_list = true}, now);
  CHECK(write_claims(claims).view() ==
        R"({"iss":"APItestkey01","nbf":1767225590,"exp":1767226200,"video":{"roomList":true}})");
}

TEST_CASE("identities that LiveKit takes stay as they are, others become a digest") {
  CHECK(identity_of("ada@example.org") == "ada@example.org");
  CHECK(identity_of(std::string(256, 'a')).size() == 256);
  const auto unicode = identity_of("Ünïcode Person");
  CHECK(unicode != "Ünïcode Person");
  CHECK(unicode == identity_of("Ünïcode Person"));
  CHECK(identity_of(std::string(300, 'a')) != identity_of(std::string(301, 'a')));
  CHECK(identity_of(std::string(300, 'a')).size() <= 256);
}

TEST_CASE("a request's token is the one of before within a second, and of the same grant alone") {
  RequestTokens tokens(test_key, signer_of(spi::HmacKey(test_secret), test_key));
  const TimePoint now{std::chrono::seconds(base)};
  const auto fresh = [](const ApiGrant& grant, TimePoint at) {
    return "Bearer " + signed_token(request_claims(test_key, grant, at));
  };
  const ApiGrant create{.room_create = true};
  const ApiGrant run{.admin_room = "room-1"};
  const ApiGrant run_another{.admin_room = "room-2"};
  CHECK(tokens.authorization(create, now) == fresh(create, now));
  CHECK(tokens.authorization(create, now + 999ms) == fresh(create, now));
  CHECK(tokens.authorization(run, now) == fresh(run, now));
  CHECK(tokens.authorization(run_another, now) == fresh(run_another, now));
  CHECK(tokens.authorization(run_another, now + 1s) == fresh(run_another, now + 1s));
  CHECK(tokens.authorization(run_another, now) == fresh(run_another, now));  // a clock that was put back
}
