#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/json_text.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/time.hpp"

namespace vplatform {

/// How people get in.
enum class Access : std::uint8_t {
  by_grant,  ///< With a `JoinGrant` only.
  knock,     ///< Without host rights, only after a host has let them in.
  open,      ///< Anybody who knows the address.
};

/// The name of an access mode: `by_grant`.
[[nodiscard]] std::string_view to_string(Access access) noexcept;

/// What is wanted of a new meeting. A field left unset means the same on every platform; see each comment.
struct MeetingSpec {
  std::string
      name{};  ///< For people. Made safe (ASCII letters, digits, `-`), at most 20 characters of it are used.
  std::string key{};  ///< The host's idempotency key: at most one meeting for a key and an instance. Unset:
                      ///< `Client` makes one up and returns it in `Meeting::key` and `Error::meeting_key`.
  bool fresh_key = false;  ///< Set by `Client` when it has made the key up for this very call.
  std::optional<TimePoint>
      ends_at{};              ///< Nobody enters later. Unset: the instance's `room_ttl_seconds`, else 6 h.
  bool eject_at_end = false;  ///< Put everybody out at `ends_at`; needs `Capability::eject_at_end`.
  std::optional<Access> access{};            ///< Unset: `by_grant`.
  std::optional<int> max_participants{};     ///< Unset: more than 4, up to what the platform takes.
  std::string metadata{};                    ///< Kept with the meeting; needs `Capability::metadata`.
  std::optional<RecordingSpec> recording{};  ///< Recorded from the start. Unset: not recorded.
  std::map<std::string, JsonText> extras{};  ///< By kind of platform (`daily`): members merged into its own
                                             ///< request, for what the portable fields do not say.
};

/// What may be changed of a meeting. Unset: left alone.
struct MeetingChange {
  std::optional<TimePoint> ends_at{};     ///< Needs `Capability::update_end`.
  std::optional<std::string> metadata{};  ///< Needs `Capability::update_metadata`.
};

/// A link that makes whoever opens it a host. A type of its own, so that it is not handed to anybody else.
struct HostLink {
  Secret url{};
};

/// A link for somebody who only looks and listens.
struct ViewerLink {
  Secret url{};
};

/// A meeting as the platform has it.
struct Meeting {
  MeetingRef ref{};
  std::string url{};  ///< Where it is; gives nobody more than an ordinary visitor's rights. May be logged.
  std::optional<TimePoint> ends_at{};
  std::optional<TimePoint> created_at{};
  std::string key{};  ///< The key it was made with, where it came from a create.
  std::string metadata{};
  std::vector<std::string> differs{};  ///< Fields of the spec that the meeting, which was there already, does
                                       ///< not match: `ends_at`, `max_participants`, …
  std::optional<HostLink> host_link{};      ///< Where the platform's rights are links (Whereby).
  std::optional<ViewerLink> viewer_link{};  ///< Likewise.
  Secret raw{};                             ///< The platform's answer, verbatim; may hold host links.
};

}  // namespace vplatform
