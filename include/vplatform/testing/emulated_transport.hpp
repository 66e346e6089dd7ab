#pragma once

#include <functional>
#include <memory>

#include "vplatform/spi/emulator.hpp"
#include "vplatform/spi/transport.hpp"
#include "vplatform/testing/faults.hpp"
#include "vplatform/time.hpp"

namespace vplatform::testing {

/// Turns an emulator into a transport: no sockets, the caller's clock, and faults on demand. Thread-safe.
class EmulatedTransport final : public HttpTransport {
 public:
  EmulatedTransport(std::shared_ptr<Emulator> emulator, std::function<TimePoint()> now);

  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) override;

  [[nodiscard]] FaultInjector& faults() noexcept { return faults_; }
  [[nodiscard]] Emulator& emulator() const noexcept { return faults_.emulator(); }

 private:
  FaultInjector faults_;
  std::function<TimePoint()> now_;
};

}  // namespace vplatform::testing
