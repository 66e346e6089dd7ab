#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "emulator/access.hpp"
#include "emulator/egress.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/result.hpp"

namespace vplatform::platforms::livekit::emulation {

/// What can be played upon.
struct Stage {
  Rooms& rooms;
  Recorder& recorder;
  TimePoint now{};
  std::function<Caller(std::string_view token)> read_token{};
  std::function<Result<std::string>(const Caller& caller)> join{};
};

/// Somebody as their token says.
[[nodiscard]] Person person_of(const Caller& caller);

/// See the emulator's own header.
[[nodiscard]] Result<JsonText> play(const Stage& stage, std::string_view what, const JsonText& arguments);

}  // namespace vplatform::platforms::livekit::emulation
