#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vplatform {

/// What a configured platform can do now. A capability guards an operation and the fields of a spec that need
/// it: asking for what is not there is `unsupported`, and no request is sent. Creating and finding a meeting
/// need none. The list only grows.
enum class Capability : std::uint8_t {
  list_meetings,
  update_end,       ///< `MeetingChange::ends_at`
  update_metadata,  ///< `MeetingChange::metadata`
  end_meeting,
  end_bars_return,  ///< After `end_meeting` nobody can come back, whatever token they hold.
  knocking,         ///< `Access::knock`
  open_access,      ///< `Access::open`
  size_limit,       ///< `MeetingSpec::max_participants`
  metadata,         ///< `MeetingSpec::metadata`
  eject_at_end,     ///< `MeetingSpec::eject_at_end`
  join,
  join_expiry,        ///< Grants stop letting people in at `JoinGrant::expires_at`.
  join_screen_share,  ///< `JoinSpec::screen_share`, and likewise below
  join_microphone,
  join_camera,
  join_chat,
  join_recording,
  webhooks,
  manage_webhooks,
  health,
  presence,
  complete_presence,  ///< `Presence::complete` may be true.
  remove_participant,
  remove_all,
  sessions,
  attendance,
  record_composed,
  record_audio_only,
  record_tracks,
  record_local,
  record_automatically,  ///< `MeetingSpec::recording`
  list_recordings,
  recording_links,
  delete_recordings,
  store_at_provider,
  store_s3_keys,
  store_s3_role,
  store_gcs,
  store_azure,
  store_file,
  theme,
  record_on_demand,  ///< `start_recording` and `stop_recording`, while a meeting goes on.
};

/// How many capabilities there are.
inline constexpr std::size_t capability_count = static_cast<std::size_t>(Capability::record_on_demand) + 1;

/// The name of a capability as configuration and tables spell it: `update_end`.
[[nodiscard]] std::string_view to_string(Capability capability) noexcept;

/// The capability of that name, if there is one.
[[nodiscard]] std::optional<Capability> capability_from(std::string_view name) noexcept;

/// A set of capabilities. A plain value of a machine word.
class CapabilitySet {
 public:
  constexpr CapabilitySet() = default;
  constexpr CapabilitySet(std::initializer_list<Capability> list) noexcept {
    for (const auto one : list) add(one);
  }

  constexpr void add(Capability one) noexcept { bits_ |= bit(one); }
  constexpr void remove(Capability one) noexcept { bits_ &= ~bit(one); }
  [[nodiscard]] constexpr bool has(Capability one) const noexcept { return (bits_ & bit(one)) != 0; }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  /// Everything in `need` is here too.
  [[nodiscard]] constexpr bool covers(CapabilitySet need) const noexcept {
    return (need.bits_ & ~bits_) == 0;
  }
  [[nodiscard]] constexpr CapabilitySet without(CapabilitySet other) const noexcept {
    CapabilitySet rest = *this;
    rest.bits_ &= ~other.bits_;
    return rest;
  }
  [[nodiscard]] constexpr CapabilitySet operator&(CapabilitySet other) const noexcept {
    other.bits_ &= bits_;
    return other;
  }
  [[nodiscard]] constexpr CapabilitySet operator|(CapabilitySet other) const noexcept {
    other.bits_ |= bits_;
    return other;
  }
  friend constexpr bool operator==(CapabilitySet, CapabilitySet) = default;

  /// The members, in the order of the enumeration.
  [[nodiscard]] std::vector<Capability> list() const;

 private:
  static constexpr std::uint64_t bit(Capability one) noexcept {
    return std::uint64_t{1} << static_cast<unsigned>(one);
  }

  std::uint64_t bits_ = 0;
};

/// `list_meetings, join, webhooks`
[[nodiscard]] std::string to_string(CapabilitySet set);

/// Numbers that a configured platform keeps to. Unset: no limit is known.
struct Limits {
  std::optional<int> max_participants{};
};

}  // namespace vplatform
