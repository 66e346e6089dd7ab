#include "livekit_token.hpp"

#include <algorithm>
#include <cstdint>

#include "vplatform/spi/json.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::platforms::livekit {

namespace {

// LiveKit's own limits on the identity and on the name.
constexpr std::size_t longest_text = 256;

std::int64_t unix_seconds(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

void write_if(spi::JsonWriter& out, spi::JsonName name, bool truth) {
  if (truth) out.member(name, true);
}

void write_if(spi::JsonWriter& out, spi::JsonName name, const std::optional<bool>& truth) {
  if (truth) out.member(name, *truth);
}

void write_if(spi::JsonWriter& out, spi::JsonName name, std::string_view text) {
  if (!text.empty()) out.member(name, text);
}

void write_sources(spi::JsonWriter& out, const Sources& sources) {
  if (!sources.any()) return;
  if (sources.camera && sources.microphone && sources.screen_share) {
    // What most tokens have is copied in one piece.
    out.key("canPublishSources").raw(R"(["camera","microphone","screen_share","screen_share_audio"])");
    return;
  }
  out.key("canPublishSources").begin_array();
  if (sources.camera) out.value("camera");
  if (sources.microphone) out.value("microphone");
  if (sources.screen_share) out.value("screen_share").value("screen_share_audio");
  out.end_array();
}

void write_video(spi::JsonWriter& out, const VideoGrant& video) {
  out.key("video").begin_object();
  write_if(out, "roomCreate", video.room_create);
  write_if(out, "roomList", video.room_list);
  write_if(out, "roomJoin", video.room_join);
  write_if(out, "roomAdmin", video.room_admin);
  write_if(out, "roomRecord", video.room_record);
  write_if(out, "ingressAdmin", video.ingress_admin);
  write_if(out, "room", video.room);
  write_if(out, "destinationRoom", video.destination_room);
  write_if(out, "canPublish", video.can_publish);
  write_if(out, "canSubscribe", video.can_subscribe);
  write_if(out, "canPublishData", video.can_publish_data);
  write_sources(out, video.can_publish_sources);
  for (const auto& [name, truth] : video.more) out.member(name, truth);
  out.end_object();
}

// At most `most` bytes, cut between characters.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

Failure not_yours(std::string_view name) {
  return fail(ErrorCode::invalid_argument, "extras.livekit of a join may not set '" + std::string(name) +
                                               "'; it takes metadata, attributes and video with hidden, "
                                               "canUpdateOwnMetadata and canSubscribeMetrics");
}

Result<void> add_video_extras(VideoGrant& video, const spi::Json& extras) {
  for (const auto& [name, value] : extras.members()) {
    const bool allowed = name == "hidden" || name == "canUpdateOwnMetadata" || name == "canSubscribeMetrics";
    if (!allowed) return not_yours("video." + name);
    if (!value.boolean())
      return fail(ErrorCode::invalid_argument, "extras.livekit: 'video." + name + "' is true or false");
    video.more.emplace_back(name, *value.boolean());
  }
  return {};
}

// Only what gives nobody more rights than the role: a misspelt grant is refused too, which the server would
// ignore.
Result<void> add_extras(TokenClaims& claims, const JoinSpec& spec) {
  if (spec.extras.empty()) return {};
  const auto found = spec.extras.find("livekit");
  if (found == spec.extras.end() || found->second.empty()) return {};
  const auto extras = spi::Json::parse(found->second.text);
  if (!extras || !extras->is_object())
    return fail(ErrorCode::invalid_argument, "extras.livekit is not a JSON object");
  for (const auto& [name, value] : extras->members()) {
    if (name == "metadata" && value.text()) {
      claims.metadata = *value.text();
    } else if (name == "attributes" && value.is_object()) {
      for (const auto& [key, text] : value.members()) claims.attributes.emplace_back(key, text.text_or(""));
    } else if (name == "video" && value.is_object()) {
      if (auto done = add_video_extras(claims.video, value); !done) return done;
    } else {
      return not_yours(name);
    }
  }
  return {};
}

void add_rights(VideoGrant& video, const JoinSpec& spec) {
  const bool active = spec.role != Role::viewer;
  video.can_publish_sources = {.camera = spec.camera.value_or(active),
                               .microphone = spec.microphone.value_or(active),
                               .screen_share = spec.screen_share.value_or(active)};
  // An empty list of sources would allow them all, so publishing as such is what is denied.
  video.can_publish = video.can_publish_sources.any();
  video.can_subscribe = true;
  // Left out it would follow canPublish, and a viewer's chat would depend on the camera.
  video.can_publish_data = spec.chat.value_or(active);
}

}  // namespace

spi::JsonWriter write_claims(const TokenClaims& claims) {
  spi::JsonWriter out;
  out.begin_object().member("iss", claims.issuer);
  write_if(out, "sub", claims.identity);
  out.member("nbf", claims.not_before).member("exp", claims.expires);
  write_if(out, "name", claims.name);
  write_video(out, claims.video);
  if (claims.sip_admin || claims.sip_call) {
    out.key("sip").begin_object();
    write_if(out, "admin", claims.sip_admin);
    write_if(out, "call", claims.sip_call);
    out.end_object();
  }
  write_if(out, "metadata", claims.metadata);
  if (!claims.attributes.empty()) {
    out.key("attributes").begin_object();
    for (const auto& [name, value] : claims.attributes) out.member(name, value);
    out.end_object();
  }
  out.end_object();
  return out;
}

spi::JwtSigner signer_of(const spi::HmacKey& secret, std::string_view api_key) {
  spi::JsonWriter beginning;
  beginning.begin_object().member("iss", api_key);
  return {secret, beginning.view()};
}

TokenClaims request_claims(std::string_view api_key, const ApiGrant& grant, TimePoint now) {
  TokenClaims claims{.issuer = api_key,
                     .not_before = unix_seconds(now - clock_skew),
                     .expires = unix_seconds(now + request_token_ttl)};
  claims.video.room_create = grant.room_create;
  claims.video.room_list = grant.room_list;
  claims.video.room_admin = !grant.admin_room.empty();
  claims.video.room = grant.admin_room;
  claims.video.destination_room = grant.destination_room;
  claims.video.room_record = grant.room_record;
  claims.video.ingress_admin = grant.ingress_admin;
  claims.sip_admin = grant.sip_admin;
  claims.sip_call = grant.sip_call;
  return claims;
}

Result<TokenClaims> join_claims(std::string_view api_key, std::string_view room, const JoinSpec& spec,
                                std::string_view identity, TimePoint now, TimePoint expires) {
  Result<TokenClaims> made(TokenClaims{.issuer = api_key,
                                       .identity = identity,
                                       .not_before = unix_seconds(now - clock_skew),
                                       .expires = unix_seconds(expires),
                                       .name = cut(spec.name, longest_text)});
  TokenClaims& claims = *made;
  claims.video.room_join = true;
  claims.video.room = room;
  claims.video.room_admin = spec.role == Role::host;
  add_rights(claims.video, spec);
  if (auto added = add_extras(claims, spec); !added) return Failure{added.error()};
  return made;
}

std::string identity_of(std::string_view user_id) {
  const bool fits = user_id.size() <= longest_text &&
                    std::all_of(user_id.begin(), user_id.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  return fits ? std::string(user_id) : spi::safe_identity(user_id, longest_text);
}

}  // namespace vplatform::platforms::livekit
