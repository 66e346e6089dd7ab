#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/json_text.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/time.hpp"

namespace vplatform {

/// What somebody is in a meeting.
enum class Role : std::uint8_t {
  host,         ///< Speaks, shows, and runs the meeting.
  participant,  ///< Speaks and shows.
  viewer,       ///< Looks and listens.
};

/// The name of a role: `host`.
[[nodiscard]] std::string_view to_string(Role role) noexcept;

/// Who wants to join. Rights left unset follow from the role: a viewer has none, everybody else microphone,
/// camera, screen share and chat; the right to record goes to nobody unasked but a host.
struct JoinSpec {
  Role role = Role::participant;
  std::string name{};     ///< Shown to the others.
  std::string user_id{};  ///< The person in the host's system. Unset: made up. What does not fit the platform
                          ///< is replaced by a readable digest; `JoinGrant::identity` is what was used.
  std::optional<std::chrono::seconds>
      ttl{};  ///< How long the grant lets somebody in. Unset: `token_ttl_seconds`, else
              ///< 1 h. Zero or less is refused, beyond a known end it is capped.
  std::optional<TimePoint> not_after{};  ///< The grant ends then at the latest.
  std::optional<bool> screen_share{};    ///< Needs `Capability::join_screen_share` when set, and so on.
  std::optional<bool> microphone{};
  std::optional<bool> camera{};
  std::optional<bool> chat{};
  std::optional<bool> recording{};
  std::map<std::string, JsonText>
      extras{};  ///< By kind of platform: members merged into the grant's own properties.
};

/// How the page gets the person in.
enum class JoinKind : std::uint8_t {
  page,           ///< Open `url`.
  iframe,         ///< Daily: an iframe on `url` with `token`.
  web_component,  ///< Whereby: `<whereby-embed room=url>`.
  sdk,            ///< LiveKit: the client SDK with `server_url` and `token`.
};

/// The name of a kind: `web_component`.
[[nodiscard]] std::string_view to_string(JoinKind kind) noexcept;

/// How a browser gets in. Hand it to the person it was made for, and to nobody else.
struct JoinGrant {
  JoinKind kind = JoinKind::page;
  Secret url{};              ///< Where to go; holds the right to enter where the platform's rights are links.
  Secret token{};            ///< Empty where there is none (Whereby).
  std::string server_url{};  ///< For `sdk`: where the client connects to.
  Role role = Role::participant;
  std::string identity{};  ///< As the platform will name the person in events and lists.
  std::optional<TimePoint>
      expires_at{};  ///< Entry ends then. Unset where the platform's right to enter ends with the room.
  std::vector<std::string> hosts{};  ///< Origins that the page's content policy must allow.
};

}  // namespace vplatform
