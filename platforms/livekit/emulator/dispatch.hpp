#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/room_service.hpp"

namespace vplatform::platforms::livekit::emulation {

/// AgentDispatchService: which agents were sent where. No agent ever comes. Each room has one dispatch from
/// its start, of whichever agent has no name. Confined to one thread.
class Dispatches {
 public:
  [[nodiscard]] HttpResponse call(Rooms& rooms, const Call& call, bool auto_create);

 private:
  struct Dispatch {
    std::string id{};
    std::string agent{};
    std::string room{};
    std::string metadata{};
    std::string room_sid{};
    TimePoint created_at{};
  };
  [[nodiscard]] static std::string written(const Dispatch& dispatch);
  [[nodiscard]] HttpResponse create(Rooms& rooms, const Dispatch& wish, const Call& call, bool auto_create);
  void add_first(Rooms& rooms, const Room& room);
  [[nodiscard]] HttpResponse list(const Room& room, const std::string& id) const;
  [[nodiscard]] HttpResponse remove(const Room& room, const std::string& id);

  std::vector<Dispatch> dispatches_;
};

/// What a server answers whose redis, and with it Ingress and SIP, is not there.
[[nodiscard]] HttpResponse not_deployed(const Call& call, const std::string& service);

}  // namespace vplatform::platforms::livekit::emulation
