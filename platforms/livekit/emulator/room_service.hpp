#pragma once

#include <string_view>

#include "emulator/access.hpp"
#include "emulator/rooms.hpp"

namespace vplatform::platforms::livekit::emulation {

/// A call of RoomService: who asks for what, when.
struct Call {
  const Caller& caller;
  std::string_view path{};
  const HttpRequest& request;
  TimePoint now{};
};

/// Answers a path below `/twirp/livekit.RoomService/`.
[[nodiscard]] HttpResponse room_service(Rooms& rooms, const Call& call);

}  // namespace vplatform::platforms::livekit::emulation
