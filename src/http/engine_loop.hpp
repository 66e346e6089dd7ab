#pragma once

#include <chrono>
#include <optional>

namespace vplatform::http {

/// What an engine needs of the loop that drives it. Called on the loop's thread.
class EngineLoop {
 public:
  EngineLoop() = default;
  EngineLoop(const EngineLoop&) = delete;
  EngineLoop& operator=(const EngineLoop&) = delete;

  virtual void watch(int socket, bool readable, bool writable) noexcept = 0;
  virtual void set_timer(std::optional<std::chrono::milliseconds> delay) noexcept = 0;
  /// A connection's socket comes and goes; libcurl has others too, of which only `watch` tells.
  virtual void opened(int /*socket*/) noexcept {}
  virtual void closing(int /*socket*/) noexcept {}

 protected:
  ~EngineLoop() = default;
};

}  // namespace vplatform::http
