#include "vplatform/spi/jwt.hpp"

#include <string>

#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::spi;

TEST_CASE("a token is signed over header and claims as they stand") {
  CHECK(sign_hs256(HmacKey("secret"), R"({"iss":"key-1","exp":1767225600})") ==
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJrZXktMSIsImV4cCI6MTc2NzIyNTYwMH0."
        "w87f1aP1jm01zzuKqODOx-jzsC6_EPUhWCy8R_SFWQQ");
}

TEST_CASE("tokens that begin alike are signed as others are, however much of them is alike") {
  const HmacKey key("secret");
  const std::string issuer(150, 'i');
  for (std::size_t size = 0; size <= issuer.size(); ++size) {
    const std::string beginning = R"({"iss":")" + issuer.substr(0, size);
    const JwtSigner signer(key, beginning);
    for (const std::string& claims : {beginning + "\"}", beginning + R"(","sub":"somebody"})", beginning,
                                      std::string(R"({"iss":"somebody else entirely, whose name is long"})"),
                                      std::string("{}"), std::string()}) {
      CHECK(signer.sign(claims) == sign_hs256(key, claims));
    }
  }
}

TEST_CASE("a token is taken apart") {
  const std::string token = sign_hs256(HmacKey("secret"), R"({"iss":"key-1"})");
  const auto parts = split_jwt(token);
  REQUIRE(parts);
  CHECK(parts->header == R"({"alg":"HS256","typ":"JWT"})");
  CHECK(parts->claims == R"({"iss":"key-1"})");
  CHECK(parts->signed_part == token.substr(0, token.rfind('.')));
  CHECK(parts->signature == as_text(HmacKey("secret").sign(parts->signed_part)));
}

TEST_CASE("the parts of a token may be empty, which is for its verifier to refuse") {
  const auto parts = split_jwt("e30.e30.");
  REQUIRE(parts);
  CHECK(parts->claims == "{}");
  CHECK(parts->signature.empty());
}

TEST_CASE("what is no token is refused, and not shown") {
  for (const auto* token : {"", ".", "a", "e30.e30", "e30.e30.e30.e30", "e30.e30.e30.", "e30=.e30.e30",
                            "e30.e3!.e30", "e30.e30.+/+/", "e30. e30.e30", "e30.e30.e31", "e30.e30.a"}) {
    CAPTURE(token);
    const auto parts = split_jwt(token);
    REQUIRE_FALSE(parts);
    CHECK(parts.error().code == ErrorCode::invalid_argument);
    CHECK(parts.error().message.find("e30") == std::string::npos);
  }
}
