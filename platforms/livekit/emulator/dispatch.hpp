#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/room_service.hpp"

namespace vplatform::platforms::livekit::emulation {

/// AgentDispatchService: which agents were sent where. No agent ever comes. Confined to one thread.
class Dispatches {
 public:
  [[nodiscard]] HttpResponse call(Rooms& rooms, const Call& call, bool auto_create);

 private:
  struct Dispatch {
    std::string id{};
    std::string agent{};
    std::string room{};
    std::string metadata{};
  };
  [[nodiscard]] static std::string written(const Dispatch& dispatch);
  [[nodiscard]] HttpResponse create(Rooms& rooms, const Dispatch& wish, const Call& call, bool auto_create);
  [[nodiscard]] HttpResponse list(const std::string& room, const std::string& id) const;
  [[nodiscard]] HttpResponse remove(const std::string& room, const std::string& id);

  std::vector<Dispatch> dispatches_;
};

/// What a server answers whose redis, and with it Ingress and SIP, is not there.
[[nodiscard]] HttpResponse not_deployed(const Call& call, const std::string& service);

}  // namespace vplatform::platforms::livekit::emulation
