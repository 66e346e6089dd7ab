#pragma once

#include <atomic>
#include <memory>

#include "vplatform/instance_state.hpp"
#include "vplatform/observer.hpp"
#include "vplatform/retry.hpp"
#include "vplatform/runtime_env.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/transport.hpp"
#include "vplatform/traffic.hpp"

namespace vplatform {

namespace detail {
class Traffic;
}  // namespace detail

/// Everything that belongs to one configured platform and is shared by the configuration's snapshot, every
/// client and every running call. Thread-safe: all but the state is immutable, and the state may change while
/// clients are in use.
class InstanceRuntime {
 public:
  InstanceRuntime(std::shared_ptr<const Platform> platform, std::shared_ptr<HttpTransport> transport,
                  RuntimeEnv env, RetryPolicy retry = {}, std::shared_ptr<Observer> observer = nullptr,
                  const TrafficPolicy& traffic = {});
  /// The same instance with other settings: it goes on with what `before` has counted of its traffic.
  InstanceRuntime(std::shared_ptr<const Platform> platform, std::shared_ptr<HttpTransport> transport,
                  RuntimeEnv env, RetryPolicy retry, std::shared_ptr<Observer> observer,
                  const TrafficPolicy& traffic, const InstanceRuntime& before);

  [[nodiscard]] const PlatformInfo& info() const noexcept { return platform_->info(); }
  [[nodiscard]] const Platform& platform() const noexcept { return *platform_; }
  /// Null where only the asynchronous face is used; a blocking call is `failed_precondition` then.
  [[nodiscard]] HttpTransport* transport() const noexcept { return transport_.get(); }
  [[nodiscard]] const RuntimeEnv& env() const noexcept { return env_; }
  [[nodiscard]] const RetryPolicy& retry() const noexcept { return retry_; }
  [[nodiscard]] Observer* observer() const noexcept { return observer_.get(); }

  /// Takes other rules for the traffic over, at once.
  void set_traffic(const TrafficPolicy& policy);
  [[nodiscard]] detail::Traffic& traffic() const noexcept { return *traffic_; }

  [[nodiscard]] InstanceState state() const noexcept { return state_.load(std::memory_order_relaxed); }
  void set_state(InstanceState state) noexcept { state_.store(state, std::memory_order_relaxed); }

  /// True the first time only: what is worth one warning.
  [[nodiscard]] bool first_warning() const noexcept {
    return !warned_.exchange(true, std::memory_order_relaxed);
  }

 private:
  std::shared_ptr<const Platform> platform_;
  std::shared_ptr<HttpTransport> transport_;
  RuntimeEnv env_;
  RetryPolicy retry_;
  std::shared_ptr<Observer> observer_;
  std::shared_ptr<detail::Traffic> traffic_;
  std::atomic<InstanceState> state_{InstanceState::enabled};
  mutable std::atomic<bool> warned_{false};
};

}  // namespace vplatform
