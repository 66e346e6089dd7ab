// Meeting tokens: https://docs.daily.co/reference/rest-api/meeting-tokens (2025-11)

#include <algorithm>
#include <array>
#include <utility>

#include "emulator/state.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::daily {

using spi::Json;
using spi::JsonWriter;

namespace {

struct Name {
  std::string_view property;
  std::string_view claim;
};

constexpr std::array names{
    Name{"room_name", "r"},
    Name{"exp", "exp"},
    Name{"nbf", "nbf"},
    Name{"eject_at_token_exp", "ejt"},
    Name{"eject_after_elapsed", "eje"},
    Name{"is_owner", "o"},
    Name{"user_name", "u"},
    Name{"user_id", "ud"},
    Name{"enable_screenshare", "ss"},
    Name{"start_video_off", "vo"},
    Name{"start_audio_off", "ao"},
    Name{"enable_recording", "er"},
    Name{"enable_recording_ui", "erui"},
    Name{"start_cloud_recording", "sr"},
    Name{"start_cloud_recording_opts", "sro"},
    Name{"auto_start_transcription", "ast"},
    Name{"knocking", "k"},
    Name{"close_tab_on_exit", "ctoe"},
    Name{"redirect_on_meeting_exit", "rome"},
    Name{"lang", "uil"},
    // Daily has not published the claims of these; ours do.
    Name{"enable_prejoin_ui", "x_epui"},
    Name{"enable_live_captions_ui", "x_elcui"},
    Name{"enable_terse_logging", "x_etl"},
    Name{"permissions", "p"},
};

constexpr std::array sendable{Name{"video", "v"}, Name{"audio", "a"}, Name{"screenVideo", "sv"},
                              Name{"screenAudio", "sa"}};
constexpr std::array administered{Name{"participants", "p"}, Name{"streaming", "s"},
                                  Name{"transcription", "t"}};

template <class Codes>
void write_codes(JsonWriter& json, std::string_view claim, const Json& value, const Codes& codes) {
  if (!value.is_present()) return;
  json.key(claim);
  if (!value.is_array()) {
    json.raw(value.dump());
    return;
  }
  std::string text;
  for (const Json& item : value.items()) {
    for (const Name& code : codes) {
      if (item.text() == code.property) text += (text.empty() ? "" : ",") + std::string(code.claim);
    }
  }
  json.value(text);
}

template <class Codes>
void write_words(JsonWriter& json, std::string_view property, const Json& value, const Codes& codes) {
  if (!value.is_present()) return;
  json.key(property);
  const auto text = value.text();
  if (!text) {
    json.raw(value.dump());
    return;
  }
  json.begin_array();
  const std::string listed = "," + std::string(*text) + ",";
  for (const Name& code : codes) {
    if (listed.find("," + std::string(code.claim) + ",") != std::string::npos) json.value(code.property);
  }
  json.end_array();
}

void write_short_permissions(JsonWriter& json, const Json& permissions) {
  json.begin_object();
  if (const auto present = permissions["hasPresence"].boolean()) json.member("hp", *present);
  write_codes(json, "cs", permissions["canSend"], sendable);
  write_codes(json, "ca", permissions["canAdmin"], administered);
  json.end_object();
}

std::string long_permissions(const Json& p) {
  JsonWriter json;
  json.begin_object();
  if (const auto present = p["hp"].boolean()) json.member("hasPresence", *present);
  write_words(json, "canSend", p["cs"], sendable);
  write_words(json, "canAdmin", p["ca"], administered);
  json.end_object();
  return std::move(json).text();
}

bool is_known(const std::string& property) {
  return std::any_of(names.begin(), names.end(), [&](const Name& one) { return one.property == property; });
}

/// What is wrong with the wish for a token, or nothing.
std::optional<std::string> fault_of_wish(const Json& body, TimePoint now) {
  const Json properties = body["properties"];
  if (!properties.is_object() && properties.is_present()) return "properties is not an object";
  for (const auto& [name, value] : properties.members()) {
    if (!is_known(name)) return "\"" + name + "\" is not allowed";
  }
  if (properties["user_id"].text_or("").size() > 36) return "user_id is longer than 36 characters";
  return emulated::fault_of_exp(properties["exp"], emulated::to_seconds(now));
}

}  // namespace

HttpResponse Emulator::State::create_token(const Json& body, TimePoint now) {
  if (auto fault = fault_of_wish(body, now)) return emulated::bad_request(*fault);
  const Json properties = body["properties"];
  const auto room = properties["room_name"].text();
  if (room && find_live(std::string(*room), now) == nullptr) return emulated::bad_request("room not found");
  JsonWriter claims;
  claims.begin_object().member("d", options.domain_id).member("iat", emulated::to_seconds(now));
  for (const Name& name : names) {
    const Json value = properties[name.property];
    if (!value.is_present()) continue;
    claims.key(name.claim);
    if (name.claim == "p") {
      write_short_permissions(claims, value);
    } else {
      claims.raw(value.dump());
    }
  }
  claims.end_object();
  JsonWriter answer;
  answer.begin_object().member("token", spi::sign_hs256(token_key, claims.text())).end_object();
  return emulated::ok(std::move(answer).text());
}

Result<Json> Emulator::State::token_claims(std::string_view token, bool ignore_nbf, TimePoint now) const {
  const Failure refusal = fail(ErrorCode::unauthenticated, "the token is not valid");
  const auto parts = spi::split_jwt(token);
  if (!parts) return refusal;
  const auto header = Json::parse(parts->header);
  if (!header || (*header)["alg"].text() != "HS256") return refusal;
  const auto digest = token_key.sign(parts->signed_part);
  if (!spi::equal_in_constant_time(spi::as_text(digest), parts->signature)) return refusal;
  auto claims = Json::parse(parts->claims);
  if (!claims || (*claims)["d"].text() != options.domain_id || !(*claims)["iat"].integer()) return refusal;
  const auto exp = (*claims)["exp"].integer();
  const auto nbf = (*claims)["nbf"].integer();
  if (exp && *exp <= emulated::to_seconds(now)) return refusal;
  if (nbf && !ignore_nbf && *nbf > emulated::to_seconds(now)) return refusal;
  return claims;
}

HttpResponse Emulator::State::check_token(std::string_view token, bool ignore_nbf, TimePoint now) const {
  const auto claims = token_claims(token, ignore_nbf, now);
  if (!claims) return emulated::bad_request("invalid token");
  JsonWriter json;
  json.begin_object();
  for (const Name& name : names) {
    const Json value = (*claims)[name.claim];
    if (!value.is_present()) continue;
    json.key(name.property).raw(name.claim == "p" ? long_permissions(value) : value.dump());
  }
  json.end_object();
  return emulated::ok(std::move(json).text());
}

Result<std::string> Emulator::join_with_token(std::string_view token, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  const auto claims = state_->token_claims(token, false, now);
  if (!claims) return Failure{claims.error()};
  emulated::Connection connection;
  connection.room = (*claims)["r"].text_or("");
  connection.person.user_id = (*claims)["ud"].text_or("");
  connection.person.user_name = (*claims)["u"].text_or("");
  connection.person.owner = (*claims)["o"].boolean().value_or(false);
  if (const Json p = (*claims)["p"]; p.is_object()) connection.permissions = long_permissions(p);
  if ((*claims)["ejt"].boolean().value_or(false)) {
    if (const auto exp = (*claims)["exp"].integer()) connection.eject_ms = *exp * 1000;
  }
  const std::string room = connection.room;
  auto entered = state_->enter(std::move(connection), now);
  // A recorder that runs already is refused, which is fine.
  if (entered && (*claims)["sr"].boolean().value_or(false)) {
    (void)state_->start_recording(room, *Json::parse("{}"), now);
  }
  return entered;
}

}  // namespace vplatform::platforms::daily
