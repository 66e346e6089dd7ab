#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit {

/// What somebody may publish.
struct Sources {
  bool camera = false;
  bool microphone = false;
  bool screen_share = false;  ///< With its sound.

  [[nodiscard]] bool any() const noexcept { return camera || microphone || screen_share; }
};

/// The claim `video`. What is left unset is left out, and means what LiveKit says it does: true for
/// publishing and subscribing.
struct VideoGrant {
  bool room_create = false;
  bool room_list = false;
  bool room_join = false;
  bool room_admin = false;
  bool room_record = false;
  bool ingress_admin = false;
  std::string_view room{};
  std::string_view destination_room{};
  std::optional<bool> can_publish{};
  std::optional<bool> can_subscribe{};
  std::optional<bool> can_publish_data{};
  Sources can_publish_sources{};  // none is left out, since an empty list would mean all of them
  std::vector<std::pair<std::string, bool>> more{};
};

/// The claims of an access token, in the order in which they are written. The views are into what the caller
/// keeps.
struct TokenClaims {
  std::string_view issuer{};
  std::string_view identity{};
  std::int64_t not_before = 0;
  std::int64_t expires = 0;
  std::string_view name{};
  VideoGrant video{};
  bool sip_admin = false;
  bool sip_call = false;
  std::string metadata{};
  std::vector<std::pair<std::string, std::string>> attributes{};
};

[[nodiscard]] spi::JsonWriter write_claims(const TokenClaims& claims);

/// Signs what `write_claims` has written for this API key.
[[nodiscard]] spi::JwtSigner signer_of(const spi::HmacKey& secret, std::string_view api_key);

/// How far tokens are dated back, for servers whose clock is behind ours.
inline constexpr std::chrono::seconds clock_skew{10};
/// How long the token of one API request is good.
inline constexpr std::chrono::minutes request_token_ttl{10};

[[nodiscard]] TokenClaims request_claims(std::string_view api_key, const ApiGrant& grant, TimePoint now);

/// The claims for a person in a room, with what the extras add. Errors: `invalid_argument` for extras that
/// are not the host's to set.
[[nodiscard]] Result<TokenClaims> join_claims(std::string_view api_key, std::string_view room,
                                              const JoinSpec& spec, std::string_view identity, TimePoint now,
                                              TimePoint expires);

/// Who somebody is in the room: the host's own id where LiveKit takes it, else a readable digest of it.
[[nodiscard]] std::string identity_of(std::string_view user_id);

}  // namespace vplatform::platforms::livekit
