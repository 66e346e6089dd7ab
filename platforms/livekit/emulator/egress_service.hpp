#pragma once

#include "emulator/egresses.hpp"
#include "emulator/room_service.hpp"

namespace vplatform::platforms::livekit::emulation {

/// What an egress needs beside the server.
enum class EgressSetup : std::uint8_t { worker, no_worker, no_redis };

/// Answers a path below `/twirp/livekit.Egress/`.
[[nodiscard]] HttpResponse egress_service(Egresses& egresses, Rooms& rooms, EgressSetup setup,
                                          const Call& call);

/// Starts what CreateRoom asks to have recorded from the start of a new room.
void start_automatic(Egresses& egresses, const Room& room, const spi::Json& create, TimePoint now);

}  // namespace vplatform::platforms::livekit::emulation
