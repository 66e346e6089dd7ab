#include "emulator/access.hpp"

#include <chrono>
#include <utility>

#include "emulator/messages.hpp"
#include "vplatform/header.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr double leeway_seconds = 60;
constexpr std::size_t longest_text = 256;

Caller refused(std::string text) {
  return {.refusal = text_answer(401, std::move(text))};
}

// Server 1.13.5 shows the whole token that it refuses.
Caller bad_token(std::string_view token, std::string_view why) {
  return refused("invalid token: " + std::string(token) + ", error: " + std::string(why));
}

const spi::TokenKey* key_of(const std::vector<spi::TokenKey>& keys, std::string_view issuer) {
  for (const auto& key : keys) {
    if (key.issuer == issuer) return &key;
  }
  return nullptr;
}

std::string query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string_view::npos)
      return spi::percent_decode(pair.substr(equals + 1)).value_or("");
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
  return {};
}

}  // namespace

bool Caller::may(std::string_view grant) const {
  return claims["video"][grant].boolean().value_or(false);
}

bool Caller::runs(std::string_view room) const {
  return may("roomAdmin") && claims["video"]["room"].text_or("") == room;
}

Target target_of(const HttpRequest& request) {
  std::string_view url = request.url;
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto slash = url.find('/', scheme + 3);
    url = slash == std::string_view::npos ? std::string_view("/") : url.substr(slash);
  }
  while (url.substr(0, 2) == "//") url.remove_prefix(1);
  const auto question = url.find('?');
  Target target{.path = std::string(url.substr(0, question))};
  if (question != std::string_view::npos) target.query = url.substr(question + 1);
  return target;
}

Caller check_token(const std::vector<spi::TokenKey>& keys, std::string_view token, TimePoint now) {
  const auto parts = spi::split_jwt(token);
  const auto claims = parts ? spi::Json::parse(parts->claims) : Result<spi::Json>(Failure{});
  const auto header = parts ? spi::Json::parse(parts->header) : Result<spi::Json>(Failure{});
  if (!claims || !header) return refused("invalid authorization token");
  const auto issuer = (*claims)["iss"].text_or("");
  const auto* key = key_of(keys, issuer);
  if (key == nullptr) return refused("invalid API key: " + issuer);
  const auto algorithm = (*header)["alg"].text_or("");
  if (algorithm != "HS256")
    return bad_token(token, "token signature is invalid: signing method " + algorithm + " is invalid");
  const auto digest = spi::HmacKey(key->secret.reveal()).sign(parts->signed_part);
  if (spi::as_text(digest) != parts->signature)
    return bad_token(token, "token signature is invalid: signature is invalid");

  const double today = std::chrono::duration<double>(now.time_since_epoch()).count();
  const auto expires = (*claims)["exp"].number();
  if (expires && today >= *expires + leeway_seconds)
    return bad_token(token, "token has invalid claims: token is expired");
  const auto starts = (*claims)["nbf"].number();
  if (starts && today < *starts - leeway_seconds)
    return bad_token(token, "token has invalid claims: token is not valid yet");
  return {.claims = *claims};
}

Caller check_request(const std::vector<spi::TokenKey>& keys, const HttpRequest& request, const Target& target,
                     TimePoint now) {
  const auto header = find_header(request.headers, "authorization").value_or("");
  if (!header.empty() && header.substr(0, bearer.size()) != bearer)
    return refused("invalid authorization header. Must start with Bearer ");
  const auto token =
      header.empty() ? query_value(target.query, "access_token") : std::string(header.substr(bearer.size()));
  if (token.empty()) return {};
  return check_token(keys, token, now);
}

std::optional<JoinRefusal> check_join(const Caller& caller) {
  const auto video = caller.claims["video"];
  if (!video.is_object()) return JoinRefusal{401, "no permissions to access the room"};
  if (!caller.may("roomJoin")) return JoinRefusal{401, "permissions denied"};
  const auto identity = caller.claims["sub"].text_or("");
  if (identity.empty()) return JoinRefusal{400, "identity cannot be empty"};
  if (identity.size() > longest_text)
    return JoinRefusal{400, "participant identity length exceeds limits: max length 256"};
  const auto room = video["room"].text_or("");
  if (room.empty()) return JoinRefusal{400, "no room name"};
  if (room.size() > longest_text) return JoinRefusal{400, "room name length exceeds limits: max length 256"};
  return std::nullopt;
}

}  // namespace vplatform::platforms::livekit::emulation
