#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "http/async_engine.hpp"
#include "http/epoll_set.hpp"

namespace vplatform::http {

/// A loop for an engine that has none from a host. `run` is for one thread; `quit` is thread-safe.
class EpollLoop final : public EngineLoop {
 public:
  explicit EpollLoop(CurlAsyncOptions options);

  [[nodiscard]] bool is_usable() const noexcept { return sockets_.is_usable() && engine_.is_usable(); }
  [[nodiscard]] AsyncEngine& engine() noexcept { return engine_; }

  /// Goes round until `quit`, and until then nothing is left to complete.
  void run();
  void quit() noexcept;

  void watch(int socket, bool readable, bool writable) noexcept override {
    sockets_.watch(socket, readable, writable);
  }
  void opened(int socket) noexcept override { sockets_.opened(socket); }
  void closing(int socket) noexcept override { sockets_.closing(socket); }
  void set_timer(std::optional<std::chrono::milliseconds> delay) noexcept override;

 private:
  [[nodiscard]] int time_out() const;
  void go_round();

  EpollSet sockets_{};  // outlives the engine, which closes sockets as it goes
  AsyncEngine engine_;
  std::optional<std::chrono::steady_clock::time_point> due_{};
  std::atomic<bool> quit_{false};
};

}  // namespace vplatform::http
