#pragma once

#include <functional>
#include <memory>
#include <string>

#include "vplatform/spi/emulator.hpp"
#include "vplatform/testing/faults.hpp"
#include "vplatform/time.hpp"

namespace vplatform::testing {

/// Serves an emulator over HTTP on loopback. Its threads end with it. Beside the provider's own paths,
/// without credentials: `POST /_emulator/play/<what>` calls `Emulator::play` with the body, a JSON object;
/// `POST /_emulator/faults` adds a fault as `read_fault` reads it, and `DELETE /_emulator/faults` clears
/// them. Failures are `{"error": {"code", "message"}}`.
class EmulatorServer {
 public:
  /// `port` 0 asks the kernel for one. `now` unset is the wall clock. Errors: `unavailable` where the port is
  /// taken.
  [[nodiscard]] static Result<std::unique_ptr<EmulatorServer>> start(std::shared_ptr<Emulator> emulator,
                                                                     int port = 0,
                                                                     std::function<TimePoint()> now = {});
  ~EmulatorServer();
  EmulatorServer(const EmulatorServer&) = delete;
  EmulatorServer& operator=(const EmulatorServer&) = delete;

  [[nodiscard]] int port() const noexcept;
  [[nodiscard]] std::string url() const;  ///< `http://127.0.0.1:PORT`
  [[nodiscard]] FaultInjector& faults() noexcept;

 private:
  struct State;
  explicit EmulatorServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vplatform::testing
