#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "emulator/access.hpp"
#include "emulator/egresses.hpp"
#include "emulator/messages.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"

namespace vplatform::platforms::livekit {

struct Emulator::State {
  explicit State(EmulatorOptions o)
      : options(std::move(o)), rooms(options.empty_timeout, options.departure_timeout) {}

  [[nodiscard]] HttpResponse route(const HttpRequest& request, TimePoint now);
  [[nodiscard]] HttpResponse room_service(const HttpRequest& request, const emulation::Caller& caller,
                                          std::string_view path, TimePoint now);
  [[nodiscard]] std::optional<emulation::JoinRefusal> check_join(const emulation::Caller& caller);
  [[nodiscard]] const spi::TokenKey& webhook_key() const;
  [[nodiscard]] std::string spaced(std::string json) const {
    return options.spaces ? emulation::with_spaces(json) : std::move(json);
  }
  void tick(TimePoint now) {
    rooms.tick(now);
    egresses.tick(now);
  }

  const EmulatorOptions options;
  mutable std::mutex mutex;
  emulation::Rooms rooms;          // guarded by mutex
  emulation::Egresses egresses{};  // likewise
};

}  // namespace vplatform::platforms::livekit
