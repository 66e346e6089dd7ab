#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/error.hpp"

namespace vplatform {

/// Where an answer came from.
enum class DecisionSource : std::uint8_t { meeting, force, flag, rooms, rules, default_ };

/// The name of a source: `default`.
[[nodiscard]] std::string_view to_string(DecisionSource source) noexcept;

/// Why a candidate was not taken.
enum class PassedOverReason : std::uint8_t {
  not_configured,
  cordoned,
  disabled,
  retired,
  lacks_capability,
  too_small,    ///< Fewer people than the room needs.
  unavailable,  ///< Tried, failed without an effect, and a fallback was taken.
};

/// The name of a reason: `not_configured`.
[[nodiscard]] std::string_view to_string(PassedOverReason reason) noexcept;

/// A candidate that was not taken, as text.
struct PassedOver {
  std::string platform{};
  DecisionSource source = DecisionSource::default_;
  PassedOverReason reason = PassedOverReason::not_configured;
};

/// What a selection is made from: names, states and capabilities of the instances, and the configuration's
/// choices. Immutable, thread-safe, without secrets.
class Snapshot;

/// Which platform a room gets and why. Keeps its snapshot and points into it, so that deciding allocates
/// nothing; text is made when it is asked for. Immutable, thread-safe.
class Decision {
 public:
  Decision() = default;

  /// Whether a platform was found. Without one, `error()` says why.
  [[nodiscard]] bool has_platform() const noexcept { return has_platform_; }
  explicit operator bool() const noexcept { return has_platform_; }

  [[nodiscard]] std::string_view platform() const noexcept;  ///< The instance; empty where none was found.
  [[nodiscard]] DecisionSource source() const noexcept { return source_; }
  [[nodiscard]] std::string_view reason()
      const noexcept;  ///< `pinned`, `forced`, `targeting_match`, `split`, `default`, …
  [[nodiscard]] std::string_view rule() const noexcept;  ///< The deciding rule's id; else empty.
  [[nodiscard]] std::optional<std::uint32_t> bucket() const noexcept {
    return bucket_;
  }  ///< The deciding rule's, of 1,000,000.
  [[nodiscard]] std::int64_t config_version() const noexcept;
  [[nodiscard]] std::vector<PassedOver> passed_over() const;
  /// `failed_precondition`, with everything that was passed over in words.
  [[nodiscard]] Error error() const;

 private:
  friend class Snapshot;
  friend class PlatformFactory;

  // All zero to begin with, so that six of them are three stores.
  struct Skipped {
    std::uint32_t instance = 0;  // into the snapshot's names
    DecisionSource source = DecisionSource::meeting;
    PassedOverReason reason = PassedOverReason::not_configured;
  };
  static constexpr std::uint32_t unknown_instance = 0xFFFF'FFFF;  // its name is in unknown_

  void skip(std::uint32_t instance, DecisionSource source, PassedOverReason reason);
  [[nodiscard]] std::string_view name_of(std::uint32_t instance) const noexcept;

  std::shared_ptr<const Snapshot> snapshot_;
  std::uint32_t instance_ = 0;
  bool has_platform_ = false;
  DecisionSource source_ = DecisionSource::default_;
  std::int32_t rule_ = -1;
  std::optional<std::uint32_t> bucket_;
  std::string said_;     // what the flag service or a reference said, where the snapshot does not hold it
  std::string unknown_;  // the name of an instance that the snapshot does not know
  std::uint8_t skipped_count_ = 0;
  std::array<Skipped, 6> skipped_{};
  std::vector<Skipped> more_skipped_;  // beyond those, which is rare
};

}  // namespace vplatform
