#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vplatform/room.hpp"

namespace vplatform {

/// What a flag service says: the name of an instance, and why, in OpenFeature's words.
struct FlagAnswer {
  std::string value{};
  std::string variant{};
  std::string reason{};  ///< Empty: `targeting_match`.
};

/// The host's flag service. An adapter for an OpenFeature client is about 15 lines.
class FlagSource {
 public:
  virtual ~FlagSource();
  /// The flag's value for the room, or no opinion. Must not throw and must be thread-safe; it is called on
  /// each choice, on the thread that chooses, so it answers from memory, or within a short bound of its own.
  [[nodiscard]] virtual std::optional<FlagAnswer> resolve(std::string_view flag, const RoomContext& room) = 0;
};

}  // namespace vplatform
