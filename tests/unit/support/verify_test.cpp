#include "vplatform/spi/verify.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "vplatform/spi/jwt.hpp"

using namespace vplatform;
using namespace vplatform::spi;
using namespace std::chrono;

namespace {

const TimePoint now{seconds{1767225600}};
const std::string body = R"({"event":"room_started"})";

Digest mac_of(std::string_view key, std::string_view text) {
  return HmacKey(key).sign(text);
}

// A token with this header, signed all the same.
std::string token_with_header(std::string_view header, std::string_view claims, std::string_view secret) {
  const std::string signed_part = to_base64url(header) + "." + to_base64url(claims);
  const auto mac = mac_of(secret, signed_part);
  return signed_part + "." + to_base64url(as_text(mac));
}

std::string token(std::string_view claims, std::string_view secret = "secret") {
  return sign_hs256(HmacKey(secret), claims);
}

JwtVerifier verifier() {
  return JwtVerifier(
      {{.issuer = "key-1", .secret = Secret("secret")}, {.issuer = "key-2", .secret = Secret("other")}});
}

std::string why_not(std::string_view token_text, seconds leeway = seconds{60}) {
  const auto claims = verifier().claims(token_text, now, leeway);
  if (claims) return "";
  CHECK(claims.error().code == ErrorCode::unauthenticated);
  return claims.error().message;
}

}  // namespace

TEST_CASE("a signature's header is there exactly once and not empty") {
  WebhookRequest request{.headers = {{"X-Signature", "abc"}, {"Other", "x"}}, .body = "{}"};
  REQUIRE(signature_header(request, "x-signature"));
  CHECK(*signature_header(request, "x-signature") == "abc");

  const auto refused = [](const WebhookRequest& wrong) {
    const auto value = signature_header(wrong, "X-Signature");
    REQUIRE_FALSE(value);
    CHECK(value.error().code == ErrorCode::unauthenticated);
    CHECK(value.error().message.find("abc") == std::string::npos);
    return value.error().message;
  };
  CHECK(refused({.headers = {{"Other", "x"}}}) == "there is no header 'X-Signature'");
  CHECK(refused({.headers = {{"X-Signature", ""}}}) == "the header 'X-Signature' is empty");
  CHECK(refused({.headers = {{"X-Signature", "abc"}, {"x-signature", "abc"}}}) ==
        "there is more than one header 'X-Signature'");
}

TEST_CASE("a body of 1 MiB is looked at and a larger one is not") {
  WebhookRequest request{.headers = {{"X-Signature", "abc"}}, .body = std::string(max_webhook_body, 'x')};
  CHECK(signature_header(request, "X-Signature"));
  request.body += 'x';
  const auto value = signature_header(request, "X-Signature");
  REQUIRE_FALSE(value);
  CHECK(value.error().code == ErrorCode::unauthenticated);
}

TEST_CASE("a message signed by any of the secrets passes, in parts as in one piece") {
  const HmacVerifier both({Secret("old"), Secret("new")});
  for (const auto* key : {"old", "new"}) {
    const auto mac = mac_of(key, "1767225600.body");
    CHECK(both.verify({.parts = {"1767225600", ".", "body"}, .mac = as_text(mac), .at = now}, now,
                      seconds{300}));
  }
}

TEST_CASE("a message with a flipped byte, another secret or a piece of a signature is refused") {
  const HmacVerifier one({Secret("secret")});
  const auto good = mac_of("secret", "body");
  const auto foreign = mac_of("secret2", "body");
  const std::string text(as_text(good));
  std::string flipped = text;
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  const std::vector<SignedMessage> wrong{
      {.parts = {"bodY"}, .mac = text, .at = now},
      {.parts = {"body", "x"}, .mac = text, .at = now},
      {.parts = {}, .mac = text, .at = now},
      {.parts = {"body"}, .mac = as_text(foreign), .at = now},
      {.parts = {"body"}, .mac = flipped, .at = now},
      {.parts = {"body"}, .mac = std::string_view(text).substr(0, 31), .at = now},
      {.parts = {"body"}, .mac = "", .at = now}};
  for (const auto& message : wrong) {
    const auto verdict = one.verify(message, now, seconds{300});
    REQUIRE_FALSE(verdict);
    CHECK(verdict.error().code == ErrorCode::unauthenticated);
    CHECK_FALSE(one.verify_without_time(message));
  }
  CHECK(one.verify_without_time({.parts = {"body"}, .mac = text}));
}

TEST_CASE("a message may be as old or as new as the tolerance says, both ends included") {
  const HmacVerifier one({Secret("secret")});
  const auto mac = mac_of("secret", "body");
  const auto passes = [&](TimePoint at, seconds tolerance) {
    return one.verify({.parts = {"body"}, .mac = as_text(mac), .at = at}, now, tolerance).has_value();
  };
  CHECK(passes(now - seconds{300}, seconds{300}));
  CHECK(passes(now + seconds{300}, seconds{300}));
  CHECK_FALSE(passes(now - seconds{300} - milliseconds{1}, seconds{300}));
  CHECK_FALSE(passes(now + seconds{300} + milliseconds{1}, seconds{300}));
  CHECK(passes(now, seconds{0}));
  CHECK_FALSE(passes(now - milliseconds{1}, seconds{-5}));
  CHECK_FALSE(passes(TimePoint::min(), seconds{300}));
  CHECK_FALSE(passes(TimePoint::max(), seconds::max()));
}

TEST_CASE("an empty secret is never good") {
  const HmacVerifier none({Secret("")});
  CHECK_FALSE(none.has_keys());
  const auto mac = mac_of("", "body");
  CHECK_FALSE(none.verify_without_time({.parts = {"body"}, .mac = as_text(mac)}));
  CHECK_FALSE(HmacVerifier({}).has_keys());

  const JwtVerifier tokens({{.issuer = "key-1", .secret = Secret("")}});
  CHECK_FALSE(tokens.has_keys());
  CHECK_FALSE(tokens.claims(token(R"({"iss":"key-1","exp":1767225700})", ""), now, seconds{60}));
}

TEST_CASE("a genuine token's claims come as they stand") {
  const std::string claims = R"({"exp":1767225700,"iss":"key-1","nbf":1767225500,"x":"y"})";
  const auto read = verifier().claims(token(claims), now, seconds{60});
  REQUIRE(read);
  CHECK(*read == claims);
  CHECK(why_not(token(R"({"iss":"key-2","exp":1767225700})", "other")).empty());
}

TEST_CASE("two keys may bear one name while one is rotated out") {
  const JwtVerifier both(
      {{.issuer = "k", .secret = Secret("old")}, {.issuer = "k", .secret = Secret("new")}});
  for (const auto* secret : {"old", "new"}) {
    CHECK(both.claims(token(R"({"iss":"k","exp":1767225700})", secret), now, seconds{60}));
  }
}

TEST_CASE("no token chooses its own algorithm") {
  const std::string claims = R"({"iss":"key-1","exp":1767225700})";
  CHECK(why_not(token_with_header(R"({"alg":"HS256"})", claims, "secret")).empty());
  for (const auto* header : {R"({"alg":"none"})", R"({"alg":"HS384"})", R"({"alg":"hs256"})",
                             R"({"alg":"RS256"})", R"({"alg":["HS256"]})", R"({"alg":null})", R"({})",
                             R"([])", R"("HS256")", "", "x", R"({"alg":"HS256","crit":["exp"]})"}) {
    CAPTURE(header);
    CHECK(why_not(token_with_header(header, claims, "secret")) == "the token is not signed with HS256");
  }
  const auto unsigned_token = to_base64url(R"({"alg":"none"})") + "." + to_base64url(claims) + ".";
  CHECK(why_not(unsigned_token) == "the token is not signed with HS256");
}

TEST_CASE("a token needs an issuer that is known, and that issuer's signature") {
  const std::string unknown = "the token's issuer is not one of ours";
  const std::string forged = "the token's signature is not that of its issuer";
  CHECK(why_not(token(R"({"exp":1767225700})")) == "the token has no issuer");
  CHECK(why_not(token(R"({"iss":7,"exp":1767225700})")) == "the token has no issuer");
  CHECK(why_not(token("not json")) == "the token has no issuer");
  CHECK(why_not(token(R"({"iss":"key-3","exp":1767225700})")) == unknown);
  CHECK(why_not(token(R"({"iss":"","exp":1767225700})")) == unknown);
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225700})", "other")) == forged);
  std::string cut = token(R"({"iss":"key-1","exp":1767225700})");
  cut.resize(cut.rfind('.') + 1);
  CHECK(why_not(cut) == forged);
  CHECK(why_not("abc") == "the token is not three parts with dots between them");
}

TEST_CASE("a token needs a time of expiry, a number that may have a fraction") {
  const std::string missing = "the token has no time of expiry";
  CHECK(why_not(token(R"({"iss":"key-1"})")) == missing);
  CHECK(why_not(token(R"({"iss":"key-1","exp":null})")) == missing);
  CHECK(why_not(token(R"({"iss":"key-1","exp":"1767225700"})")) == missing);
  CHECK(why_not(token(R"({"iss":"key-1","exp":true})")) == missing);
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225600.5})"), seconds{0}).empty());
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225599.5})"), seconds{0}) == "the token has expired");
}

TEST_CASE("a token's times hold with the leeway, both ends included") {
  const std::string expired = "the token has expired";
  const std::string early = "the token is not valid yet";
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225540})")).empty());
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225539})")) == expired);
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225600})"), seconds{0}).empty());
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225599})"), seconds{0}) == expired);
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767225599})"), seconds{-9}) == expired);
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767229999,"nbf":1767225660})")).empty());
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767229999,"nbf":1767225661})")) == early);
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767229999,"nbf":1767225600.5})"), seconds{0}) == early);
  CHECK(why_not(token(R"({"iss":"key-1","exp":1767229999,"nbf":"soon"})")) ==
        "the token's 'nbf' is not a time");
}

TEST_CASE("a token vouches for one body alone") {
  const std::string right =
      token(R"({"iss":"key-1","exp":1767225700,"sha256":"w9NV0uLHjSON8P7eonnkKXDHY4ICORefbHDCviKIgX8="})");
  const std::string urlsafe =
      token(R"({"iss":"key-1","exp":1767225700,"sha256":"w9NV0uLHjSON8P7eonnkKXDHY4ICORefbHDCviKIgX8"})");
  const auto passes = [](std::string_view text, std::string_view content) {
    return verifier().verify_body(text, content, now, seconds{60}).has_value();
  };
  CHECK(passes(right, body));
  CHECK_FALSE(passes(right, body + " "));
  CHECK_FALSE(passes(right, ""));
  CHECK_FALSE(passes(urlsafe, body));
  CHECK_FALSE(passes(token(R"({"iss":"key-1","exp":1767225700})"), body));
  CHECK_FALSE(passes(token(R"({"iss":"key-1","exp":1767225700,"sha256":7})"), body));
  CHECK_FALSE(passes(
      token(R"({"iss":"key-1","exp":1767225700,"sha256":"w9NV0uLHjSON8P7eonnkKXDHY4ICORefbHDCviKIgX8="})",
            "x"),
      body));
  CHECK_FALSE(verifier().verify_body(right, body, now + hours{1}, seconds{60}));
}

TEST_CASE("a token does not vouch for a body over 1 MiB") {
  const std::string large(max_webhook_body + 1, 'x');
  const auto digest = sha256(large);
  const auto verdict = verifier().verify_body(
      token(R"({"iss":"key-1","exp":1767225700,"sha256":")" + to_base64(as_text(digest)) + "\"}"), large, now,
      seconds{60});
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().message == "the body is larger than 1 MiB");
}
