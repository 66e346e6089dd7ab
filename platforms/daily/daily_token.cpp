#include "daily_token.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "daily_wire.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::daily {

namespace {

using spi::Json;
using spi::JsonWriter;

struct Property {
  std::string_view name;
  std::string_view claim;
};

// https://docs.daily.co/reference/rest-api/meeting-tokens/self-signing-tokens (2025-11)
constexpr std::array free_properties{
    Property{"eject_at_token_exp", "ejt"},
    Property{"eject_after_elapsed", "eje"},
    Property{"nbf", "nbf"},
    Property{"start_video_off", "vo"},
    Property{"start_audio_off", "ao"},
    Property{"start_cloud_recording", "sr"},
    Property{"start_cloud_recording_opts", "sro"},
    Property{"auto_start_transcription", "ast"},
    Property{"knocking", "k"},
    Property{"close_tab_on_exit", "ctoe"},
    Property{"redirect_on_meeting_exit", "rome"},
    Property{"lang", "uil"},
    Property{"enable_prejoin_ui", ""},
    Property{"enable_live_captions_ui", ""},
    Property{"enable_terse_logging", ""},
};

constexpr std::array<std::string_view, 9> owned_properties{
    "room_name",        "exp",
    "is_owner",         "user_name",
    "user_id",          "enable_screenshare",
    "enable_recording", "enable_recording_ui",
    "permissions",
};

Failure refuse(std::string_view property, std::string_view why) {
  return fail(ErrorCode::invalid_argument,
              "'" + std::string(property) + "' in the extras for daily " + std::string(why));
}

bool sends_all(const Permissions& may) {
  return may.audio && may.video && may.screen;
}
bool sends_nothing(const Permissions& may) {
  return !may.audio && !may.video && !may.screen;
}

/// In a token lists are short codes with commas in between.
void write_short(JsonWriter& json, const Permissions& may) {
  json.begin_object().key("cs");
  if (sends_all(may) || sends_nothing(may)) {
    json.value(sends_all(may));
  } else {
    std::string codes;
    if (may.video) codes += ",v";
    if (may.audio) codes += ",a";
    if (may.screen) codes += ",sv,sa";
    json.value(std::string_view(codes).substr(1));
  }
  json.member("ca", may.manage).end_object();
}

void write_long(JsonWriter& json, const Permissions& may) {
  json.begin_object().key("canSend");
  if (sends_all(may) || sends_nothing(may)) {
    json.value(sends_all(may));
  } else {
    json.begin_array();
    if (may.video) json.value("video");
    if (may.audio) json.value("audio");
    if (may.screen) json.value("screenVideo").value("screenAudio");
    json.end_array();
  }
  json.member("canAdmin", may.manage).end_object();
}

}  // namespace

JsonWriter token_claims(const Token& token, std::string_view domain_id) {
  JsonWriter json;
  json.begin_object().member("r", token.room).member("d", domain_id).member("iat", token.issued_at);
  if (token.expires_at) json.member("exp", *token.expires_at);
  if (!token.user_id.empty()) json.member("ud", token.user_id);
  if (!token.user_name.empty()) json.member("u", token.user_name);
  if (token.owner) json.member("o", true);
  for (const TokenExtra& extra : token.extras) json.key(extra.claim).raw(extra.json);
  if (token.screen_share) json.member("ss", *token.screen_share);
  if (!token.recording.empty()) {
    json.key("er");
    write_recording(json, token.recording);
  }
  if (token.recording_ui) json.member("erui", *token.recording_ui);
  if (token.permissions) {
    json.key("p");
    write_short(json, *token.permissions);
  }
  json.end_object();
  return json;
}

std::string token_request(const Token& token) {
  JsonWriter json;
  json.begin_object().key("properties").begin_object().member("room_name", token.room);
  if (token.expires_at) json.member("exp", *token.expires_at);
  if (!token.user_id.empty()) json.member("user_id", token.user_id);
  if (!token.user_name.empty()) json.member("user_name", token.user_name);
  if (token.owner) json.member("is_owner", true);
  for (const TokenExtra& extra : token.extras) json.key(extra.property).raw(extra.json);
  if (token.screen_share) json.member("enable_screenshare", *token.screen_share);
  if (!token.recording.empty()) {
    json.key("enable_recording");
    write_recording(json, token.recording);
  }
  if (token.recording_ui) json.member("enable_recording_ui", *token.recording_ui);
  if (token.permissions) {
    json.key("permissions");
    write_long(json, *token.permissions);
  }
  json.end_object().end_object();
  return std::move(json).text();
}

Result<std::vector<TokenExtra>> read_token_extras(const JsonText& extras, TokenSource source) {
  const auto json = Json::parse(extras.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "extras for daily are not a JSON object");
  std::vector<TokenExtra> found;
  for (const Property& property : free_properties) {
    const Json value = (*json)[property.name];
    if (!value.is_present()) continue;
    if (source == TokenSource::local && property.claim.empty()) {
      return refuse(property.name, "needs the setting \"tokens\": \"api\"");
    }
    found.push_back({property.name, property.claim, value.dump()});
  }
  if (found.size() == json->size()) return found;
  for (const auto& [name, value] : json->members()) {
    const auto same_name = [&name = name](const TokenExtra& one) { return one.property == name; };
    if (std::any_of(found.begin(), found.end(), same_name)) continue;
    const bool owned =
        std::find(owned_properties.begin(), owned_properties.end(), name) != owned_properties.end();
    return refuse(name, owned ? "is set by the role and the rights" : "is no property of a meeting token");
  }
  return found;
}

}  // namespace vplatform::platforms::daily
